"""`keys`: what the service says of its keys, as JSON for the launcher, which owns the file of keys."""

from __future__ import annotations

import argparse
import json

from actions.api_client import ApiClient
from actions.command_line import Commands, Say


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    keys = commands.add_parser("keys", help="which keys are in use, and how much waits for the newest")
    keys.set_defaults(run=_keys)


async def _keys(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    say(json.dumps(await api.get("/v1/keys")))
    return 0
