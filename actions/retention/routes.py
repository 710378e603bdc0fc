"""What is due to go, and letting it go now instead of within the hour."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.retention.kinds import KINDS
from actions.retention.purging import BATCH, due, purge_batch
from actions.settings import Client
from actions.web import CALLER, CLOCK, DATABASE, Body, answer, changes, reads

RETENTION = web.AppKey("RETENTION", dict)
routes = web.RouteTableDef()


class Purge(Body):
    pass


@routes.get("/v1/retention")
@reads(Client.CLI)
async def kinds(request: web.Request) -> web.Response:
    """200 with each kind, its days, and how many rows are due."""
    kept, now = request.app[RETENTION], request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        counts = await due(session, kept, now)
    return answer({"kinds": [{"kind": name, "days": kept[name].days, "due": count} for name, count in counts.items()]})


@routes.post("/v1/purges")
@changes(Client.CLI, body=Purge, committed="purge.committed")
async def purges(request: web.Request, wanted: Purge, session: AsyncSession) -> web.Response:
    """200 with what went; `more` when there may be more of a kind, for which one asks again."""
    kept, now, by = request.app[RETENTION], request.app[CLOCK](), client_actor(request[CALLER])
    purged = {kind.name: await purge_batch(session, kind, kept, by=by, now=now) for kind in KINDS}
    return answer({"purged": purged, "more": any(count == BATCH for count in purged.values())})
