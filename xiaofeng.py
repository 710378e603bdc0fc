#!/usr/bin/env python3
"""Launcher: sets up, starts and watches the house, and starts each room's own commands in that room's environment."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from launcher.debian import bring_test_packages
from launcher.environments import bring_environments, environments_ready
from launcher.errors import CannotStart
from launcher.key_commands import keys_command
from launcher.key_watch import KeyWatch
from launcher.node_packages import bring_node_packages
from launcher.paths import ROOT, var_folder
from launcher.rooms import Room, cli_environment, rooms
from launcher.supervisor import Supervisor, only_copy

ROOM_COMMANDS = {
    "train": ("nlu", "train the understanding model when data, configuration or code changed"),
    "understand": ("nlu", "what the bot makes of a sentence: understand TEXT, or --jsonl on standard input"),
    "evaluate": ("nlu", "judge the model on the development set: evaluate [--json FILE] [--html FILE]"),
    "validate": ("nlu", "check the training data (rasa data validate)"),
    "chat": ("bot", "talk to a running bot in the terminal"),
    "stations": ("actions", "stations import FILE [--dry-run] | remove-samples"),
    "unions": ("actions", "unions import FILE [--dry-run] | export FILE | remove-samples"),
    "rosters": ("actions", "workers to invite: rosters import FILE --site NAME --area CODE | list | export"),
    "faq": ("actions", "answers: faq draft | check | submit | approve | publish | rollback | import | export …"),
    "staff": ("actions", "staff add LOGIN --role ROLE --area CODE | list | close | reset-second-factor | link"),
    "admin-link": ("actions", "a one-time link to set the first administrator's password"),
    "enrollments": ("actions", "enrollments list | show | approve | return | reject | hand-over | release"),
    "filings": ("actions", "filings list | retry | export FILE | import FILE [--dry-run]"),
    "cover": ("actions", "the gifted accident cover: cover list | quota import | quota export | results import"),
    "audit": ("actions", "the audit log: audit head | verify [--heads FOLDER | --without-heads]"),
    "tickets": ("actions", "messages taken down for staff: tickets list | answer | close"),
}
# For the launcher itself, which owns the file of keys.
_KEYS = ("keys", "new keys, and giving the old ones up: keys rotate | status | retire")


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit code. 1: it could not start, and stderr says why."""
    # A room's own options (`stations import --help`) are for the room to read.
    if arguments and arguments[0] in ROOM_COMMANDS:
        return _guarded(lambda: _room_command(arguments[0], arguments[1:]))
    if arguments[:1] == ["keys"]:
        return _guarded(lambda: _keys_command(arguments[1:]))
    if arguments[:1] == ["purge"]:
        return _guarded(lambda: _both_rooms("purge", arguments[1:]))
    wanted = parser().parse_args(arguments)
    if wanted.command == "up":
        return _guarded(_up)
    if wanted.command == "setup":
        return _guarded(lambda: _setup(for_tests=wanted.for_tests))
    return _guarded(_migrate)


def parser() -> argparse.ArgumentParser:
    """Of every command; a room reads its own arguments itself."""
    whole = argparse.ArgumentParser(prog="xiaofeng", description="小蜂: a member-services bot for trade unions.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("up", help="set up, train if needed, start everything; Ctrl-C stops it")
    setup = commands.add_parser("setup", help="bring both Python environments from their lock files")
    setup.add_argument("--for-tests", action="store_true", help="with what `make test` needs, Debian packages included")
    commands.add_parser("migrate", help="bring both databases to the current schema")
    for name, (_, text) in ROOM_COMMANDS.items():
        commands.add_parser(name, help=text)
    commands.add_parser(_KEYS[0], help=_KEYS[1])
    commands.add_parser("purge", help="do away with what has been kept long enough: purge [--dry-run]")
    return whole


def _guarded(work: Callable[[], int | None]) -> int:
    try:
        return work() or 0
    except CannotStart as error:
        print(f"xiaofeng: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _setup(*, for_tests: bool) -> None:
    bring_environments(for_tests=for_tests)
    if for_tests:
        bring_test_packages()
        bring_node_packages()


def _migrate() -> None:
    house = rooms(os.environ)
    for name in ("actions", "bot"):
        _run_cli(house[name], "migrate")


def _up() -> None:
    var = var_folder()
    with only_copy(var):
        bring_environments(for_tests=False)
        house = rooms(os.environ)
        _run_cli(house["nlu"], "train")
        _migrate()
        supervisor = Supervisor(
            house,
            var,
            say=lambda line: print(line, flush=True),
            changed_rooms=KeyWatch(house, os.environ).changed_rooms,
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.ask_to_stop())
        print("· starting …", flush=True)
        try:
            supervisor.start()
            _welcome(house)
            supervisor.watch()
            print("\n· stopping …", flush=True)
        finally:
            supervisor.stop()
        print("  stopped", flush=True)


def _welcome(house: dict[str, Room]) -> None:
    link = subprocess.run(
        house["actions"].command("cli", "admin-link"), env=cli_environment(os.environ), cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    bot = house["bot"].environment["XIAOFENG_BOT_PUBLIC_URL"]
    desk = house["actions"].environment["XIAOFENG_ACTIONS_PUBLIC_URL"]
    admin = link.stdout.strip() or link.stderr.strip()
    print(f"\n  chat   {bot}/\n  desk   {desk}/desk\n  admin  {admin}\n\n  Ctrl-C stops.", flush=True)


def _room_command(name: str, arguments: list[str], room_name: str | None = None) -> int:
    if not environments_ready():
        raise CannotStart("not set up yet; run `make setup` first")
    room_name = room_name or ROOM_COMMANDS[name][0]
    room = rooms(os.environ)[room_name]
    environment = cli_environment(os.environ) if room_name == "actions" else dict(room.environment)
    # The caller's folder stays the working folder (file arguments); the rooms are found through the module path.
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.run(room.command("cli", name, *arguments), env=environment, check=False).returncode


def _keys_command(arguments: list[str]) -> int:
    if not environments_ready():
        raise CannotStart("not set up yet; run `make setup` first")
    return keys_command(arguments, os.environ, say=lambda line: print(line, flush=True))


def _both_rooms(name: str, arguments: list[str]) -> int:
    """The first exit code that is not 0; a room that fails does not keep the other from its turn."""
    codes = [_room_command(name, arguments, room) for room in ("actions", "bot")]
    return next(filter(None, codes), 0)


def _run_cli(room: Room, *arguments: str) -> None:
    done = subprocess.run(room.command("cli", *arguments), env=dict(room.environment), cwd=ROOT, check=False)
    if done.returncode != 0:
        raise CannotStart(
            f"{room.name}: `{' '.join(arguments)}` failed (exit code {done.returncode}); its own line is above"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
