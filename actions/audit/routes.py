"""The audit log for the command line: its head, and whether it is whole."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from actions.audit.comparison import verify_against
from actions.audit.heads import AUDIT_HEADS, head_of
from actions.errors import InvalidField
from actions.settings import Client
from actions.web import DATABASE, answer, reads

MOST_HASHES = 200
routes = web.RouteTableDef()


@routes.get("/v1/audit/head")
@reads(Client.CLI)
async def head(request: web.Request) -> web.Response:
    """200 with number and hash of the last row; 0 and zeros for an empty log."""
    async with request.app[DATABASE].read() as session:
        found = await head_of(session)
    return answer({"sequence": found.sequence, "hash": found.hash})


@routes.get("/v1/audit/verification")
@reads(Client.CLI)
async def verification(request: web.Request) -> web.Response:
    """200 with what came out, compared with the heads this service wrote.

    `hashes` are those of the rows asked for in `at`, to be compared with heads kept elsewhere.
    """
    wanted = _sequences(request.query.get("at", ""))
    async with request.app[DATABASE].read() as session:
        found, compared = await verify_against(session, request.app[AUDIT_HEADS].folder, hashes_at=wanted)
    return answer(
        {
            "entries": found.entries,
            "last": found.last,
            "head": found.head,
            "broken_at": found.broken_at,
            "fault": found.fault,
            "heads": asdict(compared) if compared is not None else None,
            "hashes": [{"sequence": row, "hash": found.hashes[row]} for row in sorted({*wanted} & found.hashes.keys())],
        }
    )


def _sequences(text: str) -> list[int]:
    """Raises InvalidField."""
    parts = [part for part in text.split(",") if part]
    if len(parts) > MOST_HASHES or any(not part.isascii() or not part.isdigit() or len(part) > 18 for part in parts):
        raise InvalidField("at", f"at 要写序号，用逗号隔开，最多 {MOST_HASHES} 个。")
    return [int(part) for part in parts]
