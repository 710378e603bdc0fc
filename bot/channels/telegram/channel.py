"""The Telegram channel as the bot sees it, and how it is opened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from telegram import Bot, BotCommand
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.channel import ArrivalBook, OutgoingReply
from bot.channels.telegram.api import bot_api
from bot.channels.telegram.arrivals import ALLOWED_UPDATES
from bot.channels.telegram.door import TelegramDoor
from bot.channels.telegram.pictures import fetched
from bot.channels.telegram.polling import POLL_SECONDS, Poller
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.trouble import Pause, Trouble
from bot.channels.telegram.webhook import PATH, Webhook
from bot.clock import Clock
from bot.dialogue.messages import Photo
from bot.dialogue.responses import Responses
from bot.logs import facts

log = logging.getLogger(__name__)

NAME = "telegram"
_COMMANDS = ("start", "help")


@dataclass(frozen=True)
class TelegramSettings:
    """URLs without a trailing slash; `public_url`, the bot's own, is only used when `webhook_secret` is set."""

    token: str = field(repr=False)
    api_url: str
    public_url: str
    webhook_secret: str | None = field(default=None, repr=False)
    poll_seconds: int = POLL_SECONDS


@asynccontextmanager
async def open_telegram(
    settings: TelegramSettings,
    *,
    book: ArrivalBook,
    responses: Responses,
    clock: Clock,
    pause: Pause = asyncio.sleep,
) -> AsyncIterator[TelegramChannel]:
    """The channel, ready to send; `run` starts the receiving. Connections are closed at the end."""
    async with bot_api(settings.token, settings.api_url) as bot:
        door = TelegramDoor(bot, book, clock)
        try:
            yield TelegramChannel(bot, door, settings, responses, Trouble(pause))
        finally:
            await door.close()


class TelegramChannel:
    """A PushChannel; polls, or is called by Telegram when a webhook secret is set."""

    name = NAME

    def __init__(
        self, bot: Bot, door: TelegramDoor, settings: TelegramSettings, responses: Responses, trouble: Trouble
    ) -> None:
        self._bot = bot
        self._settings = settings
        self._responses = responses
        self._trouble = trouble
        self._sender = TelegramSender(bot, responses)
        self._poller = Poller(bot, door, trouble, settings.poll_seconds)
        self._webhook = Webhook(door, settings.webhook_secret) if settings.webhook_secret else None

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The webhook's route; none when polling."""
        return [] if self._webhook is None else [self._webhook.route()]

    async def run(self) -> None:
        """Tell Telegram how we receive, as often as it takes; then poll until cancelled, or leave it to the webhook."""
        while not await self._announced():
            pass
        await self._show_commands()
        if self._webhook is None:
            await self._poller.run()

    async def send(self, address: str, reply: OutgoingReply, parts_sent: int) -> Sequence[str]:
        """See PushChannel."""
        return await self._sender.send(address, reply, parts_sent)

    async def delete(self, address: str, message_ref: str) -> None:
        """See PushChannel."""
        await self._sender.delete(address, message_ref)

    async def typing(self, address: str) -> None:
        """See PushChannel."""
        try:
            await self._bot.send_chat_action(int(address), ChatAction.TYPING)
        except TelegramError as error:
            log.info("telegram.typing-not-shown", extra=facts(error=type(error).__name__))

    async def photo(self, file: str) -> Photo | None:
        """See PushChannel."""
        return await fetched(self._bot, file)

    async def _announced(self) -> bool:
        """Whether Telegram took it; waits a while when it did not."""
        try:
            if self._webhook is None:
                await self._bot.delete_webhook()
            else:
                await self._bot.set_webhook(
                    f"{self._settings.public_url}{PATH}",
                    secret_token=self._settings.webhook_secret,
                    allowed_updates=ALLOWED_UPDATES,
                )
        except TelegramError as error:
            await self._trouble.wait_after(error)
            return False
        self._trouble.over()
        return True

    async def _show_commands(self) -> None:
        commands = [BotCommand(name, self._responses.text(f"telegram.command_{name}")) for name in _COMMANDS]
        try:
            await self._bot.set_my_commands(commands)
        except TelegramError as error:
            # Only the menu beside the input line is missing then; the commands themselves work.
            log.info("telegram.menu-not-set", extra=facts(error=type(error).__name__))
