"""The bot process: reads the settings, builds the parts, hands them to each other, serves until told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from random import SystemRandom

import uvloop
from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bot.actions_client import ActionsClient
from bot.background import Background
from bot.bells import Bells
from bot.boxes import Reencryption
from bot.channels.channel import PushChannel
from bot.channels.form_page import FormPage
from bot.channels.my_data_page import MyDataPage
from bot.channels.problems import problems_middleware
from bot.channels.rate_limit import RateLimit
from bot.channels.security_headers import add_security_headers
from bot.channels.static_page import page_routes
from bot.channels.web import TYPING_PER_MINUTE, Limits, WebChat
from bot.channels.web_message import LONGEST_BODY_WITH_PHOTO_BYTES
from bot.clock import utc_now
from bot.commands import CommandWorker
from bot.data_key import DataKey
from bot.database.engine import Database, open_database
from bot.database.lock import lock_database
from bot.database.migrate import check_migrated
from bot.delivery import Delivery
from bot.delivery_store import DeliveryStore
from bot.dialogue.reference import Reference, ReferenceDataError
from bot.dialogue.responses import Responses, ResponsesError
from bot.dialogue.turn import converse
from bot.errors import PortTaken, SettingsError, StartError
from bot.feed_keeper import FeedKeeper
from bot.health import Health
from bot.ids import RandomIds
from bot.inbox import Book, Inbox
from bot.logs import facts, log_to_stderr, where
from bot.metrics import Metrics
from bot.news import NewsReader
from bot.outcome_sending import SEND_SECONDS, OutcomeSender
from bot.page_links import PageLinks
from bot.picture_fetching import PictureFetcher
from bot.reader import Reader
from bot.retention import Retention
from bot.sealing import Sealer
from bot.settings import Settings
from bot.turn_maker import Knowledge, TurnMaker
from bot.turn_rows import TurnRowMaker
from bot.turn_store import TurnStore, data_key_fits
from bot.turns import TurnCommitted, Turns
from bot.typing_signs import TypingSigns
from bot.understanding import Nlu

log = logging.getLogger("bot.main")  # run as a script, __name__ would be __main__

SWEEP_SECONDS = 5.0
FORGET_LINKS_SECONDS = 600.0
STOP_GRACE_SECONDS = 5.0


def main(env: Mapping[str, str]) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code. A failing start is one line on stderr."""
    log_to_stderr()
    try:
        uvloop.run(serve(Settings.from_env(env)))
    except StartError as error:
        print(error.line, file=sys.stderr)
        return error.exit_code
    return 0


async def serve(settings: Settings) -> None:
    """Run the process until it is told to stop. Raises StartError."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log_loop_error)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with running(settings):
        await stopping.wait()
        log.info("stopping")


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[int]:
    """The whole process, serving; yields the port it listens on. Raises StartError."""
    async with AsyncExitStack() as stack:
        lock = lock_database(settings.database_url)
        if lock is not None:
            stack.callback(lock.release)
        await check_migrated(settings.database_url)
        database = open_database(settings.database_url)
        stack.push_async_callback(database.close)
        data_key = settings.data_key
        if not await data_key_fits(database, data_key):
            raise SettingsError("bot: XIAOFENG_BOT_DATA_KEY is not the key this database was written with; restore it")
        session = ClientSession(connector=TCPConnector(limit=200, keepalive_timeout=60), cookie_jar=DummyCookieJar())
        stack.push_async_callback(session.close)
        port = await _serve_with(settings, stack, database, data_key, session)
        log.info("serving", extra=facts(port=port))
        yield port


async def _serve_with(
    settings: Settings, stack: AsyncExitStack, database: Database, data_key: DataKey, session: ClientSession
) -> int:
    clock, checkpoint, metrics, ids, chance = utc_now, settings.checkpoint, Metrics(), RandomIds(), SystemRandom()
    sealer = Sealer(settings.sealing_public_key)
    metrics.tell_keys(data_key=data_key.current, sealing_key=sealer.key_id)
    nlu = Nlu(
        session,
        url=settings.nlu_url,
        token=settings.nlu_token,
        timeout_seconds=settings.nlu_timeout_seconds,
        metrics=metrics,
        monotonic=time.monotonic,
    )
    actions = ActionsClient(
        session,
        url=settings.actions_url,
        token=settings.actions_token,
        timeout_seconds=settings.actions_timeout_seconds,
        metrics=metrics,
        monotonic=time.monotonic,
    )
    feed = FeedKeeper(
        actions=actions,
        database=database,
        clock=clock,
        checkpoint=checkpoint,
        metrics=metrics,
        interval_seconds=settings.feed_interval_seconds,
    )
    await feed.load()
    if not feed.current().version:
        await feed.look()  # the first message of a new house is not to find it without answers
    reference, responses = _read_data(settings)
    knowledge = Knowledge(feed.current, reference, responses, sealer)

    inbox = Inbox(database=database, data_key=data_key, clock=clock, checkpoint=checkpoint)
    rows = TurnRowMaker(
        data_key=data_key,
        clock=clock,
        ids=ids,
        public_url=settings.public_url,
        pushes=lambda channel: channel != WebChat.name,
    )
    turns = Turns(
        store=TurnStore(database=database, data_key=data_key, rows=rows, clock=clock, quiet_hours=settings.quiet_hours),
        maker=TurnMaker(converse=converse, knowledge=knowledge, nlu=nlu, actions=actions, checkpoint=checkpoint),
        clock=clock,
        checkpoint=checkpoint,
        metrics=metrics,
    )
    channels = await _push_channels(settings, stack, inbox, turns, responses)
    delivery = Delivery(
        store=DeliveryStore(database=database, data_key=data_key, clock=clock, quiet_hours=settings.quiet_hours),
        channels=channels,
        clock=clock,
        chance=chance,
        checkpoint=checkpoint,
        metrics=metrics,
    )
    commands = CommandWorker(
        database=database,
        data_key=data_key,
        actions=actions,
        inbox=inbox,
        clock=clock,
        chance=chance,
        checkpoint=checkpoint,
        metrics=metrics,
        start_turn=turns.start,
        pictures=PictureFetcher(channels, responses),
    )
    bells = Bells()
    news = NewsReader(
        actions=actions,
        database=database,
        inbox=inbox,
        clock=clock,
        checkpoint=checkpoint,
        metrics=metrics,
        start_turn=turns.start,
        show_typing=TypingSigns(database=database, data_key=data_key, channels=channels, bells=bells).show,
    )

    def tell(turn: TurnCommitted) -> None:
        bells.ring(turn.conversation_id)
        if turn.has_commands:
            commands.wake()
        if turn.has_replies and turn.channel in channels:
            delivery.start(turn.conversation_id)

    turns.listeners.append(tell)
    delivery.listeners.append(commands.wake)
    links = PageLinks(database=database, data_key=data_key, inbox=inbox, clock=clock, checkpoint=checkpoint)
    limits = Limits(
        conversation=RateLimit(settings.conversation_messages_per_minute, monotonic=time.monotonic),
        address=RateLimit(settings.address_requests_per_minute, monotonic=time.monotonic),
        typing=RateLimit(TYPING_PER_MINUTE, monotonic=time.monotonic),
        reply_timeout_seconds=settings.reply_timeout_seconds,
    )
    web_chat = WebChat(
        inbox=inbox,
        turns=turns,
        reader=Reader(database=database, data_key=data_key, bells=bells),
        data_key=data_key,
        limits=limits,
        clock=clock,
        metrics=metrics,
        actions=actions,
    )
    app = web.Application(
        client_max_size=LONGEST_BODY_WITH_PHOTO_BYTES, middlewares=[problems_middleware(responses, metrics)]
    )
    app.on_response_prepare.append(add_security_headers)
    health = Health(database=database, feed=feed, nlu=nlu, actions=actions, metrics=metrics)
    form_page = FormPage(links=links, knowledge=knowledge, clock=clock, start_turn=turns.start)
    my_data = MyDataPage(links=links, actions=actions, knowledge=knowledge, clock=clock)
    for routes in (health.routes(), web_chat.routes(), form_page.routes(), my_data.routes(), page_routes()):
        app.add_routes(routes)
    for channel in channels.values():
        app.add_routes(channel.routes())

    stack.push_async_callback(delivery.stop, STOP_GRACE_SECONDS)
    stack.push_async_callback(turns.stop)
    background = Background()
    stack.push_async_callback(background.stop)
    await turns.sweep(everything=True)
    await delivery.sweep(at_start=True)
    port = await _listen(settings, stack, app)
    # The last one added is undone first: pages that listen are let go before the server waits for its handlers.
    stack.callback(bells.close)
    background.keep("feed", feed.run)
    background.keep("commands", commands.run)
    background.keep("news", news.run)
    background.every("turns.sweep", SWEEP_SECONDS, turns.sweep)
    background.every("delivery.sweep", SWEEP_SECONDS, delivery.sweep)
    outcomes = OutcomeSender(database=database, actions=actions, ids=ids, checkpoint=checkpoint)
    background.every("outcomes.send", SEND_SECONDS, outcomes.send, at_once=True)
    background.every("links.forget", FORGET_LINKS_SECONDS, links.forget_expired)
    reencryption = Reencryption(database=database, data_key=data_key, checkpoint=checkpoint)
    background.every("keys.reencrypt", settings.housekeeping_seconds, reencryption.run_once, at_once=True)
    retention = Retention(
        database=database, data_key=data_key, kept=settings.retention, clock=clock, checkpoint=checkpoint
    )
    background.every("retention.purge", settings.housekeeping_seconds, retention.purge, at_once=True)
    for channel in channels.values():
        background.keep(f"channel.{channel.name}", channel.run)
    return port


async def _push_channels(
    settings: Settings, stack: AsyncExitStack, inbox: Inbox, turns: Turns, responses: Responses
) -> dict[str, PushChannel]:
    if settings.telegram_token is None:
        return {}
    # Its library takes half a second to import: a house without Telegram need not wait for it.
    from bot.channels.telegram.channel import TelegramSettings, open_telegram

    telegram = open_telegram(
        TelegramSettings(
            token=settings.telegram_token,
            public_url=settings.public_url,
            webhook_secret=settings.telegram_webhook_secret,
            api_url=settings.telegram_api_url,
        ),
        book=Book("telegram", inbox, turns.start),
        responses=responses,
        clock=utc_now,
    )
    channel = await stack.enter_async_context(telegram)
    return {channel.name: channel}


def _read_data(settings: Settings) -> tuple[Reference, Responses]:
    try:
        return Reference.load(settings.data_dir), Responses.load(settings.data_dir / "responses")
    except (ReferenceDataError, ResponsesError) as error:
        raise SettingsError(f"bot: data: {error}; check XIAOFENG_DATA_DIR") from error


async def _listen(settings: Settings, stack: AsyncExitStack, app: web.Application) -> int:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_GRACE_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        raise PortTaken(
            f"bot: cannot listen on {settings.host}:{settings.port} ({os.strerror(error.errno or 0)}); "
            "stop what uses it, or set XIAOFENG_BOT_PORT"
        ) from error
    port: int = runner.addresses[0][1]
    return port


def _log_loop_error(loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    error = context.get("exception")
    log.error("loop.error", extra=facts(error=where(error) if isinstance(error, BaseException) else None))


if __name__ == "__main__":
    sys.exit(main(os.environ))
