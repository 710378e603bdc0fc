"""The backend service's process: reads the settings, builds the parts, serves until SIGTERM.

Exit codes: 2 settings or data files, 3 a second copy, 5 port taken, 6 database. One plain line on stderr each.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import logging
import os
import secrets
import signal
import sys
from collections.abc import Mapping
from random import SystemRandom

import uvloop
from aiohttp import web
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from actions.app import Parts, build_app
from actions.audit.heads import export_last_head, keep_exporting
from actions.clock import system_clock
from actions.database import Database, is_sqlite
from actions.faq.entries import UnreadableEntry
from actions.faq.feed_keeper import FeedKeeper
from actions.faq.seeding import seed_faq
from actions.faq.understanding import Understanding
from actions.file_lock import SecondCopy, hold
from actions.filing.sending import Sender
from actions.filing.webhook import Webhook
from actions.keys.reencryption import keep_reencrypting
from actions.logs import log_to
from actions.migrate import NotMigrated, require_current_schema
from actions.models import metadata
from actions.quality.evaluation_keeping import EvaluationKeeper
from actions.quality.evaluation_source import EvaluationSource
from actions.questions.sorting import keep_sorting
from actions.questions.telling import keep_telling
from actions.reference import UnreadableList
from actions.retention.purging import keep_purging
from actions.settings import Settings, SettingsError
from actions.shipped import Shipped
from actions.staff.passwords import Passwords
from actions.stations.samples import seed_samples
from actions.takeovers.quick_reply_seeding import seed_quick_replies
from actions.takeovers.sweeping import keep_sweeping
from actions.unions.samples import add_sample_unions
from actions.vault import Vault

log = logging.getLogger("actions.main")  # not `__main__`, which is nobody's logger

BAD_SETTINGS, SECOND_COPY, PORT_TAKEN, BAD_DATABASE = 2, 3, 5, 6
SHUTDOWN_SECONDS = 5.0
#: How long the event loop may keep a database thread waiting that has its answer; Python's own 5 ms add up.
THREAD_TURN_SECONDS = 0.0005


class CannotStart(Exception):
    """One sentence for whoever starts the house, and the exit code."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


def main(env: Mapping[str, str] = os.environ) -> int:
    """Serve until asked to stop; returns the exit code."""
    try:
        settings = Settings.from_env(env)
        shipped = Shipped.load(settings.data_dir)
        held = hold(settings.database_url)
    except (SettingsError, UnreadableList, UnreadableEntry) as error:
        return _refuse(f"settings: {error}", BAD_SETTINGS)
    except SecondCopy as error:
        return _refuse(f"another copy is running on {error.database}; stop it first", SECOND_COPY)
    except OSError as error:
        return _refuse(f"database: its folder cannot be used ({error.strerror})", BAD_DATABASE)
    log_to()
    sys.setswitchinterval(THREAD_TURN_SECONDS)
    try:
        uvloop.run(serve(settings, shipped))
    except CannotStart as error:
        return _refuse(error.sentence, error.code)
    finally:
        if held is not None:
            held.release()
    return 0


async def serve(settings: Settings, shipped: Shipped) -> None:
    """Open the database, listen, wait for SIGTERM or SIGINT, close in reverse. Raises CannotStart."""
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    database = Database(settings.database_url)
    async with contextlib.aclosing(database):
        feed = FeedKeeper(database, system_clock)
        await _prepare(database, shipped, feed)
        vault = Vault(
            sealing_private_key=settings.sealing_private_key,
            field_key=settings.field_key,
            lookup_key=settings.lookup_key,
            other_sealing_private_keys=settings.other_sealing_private_keys,
            other_field_keys=settings.other_field_keys,
        )
        understanding = Understanding(settings.nlu_url, settings.nlu_token)
        app = build_app(
            Parts(
                database=database,
                vault=vault,
                clock=system_clock,
                checkpoint=settings.checkpoint,
                clients=settings.clients,
                reference=shipped.reference,
                gazetteer=shipped.gazetteer,
                feed=feed,
                understanding=understanding,
                public_url=settings.public_url,
                desk_hours=settings.desk_hours,
                climb_after=settings.climb_after,
                chat_url=settings.chat_url,
                rosters_kept=settings.rosters_kept,
                trusted_proxies=settings.trusted_proxies,
                retention=settings.retention,
                passwords=Passwords(),
                new_token=secrets.token_urlsafe,
                audit_heads=settings.audit_heads,
                files_outward=settings.receiver is not None,
            )
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        tasks = [
            asyncio.create_task(work)
            for work in (
                keep_sweeping(database, vault=vault, clock=system_clock, climb_after=settings.climb_after),
                keep_reencrypting(
                    database, metadata, vault, every=settings.housekeeping, checkpoint=settings.checkpoint
                ),
                keep_exporting(database, settings.audit_heads, clock=system_clock),
                keep_purging(
                    database,
                    settings.retention,
                    every=settings.housekeeping,
                    clock=system_clock,
                    checkpoint=settings.checkpoint,
                ),
                keep_sorting(
                    database,
                    vault=vault,
                    understanding=understanding,
                    clock=system_clock,
                    checkpoint=settings.checkpoint,
                ),
                keep_telling(database, vault=vault, clock=system_clock, checkpoint=settings.checkpoint),
                EvaluationKeeper(database, EvaluationSource(settings.nlu_url, settings.nlu_token), feed).keep_asking(),
                _file_outward(database, vault, settings),
            )
        ]
        try:
            gc.freeze()  # what is there by now stays; going through all of it takes a tenth of a second each time
            await _listen(runner, settings)
            log.info("serving", extra={"ids": {"port": settings.port}})
            await stopping.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await runner.cleanup()
            await export_last_head(database, settings.audit_heads, clock=system_clock)
    log.info("stopped")


async def _file_outward(database: Database, vault: Vault, settings: Settings) -> None:
    """Send filings until cancelled, if the union's own system has an address."""
    if settings.receiver is None:
        return
    sender = Sender(
        database,
        Webhook(settings.receiver),
        vault=vault,
        clock=system_clock,
        checkpoint=settings.checkpoint,
        chance=SystemRandom(),
    )
    await sender.keep_sending(alone=is_sqlite(settings.database_url))


async def _prepare(database: Database, shipped: Shipped, feed: FeedKeeper) -> None:
    """The database has this release's tables and the shipped data, and the feed is at hand. Raises CannotStart."""
    try:
        await require_current_schema(database.engine)
        await _seed(database, shipped)
        await seed_faq(database, shipped.faq, system_clock)
        await feed.look()
    except NotMigrated as error:
        raise CannotStart(
            f"database: its tables are at revision {error.found}, this release needs {error.needed}; "
            "run `xiaofeng migrate`",
            BAD_DATABASE,
        ) from error
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise CannotStart(_no_answer(error), BAD_DATABASE) from error
        raise CannotStart(
            "database: it is locked by another program (a backup, an open editor?); close that and start again",
            BAD_DATABASE,
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise CannotStart(_no_answer(error), BAD_DATABASE) from error


def _no_answer(error: Exception) -> str:
    return f"database: it does not answer ({type(error).__name__}); check XIAOFENG_ACTIONS_DATABASE_URL"


async def _seed(database: Database, shipped: Shipped) -> None:
    """Every county has somebody to decide, and stations to find: marked samples until real ones are entered."""
    async with database.write() as session:
        added = await add_sample_unions(session, shipped.reference)
        await session.commit()
    log.info("sample unions added", extra={"ids": {"count": added}})
    stations = await seed_samples(database, shipped.sample_stations, system_clock)
    log.info("sample stations added", extra={"ids": {"count": stations}})
    replies = await seed_quick_replies(database, shipped.quick_replies, system_clock)
    log.info("quick replies added", extra={"ids": {"count": replies}})


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        why = "is taken" if error.errno == errno.EADDRINUSE else "cannot be used"
        raise CannotStart(
            f"port {settings.port} on {settings.host} {why}; stop the other program or set XIAOFENG_ACTIONS_PORT",
            PORT_TAKEN,
        ) from error


def _refuse(sentence: str, code: int) -> int:
    print(f"actions: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
