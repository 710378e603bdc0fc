"""The API of organizations: the list, its import, removal of the samples."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.enrollment.requests import Code, Employer, RegionCode
from actions.enrollment.submission import require_codes
from actions.enrollment.work import employer_name
from actions.settings import Client
from actions.unions.documents import organization
from actions.unions.importing import ImportBody, import_unions
from actions.unions.queries import all_organizations
from actions.unions.routing import Work, enterprise_of, townships_of
from actions.unions.samples import remove_samples
from actions.unions.serving import deciding_in
from actions.web import CALLER, CLOCK, DATABASE, REFERENCE, Body, answer, changes, reads

routes = web.RouteTableDef()

#: Some 20,000 grassroots unions, with room to spare.
LARGEST_IMPORT_BYTES = 16 * 1024 * 1024
#: The largest counties have some forty.
MOST_TOWNSHIPS = 60


@routes.get("/v1/unions")
@reads(Client.CLI)
async def unions(request: web.Request) -> web.Response:
    """200 with every organization, samples too, by code."""
    async with request.app[DATABASE].read() as session:
        return answer({"unions": [organization(one) for one in await all_organizations(session)]})


class Match(Body):
    """Where and as what somebody works, before anything is filed."""

    trade: Code
    region: RegionCode
    platform: Code | None = None
    employer: Employer | None = None


@routes.post("/v1/unions/matches")
@changes(Client.BOT, body=Match, committed="unions.matched")
async def matches(request: web.Request, wanted: Match, session: AsyncSession) -> web.Response:
    """200 with the company's own union, if it has one, and the townships to choose from; 422 naming the field.

    A POST, although it changes nothing: what people write belongs in no address.
    """
    reference = request.app[REFERENCE]
    require_codes(reference, wanted.trade, wanted.platform, wanted.region)
    work = Work(wanted.trade, wanted.region, employer_name(reference, wanted.employer, wanted.platform))
    there = await deciding_in(session, wanted.region)
    enterprise = enterprise_of(work, there)
    return answer(
        {
            "enterprise": {"name": enterprise.name} if enterprise is not None else None,
            "townships": townships_of(work, there)[:MOST_TOWNSHIPS],
        }
    )


@routes.post("/v1/unions/imports")
@changes(Client.CLI, body=ImportBody, committed="unions.imported", largest_bytes=LARGEST_IMPORT_BYTES)
async def imports(request: web.Request, body: ImportBody, session: AsyncSession) -> web.Response:
    """200 with a report, row by row; nothing is kept when it names a problem or it was a dry run."""
    app = request.app
    report = await import_unions(
        session, body, reference=app[REFERENCE], actor=client_actor(request[CALLER]), at=app[CLOCK]()
    )
    return answer(report.document())


@routes.post("/v1/unions/sample-removals")
@changes(Client.CLI, body=Body, committed="unions.samples-removed")
async def sample_removals(request: web.Request, _: Body, session: AsyncSession) -> web.Response:
    """200 with how many were taken out, and how many stay and why."""
    removal = await remove_samples(session, actor=client_actor(request[CALLER]), at=request.app[CLOCK]())
    return answer(removal.document())
