"""`audit head | verify [--heads FOLDER]`: the log's head, and whether no row was edited, removed, moved or cut off."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient
from actions.audit.heads import Head, UnreadableHeads, heads_in
from actions.audit.routes import MOST_HASHES
from actions.command_line import Commands, Say

_FAULTS = {"edited": "被改过", "removed": "不见了", "moved": "接不上前一条，被换过位置或换过内容"}


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("audit", help="the audit log").add_subparsers(required=True, metavar="ACT")
    acts.add_parser("head", help="number and hash of the last row, to be kept elsewhere").set_defaults(run=_head)
    verifying = acts.add_parser("verify", help="whether every row is there and as it was written")
    verifying.add_argument("--heads", type=Path, metavar="FOLDER", help="heads kept elsewhere: show a cut-off end")
    verifying.set_defaults(run=_verify)


async def _head(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    head = await api.get("/v1/audit/head")
    say(f"{head['sequence']}\t{head['hash']}")
    return 0


async def _verify(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """0 when the log is whole, 1 when it is not (or the heads cannot be read), with the row."""
    try:
        heads = list(heads_in(wanted.heads)) if wanted.heads is not None else []
    except UnreadableHeads as error:
        say(f"存根读不了：{error}")
        return 1
    found, hashes = await _verified(api, [head.sequence for _, head in heads])
    if found["broken_at"] is not None:
        say(f"操作记录不完整：第 {found['broken_at']} 条{_FAULTS[found['fault']]}。")
        return 1
    for day, head in heads:
        if (fault := _against(head, found["last"], hashes)) is not None:
            say(f"操作记录不完整：{fault}（{day} 的存根）。")
            return 1
    against = f"，和 {len(heads)} 份存根一致" if heads else "；没有存根，末尾被截掉看不出来（--heads）"
    say(f"操作记录完整：{found['entries']} 条{against}。")
    return 0


async def _verified(api: ApiClient, sequences: Sequence[int]) -> tuple[dict[str, Any], dict[int, str]]:
    """What the service found, and the hashes its rows have now."""
    hashes: dict[int, str] = {}
    pieces = [sequences[start : start + MOST_HASHES] for start in range(0, len(sequences), MOST_HASHES)] or [()]
    for piece in pieces:
        found: dict[str, Any] = await api.get("/v1/audit/verification", at=",".join(map(str, piece)))
        hashes |= {one["sequence"]: one["hash"] for one in found["hashes"]}
    return found, hashes


def _against(head: Head, last: int, hashes: dict[int, str]) -> str | None:
    if head.sequence == 0 or hashes.get(head.sequence) == head.hash:
        return None
    if head.sequence > last:
        return f"第 {last + 1} 条到第 {head.sequence} 条被截掉了"
    return f"第 {head.sequence} 条或它以前的某一条被重写过"
