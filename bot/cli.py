"""The bot's commands: `migrate` and `chat`. Started by xiaofeng.py as `python -m bot.cli …`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from bot.database.migrate import migrate
from bot.errors import StartError
from bot.settings import database_url, public_url
from bot.terminal_chat import chat


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run one command; returns its exit code. Failures are one line on stderr."""
    parser = argparse.ArgumentParser(prog="xiaofeng", description="Commands of the bot.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the bot's database to this release's tables")
    talk = commands.add_parser("chat", help="chat with a running bot in the terminal")
    talk.add_argument("--url", help="address of the bot; by default the configured one")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "migrate":
            asyncio.run(migrate(database_url(env)))
            return 0
        return asyncio.run(chat(chosen.url or public_url(env), sys.stdin, sys.stdout))
    except StartError as error:
        print(error.line, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
