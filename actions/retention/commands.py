"""`purge [--dry-run]`: what has been kept long enough."""

from __future__ import annotations

import argparse
from collections import Counter

from actions.api_client import ApiClient
from actions.command_line import Commands, Say


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    purge = commands.add_parser("purge", help="do away now with what has been kept long enough")
    purge.add_argument("--dry-run", action="store_true", help="only count it")
    purge.set_defaults(run=_purge)


async def _purge(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    kinds = (await api.get("/v1/retention"))["kinds"]
    if wanted.dry_run:
        for one in kinds:
            say(f"actions  {one['kind']:16}{one['days']:>5} days{one['due']:>9} due")
        return 0
    gone: Counter[str] = Counter()
    while True:
        answer = await api.post("/v1/purges", {})
        gone.update(answer["purged"])
        if not answer["more"]:
            break
    for one in kinds:
        say(f"actions  {one['kind']:16}{gone[one['kind']]:>9} gone")
    return 0
