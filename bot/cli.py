"""The bot's commands: `migrate`, `chat`, `purge`; `keys` for the launcher. xiaofeng.py starts `python -m bot.cli …`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from bot.boxes import count_left
from bot.clock import utc_now
from bot.database.engine import open_database
from bot.database.migrate import check_migrated, migrate
from bot.errors import StartError
from bot.failpoints import no_checkpoint
from bot.retention import Retention
from bot.settings import data_key, database_url, public_url, retention_of, sealing_key_id
from bot.terminal_chat import chat


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run one command; returns its exit code. Failures are one line on stderr."""
    parser = argparse.ArgumentParser(prog="xiaofeng", description="Commands of the bot.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the bot's database to this release's tables")
    talk = commands.add_parser("chat", help="chat with a running bot in the terminal")
    talk.add_argument("--url", help="address of the bot; by default the configured one")
    commands.add_parser("keys", help="which keys are in use, and how much waits for the newest")
    purge = commands.add_parser("purge", help="what has been kept long enough; the running bot does away with it")
    purge.add_argument("--dry-run", action="store_true", help="only count it, which is all this command does")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "migrate":
            asyncio.run(migrate(database_url(env)))
            return 0
        if chosen.command == "keys":
            asyncio.run(_tell_keys(env))
            return 0
        if chosen.command == "purge":
            asyncio.run(_tell_due(env))
            return 0
        return asyncio.run(chat(chosen.url or public_url(env), sys.stdin, sys.stdout))
    except StartError as error:
        print(error.line, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


async def _tell_keys(env: Mapping[str, str]) -> None:
    """Reads only, so the bot may go on meanwhile. Raises StartError."""
    await check_migrated(database_url(env))
    database, key = open_database(database_url(env)), data_key(env)
    try:
        sealing_key = sealing_key_id(env)
        print((await count_left(database, key, sealing_key)).to_json(key, sealing_key))
    finally:
        await database.close()


async def _tell_due(env: Mapping[str, str]) -> None:
    """Reads only, so the bot may go on meanwhile. Raises StartError."""
    await check_migrated(database_url(env))
    database, kept = open_database(database_url(env)), retention_of(env)
    try:
        counting = Retention(
            database=database, data_key=data_key(env), kept=kept, clock=utc_now, checkpoint=no_checkpoint
        )
        for kind, count in (await counting.due()).items():
            print(f"bot      {kind:16}{kept[kind].days:>5} days{count:>9} due")
    finally:
        await database.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
