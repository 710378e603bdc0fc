"""This room's commands: `python -m actions.cli <command>`. All but `migrate` speak to the running service.

Exit codes: 1 the service refused, 2 settings or arguments, 3 the service holds the database, 4 it does not answer,
6 database, 7 an audit log without heads to compare with.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError

from actions.api_client import ApiClient, ApiRefused, ApiUnreachable
from actions.audit.commands import add_commands as add_audit
from actions.command_line import Run
from actions.cover.commands import add_commands as add_cover
from actions.database import create_engine
from actions.enrollment.commands import add_commands as add_enrollments
from actions.faq.commands import add_commands as add_faq
from actions.file_lock import SecondCopy, hold
from actions.filing.commands import add_commands as add_filings
from actions.keys.commands import add_commands as add_keys
from actions.migrate import migrate
from actions.retention.commands import add_commands as add_purge
from actions.rosters.commands import add_commands as add_rosters
from actions.settings import SettingsError, database_url
from actions.staff.commands import add_commands as add_staff
from actions.stations.commands import add_commands as add_stations
from actions.tickets.commands import add_commands as add_tickets
from actions.unions.commands import add_commands as add_unions

REFUSED, BAD_SETTINGS, SECOND_COPY, UNREACHABLE, BAD_DATABASE = 1, 2, 3, 4, 6
INTERRUPTED = 130  # what a shell says of a command ended by Ctrl-C

#: A new subject adds its own.
SUBJECTS = (
    *(add_enrollments, add_tickets, add_staff, add_stations, add_unions, add_rosters, add_faq),
    *(add_filings, add_cover, add_keys, add_purge, add_audit),
)


def main(arguments: Sequence[str] | None = None, env: Mapping[str, str] = os.environ) -> int:
    """Run one command; returns its exit code. Errors are one plain line on stderr."""
    wanted = parser().parse_args(arguments)
    try:
        if wanted.command == "migrate":
            asyncio.run(_migrate(database_url(env)))
            return 0
        run: Run = wanted.run
        code = asyncio.run(_spoken(run, wanted, ApiClient.from_env(env)))
        sys.stdout.flush()
        return code
    except SettingsError as error:
        return _refuse(f"settings: {error}", BAD_SETTINGS)
    except SecondCopy as error:
        return _refuse(f"the service is running on {error.database}; stop it, then migrate", SECOND_COPY)
    except ApiUnreachable:
        return _refuse("the service does not answer; is it started, and is XIAOFENG_ACTIONS_URL right?", UNREACHABLE)
    except ApiRefused as error:
        return _refuse(f"{error.detail} ({error.kind})", REFUSED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `xiaofeng faq list | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (SQLAlchemyError, OSError) as error:
        return _refuse(f"database: it cannot be migrated ({type(error).__name__})", BAD_DATABASE)


def parser() -> argparse.ArgumentParser:
    """Of every command of this room."""
    whole = argparse.ArgumentParser(prog="xiaofeng", description="commands of the backend service")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("migrate", help="bring the database's tables to this release")
    for add_commands in SUBJECTS:
        add_commands(commands)
    return whole


async def _spoken(run: Run, wanted: argparse.Namespace, api: ApiClient) -> int:
    return await run(wanted, api, print)


async def _migrate(url: str) -> None:
    held = hold(url)
    engine = create_engine(url)
    try:
        await migrate(engine)
    finally:
        await engine.dispose()
        if held is not None:
            held.release()
    print("actions: database is up to date")


def _refuse(sentence: str, code: int) -> int:
    print(f"actions: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
