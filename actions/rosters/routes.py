"""The API of rosters and invitations: lists from the command line, codes through the bot."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.rosters.codes import SHAPE
from actions.rosters.handing_out import hand_out, kept_under
from actions.rosters.importing import RosterImport, import_roster
from actions.rosters.invitations import look_up
from actions.rosters.queries import Counted, counted, roster_called, rosters_for
from actions.settings import Client
from actions.web import (
    CALLER,
    CHECKPOINT,
    CLOCK,
    DATABASE,
    NEW_TOKEN,
    REFERENCE,
    VAULT,
    Body,
    ConversationBody,
    answer,
    changes,
    reads,
)

CHAT_URL = web.AppKey("CHAT_URL", str)
ROSTERS_KEPT = web.AppKey("ROSTERS_KEPT", timedelta)
#: 5,000 rows with room for every sign written as an escape.
LARGEST_IMPORT_BYTES = 2 * 1024 * 1024
MOST_LISTED = 500

routes = web.RouteTableDef()


class InvitationLookup(ConversationBody):
    code: Annotated[str, Field(pattern=SHAPE)]


@routes.post("/v1/invitations/lookups")
@changes(Client.BOT, body=InvitationLookup, committed="invitation.looked-up")
async def lookups(request: web.Request, wanted: InvitationLookup, session: AsyncSession) -> web.Response:
    """200 with site and masked person; 404 for a code that cannot be used, whyever; 429 after ten tries a day."""
    app = request.app
    found = await look_up(session, wanted.code, wanted.conversation, vault=app[VAULT], now=app[CLOCK]())
    return answer(found)


@routes.get("/v1/rosters")
@reads(Client.CLI)
async def rosters(request: web.Request) -> web.Response:
    """200 with every roster and its counts, no person; by county and site."""
    async with request.app[DATABASE].read() as session:
        listed = await counted(session, await rosters_for(session, None, limit=MOST_LISTED))
        return answer({"rosters": [_document(one) for one in listed]})


@routes.post("/v1/rosters/imports")
@changes(Client.CLI, body=RosterImport, committed="roster.imported", largest_bytes=LARGEST_IMPORT_BYTES)
async def imports(request: web.Request, wanted: RosterImport, session: AsyncSession) -> web.Response:
    """200 with a report, row by row, and the roster's number; nothing is kept on a problem or a dry run."""
    app = request.app
    report, number = await import_roster(
        session,
        wanted,
        vault=app[VAULT],
        reference=app[REFERENCE],
        new_token=app[NEW_TOKEN],
        kept_for=app[ROSTERS_KEPT],
        checkpoint=app[CHECKPOINT],
        actor=client_actor(request[CALLER]),
        now=app[CLOCK](),
    )
    return answer({**report.document(), "number": number})


@routes.post("/v1/rosters/{number}/invitations")
@changes(Client.CLI, body=Body, committed="roster.handed-out")
async def invitations(request: web.Request, _: Body, session: AsyncSession) -> web.Response:
    """200 with every line's code to hand out; 404; 409 purged."""
    app = request.app
    roster = await roster_called(session, request.match_info["number"])
    lines = await hand_out(
        session,
        roster,
        chat_url=app[CHAT_URL],
        vault=app[VAULT],
        actor=client_actor(request[CALLER]),
        now=app[CLOCK](),
    )
    return answer({"lines": lines}, about=kept_under(roster.number))


def _document(one: Counted) -> dict[str, Any]:
    roster = one.roster
    return {
        "number": roster.number,
        "region": roster.region,
        "site": roster.site,
        "employer": roster.employer,
        "imported_at": roster.imported_at.isoformat(),
        "kept_until": roster.purge_at.isoformat(),
        "purged": roster.purged_at is not None,
        "total": roster.total,
        "joined": one.joined,
        "applying": one.applying,
        "waiting": one.waiting,
    }
