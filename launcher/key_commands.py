"""`xiaofeng keys rotate | status | retire`: new keys while the house is at work, and giving the old ones up."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.errors import CannotStart
from launcher.keys import OTHERS, key_id, retire
from launcher.paths import MAIN_PYTHON, ROOT
from launcher.rooms import Room, cli_environment, keys_file, rooms

USAGE = "usage: xiaofeng keys rotate | status | retire"
#: Set in the environment, they win over the file, which then cannot change them.
_BY_HAND = ("XIAOFENG_FIELD_KEY", "XIAOFENG_SEALING_PRIVATE_KEY", "XIAOFENG_SEALING_PUBLIC_KEY",
            "XIAOFENG_BOT_DATA_KEY", "XIAOFENG_BOT_HASH_KEY", *OTHERS.values())  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What the running rooms say; `reasons` are why no old key may be given up, in words."""

    actions: Mapping[str, Any]
    bot: Mapping[str, Any]
    reasons: list[str]


def keys_command(arguments: list[str], environ: Mapping[str, str], say: Callable[[str], None]) -> int:
    """Run one of them; the exit code. Raises CannotStart."""
    commands = {("rotate",): _rotate, ("status",): _status, ("retire",): _retire}
    command = commands.get(tuple(arguments))
    if command is None:
        say(USAGE)
        return 0 if arguments in (["--help"], ["-h"]) else 2
    return command(environ, say)


def _rotate(environ: Mapping[str, str], say: Callable[[str], None]) -> int:
    by_hand = [name for name in _BY_HAND if environ.get(name)]
    if by_hand:
        raise CannotStart(f"{', '.join(by_hand)} comes from the environment, which wins over keys.json; "
                          "docs/privacy.md says how to change keys there")  # fmt: skip
    house, file = rooms(environ), keys_file()
    made = subprocess.run([str(MAIN_PYTHON), "-m", "launcher.keys", "rotate", str(file)], cwd=ROOT, check=False,
                          capture_output=True, text=True)  # fmt: skip
    if made.returncode != 0:
        raise CannotStart(f"no new keys were made: {' '.join(made.stderr.strip().splitlines()[-1:])}")
    keys = _read(file)
    names = ("XIAOFENG_FIELD_KEY", "XIAOFENG_SEALING_PUBLIC_KEY", "XIAOFENG_BOT_DATA_KEY")
    say("new keys made: field {}, sealing {}, bot {}".format(*(key_id(keys[name]) for name in names)))
    say(f"back up {file} now, apart from the databases")
    if _answers(house["actions"]) or _answers(house["bot"]):
        say("`xiaofeng up` starts actions and bot with them by itself; processes started in another way: start anew")
    say("old rows are written anew in the background: `xiaofeng keys status`; when all are, `xiaofeng keys retire`")
    return 0


def _status(environ: Mapping[str, str], say: Callable[[str], None]) -> int:
    keys = _read(keys_file())
    kept = sum(len(keys[name].split(",")) for name in OTHERS.values() if keys.get(name))
    standing = _standing(environ, keys)
    say(f"actions  field key {standing.actions['field_key']}  {standing.actions['boxes']} values, "
        f"{standing.actions['left']} under an older key")  # fmt: skip
    bot = standing.bot
    say(f"bot      data key {bot['data_key']}  {bot['boxes']} values, {bot['left']} under an older key, "
        f"{bot['sealed_before']} rows sealed for an older key")  # fmt: skip
    say(f"older keys kept: {kept}")
    for reason in standing.reasons:
        say(f"not yet: {reason}")
    return 0


def _retire(environ: Mapping[str, str], say: Callable[[str], None]) -> int:
    """0 when the old keys are gone, or there were none; 1 when something still needs them, which stays so."""
    file = keys_file()
    keys = _read(file)
    if not any(keys.get(name) for name in OTHERS.values()):
        say("there is no older key")
        return 0
    standing = _standing(environ, keys)
    if standing.reasons:
        for reason in standing.reasons:
            say(f"not yet: {reason}")
        return 1
    if not retire(file, keys):
        say("not yet: keys.json was changed meanwhile; try again")
        return 1
    say("the older keys are out of keys.json; backups of the databases from before need the backup of keys.json")
    return 0


def _standing(environ: Mapping[str, str], keys: Mapping[str, str]) -> Standing:
    house = rooms(environ)
    actions = _asked(house["actions"], cli_environment(environ))
    bot = _asked(house["bot"], dict(house["bot"].environment))
    reasons = _not_picked_up(actions, _bot_keys_in_use(house["bot"]), keys)
    for room, told in (("actions", actions), ("bot", bot)):
        if told["left"]:
            where = told["left_in"]
            tables = [one["table"] for one in where] if isinstance(where, list) else list(where)
            reasons.append(f"{told['left']} values of {room} are under an older key ({', '.join(tables)})")
    if bot["sealed_before"]:
        reasons.append(f"{bot['sealed_before']} rows of bot hold values on their way that are sealed for an older key")
    return Standing(actions, bot, reasons)


def _not_picked_up(actions: Mapping[str, Any], bot: Mapping[str, str], keys: Mapping[str, str]) -> list[str]:
    """A process that still writes with an older key would write what nobody could read."""
    wanted = (
        ("actions", actions["field_key"], "XIAOFENG_FIELD_KEY"),
        ("actions", actions["sealing_keys"][0], "XIAOFENG_SEALING_PUBLIC_KEY"),
        ("bot", bot.get("data"), "XIAOFENG_BOT_DATA_KEY"),
        ("bot", bot.get("sealing"), "XIAOFENG_SEALING_PUBLIC_KEY"),
    )
    behind = dict.fromkeys(room for room, used, name in wanted if used != key_id(keys[name]))
    return [f"{room} does not run with the newest keys; start it anew" for room in behind]


def _asked(room: Room, environment: dict[str, str]) -> dict[str, Any]:
    asked = subprocess.run(room.command("cli", "keys"), env={**environment, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
                           check=False, capture_output=True, text=True)  # fmt: skip
    if asked.returncode != 0:
        raise CannotStart(asked.stderr.strip() or f"{room.name} does not say how far it is")
    told: dict[str, Any] = json.loads(asked.stdout)
    return told


def _bot_keys_in_use(room: Room) -> dict[str, str]:
    """Of the running process, by use: what its database holds does not tell which key it has at hand."""
    try:
        with urllib.request.urlopen(f"{room.url}/metrics", timeout=5) as answer:  # noqa: S310 - our own address
            text = answer.read().decode()
    except (urllib.error.URLError, OSError) as error:
        raise CannotStart("bot does not answer; is it started?") from error
    labels = re.findall(r"^xiaofeng_bot_key_in_use\{([^}]*)\}", text, re.M)
    found = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in labels]
    return {one["use"]: one["id"] for one in found}


def _answers(room: Room) -> bool:
    try:
        with urllib.request.urlopen(f"{room.url}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _read(file: Path) -> dict[str, str]:
    try:
        keys: dict[str, str] = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise CannotStart(f"{file} cannot be read; `make up` makes it, a backup restores it") from error
    return keys
