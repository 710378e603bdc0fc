"""`audit head | verify [--heads FOLDER | --without-heads]`: the log's head, and whether the log is whole.

`verify` ends with 0 when the log is whole, compared with heads; 1 when it is not; 7 when it hangs together but there
was nothing to compare it with, so that a cut-off end cannot be seen (0 for who asked for that, `--without-heads`).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient
from actions.audit.comparison import HeadsFault, compare
from actions.audit.heads import UnreadableHeads, heads_in
from actions.audit.routes import MOST_HASHES
from actions.command_line import Commands, Say

NO_HEADS = 7
_FAULTS = {"edited": "被改过", "removed": "不见了", "moved": "接不上前一条，被换过位置或换过内容"}


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("audit", help="the audit log").add_subparsers(required=True, metavar="ACT")
    acts.add_parser("head", help="number and hash of the last row, to be kept elsewhere").set_defaults(run=_head)
    verifying = acts.add_parser("verify", help="whether every row is there and as it was written")
    against = verifying.add_mutually_exclusive_group()
    against.add_argument("--heads", type=Path, metavar="FOLDER", help="compare with heads kept elsewhere, too")
    against.add_argument("--without-heads", action="store_true", help="exit code 0 even if there are no heads at all")
    verifying.set_defaults(run=_verify)


async def _head(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    head = await api.get("/v1/audit/head")
    say(f"{head['sequence']}\t{head['hash']}")
    return 0


async def _verify(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """The exit code; says the first fault there is."""
    try:
        heads = list(heads_in(wanted.heads)) if wanted.heads is not None else []
    except UnreadableHeads as error:
        say(f"存根读不了：{error}")
        return 1
    found, hashes = await _verified(api, sorted({head.sequence for _, head in heads}))
    if found["broken_at"] is not None:
        say(f"操作记录不完整：第 {found['broken_at']} 条{_FAULTS[found['fault']]}。")
        return 1
    told = [asdict(compare(heads, found["last"], hashes)), *([found["heads"]] if found["heads"] else [])]
    for compared in told:
        if compared["fault"] is not None:
            say(_fault_line(compared))
            return 1
    count, up_to = sum(one["count"] for one in told), max(one["up_to"] for one in told)
    if count:
        say(f"操作记录完整：{found['entries']} 条，和 {count} 份存根一致；第 {up_to} 条以后还没有存根。")
        return 0
    say(f"{found['entries']} 条记录一条接一条，没有改动；没有存根可比，末尾有没有被截掉看不出来。")
    return 0 if wanted.without_heads else NO_HEADS


def _fault_line(compared: Mapping[str, Any]) -> str:
    at, first, last = compared["at"], compared["first"], compared["last"]
    match HeadsFault(compared["fault"]):
        case HeadsFault.UNREADABLE:
            return f"存根读不了：服务端的 {at}。末尾有没有被截掉看不出来。"
        case HeadsFault.CUT_OFF:
            return f"操作记录不完整：第 {first} 条到第 {last} 条被截掉了（{at} 的存根）。"
        case HeadsFault.REWRITTEN:
            return f"操作记录不完整：第 {first} 条或它以前的某一条被重写过（{at} 的存根）。"


async def _verified(api: ApiClient, sequences: Sequence[int]) -> tuple[dict[str, Any], dict[int, str]]:
    """What the service found, and the hashes its rows have now."""
    hashes: dict[int, str] = {}
    pieces = [sequences[start : start + MOST_HASHES] for start in range(0, len(sequences), MOST_HASHES)] or [()]
    for piece in pieces:
        found: dict[str, Any] = await api.get("/v1/audit/verification", at=",".join(map(str, piece)))
        hashes |= {one["sequence"]: one["hash"] for one in found["hashes"]}
    return found, hashes
