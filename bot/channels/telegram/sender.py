"""Sending replies to Telegram and deleting workers' messages there."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot, LinkPreviewOptions, Message
from telegram.error import BadRequest, TelegramError

from bot.channels.channel import OutgoingReply
from bot.channels.telegram.composition import OutgoingMessage, PhotoMessage, TextMessage, compose
from bot.channels.telegram.failures import send_error
from bot.dialogue.responses import Responses


class TelegramSender:
    """Sends each message once; whether anything is tried again is for its caller to say."""

    def __init__(self, bot: Bot, responses: Responses) -> None:
        self._bot = bot
        self._responses = responses

    async def send(self, address: str, reply: OutgoingReply, parts_sent: int) -> Sequence[str]:
        """Send the messages of a reply after the first `parts_sent`; the ids of those sent now. Raises SendError."""
        sent: list[str] = []
        for message in compose(reply, self._responses)[parts_sent:]:
            try:
                taken = await self._send_one(int(address), message)
            except TelegramError as error:
                raise send_error(error, sent) from None  # its cause holds the URL, and that the token
            sent.append(str(taken.message_id))
        return sent

    async def delete(self, address: str, message_ref: str) -> None:
        """Remove one message; one already gone is fine. Raises SendError: Undeliverable after Telegram's 48 hours."""
        try:
            await self._bot.delete_message(int(address), int(message_ref))
        except BadRequest as error:
            if "message to delete not found" not in error.message.lower():
                raise send_error(error, ()) from None
        except TelegramError as error:
            raise send_error(error, ()) from None

    async def _send_one(self, chat_id: int, message: OutgoingMessage) -> Message:
        if isinstance(message, TextMessage):
            return await self._bot.send_message(
                chat_id,
                message.text,
                reply_markup=message.keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        if isinstance(message, PhotoMessage):
            return await self._bot.send_photo(
                chat_id, message.content, caption=message.caption or None, reply_markup=message.keyboard
            )
        return await self._bot.send_venue(
            chat_id,
            latitude=message.lat,
            longitude=message.lon,
            title=message.title,
            address=message.address,
            reply_markup=message.keyboard,
            disable_notification=True,  # the text before it has rung already
        )
