"""The cover API: members through the bot, quotas and results through the command line."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.cover import consent
from actions.cover.documents import quota_document, standing
from actions.cover.queries import quotas
from actions.cover.quotas import import_quotas
from actions.cover.requests import CoverAnswer, CoverWithdrawal, QuotaImport, ResultImport
from actions.cover.results import import_results
from actions.settings import Client
from actions.web import CALLER, CLOCK, DATABASE, REFERENCE, VAULT, answer, changes, reads

routes = web.RouteTableDef()

LARGEST_IMPORT_BYTES = 8 * 1024 * 1024


@routes.post("/v1/cover/answers")
@changes(Client.BOT, body=CoverAnswer, committed="cover.committed")
async def answers(request: web.Request, wanted: CoverAnswer, session: AsyncSession) -> web.Response:
    """200 with how the member stands; 404 not this conversation's member; 409 no quota for this county or trade."""
    app = request.app
    candidate = await consent.take_answer(wanted, session=session, vault=app[VAULT], now=app[CLOCK]())
    return answer(standing(candidate))


@routes.post("/v1/cover/withdrawals")
@changes(Client.BOT, body=CoverWithdrawal, committed="cover.committed")
async def withdrawals(request: web.Request, wanted: CoverWithdrawal, session: AsyncSession) -> web.Response:
    """200 with how the member stands; 404; 409 when there is no agreement to take back."""
    app = request.app
    candidate = await consent.withdraw_consent(
        wanted.membership, wanted.conversation, session=session, vault=app[VAULT], now=app[CLOCK]()
    )
    return answer(standing(candidate))


@routes.get("/v1/cover/quotas")
@reads(Client.CLI)
async def quota_list(request: web.Request) -> web.Response:
    """200 with every quota and how much of it is used, the latest year first."""
    async with request.app[DATABASE].read() as session:
        return answer({"quotas": [quota_document(use, request.app[REFERENCE]) for use in await quotas(session)]})


@routes.post("/v1/cover/quotas/imports")
@changes(Client.CLI, body=QuotaImport, committed="cover.quotas-imported", largest_bytes=LARGEST_IMPORT_BYTES)
async def quota_imports(request: web.Request, body: QuotaImport, session: AsyncSession) -> web.Response:
    """200 with a report, row by row; nothing is kept when it names a problem or it was a dry run."""
    app = request.app
    actor, now = client_actor(request[CALLER]), app[CLOCK]()
    report = await import_quotas(session, body, reference=app[REFERENCE], vault=app[VAULT], actor=actor, at=now)
    return answer(report.document())


@routes.post("/v1/cover/results/imports")
@changes(Client.CLI, body=ResultImport, committed="cover.results-imported", largest_bytes=LARGEST_IMPORT_BYTES)
async def result_imports(request: web.Request, body: ResultImport, session: AsyncSession) -> web.Response:
    """200 with a report, row by row; nothing is kept when it names a problem or it was a dry run."""
    app = request.app
    report = await import_results(session, body, vault=app[VAULT], actor=client_actor(request[CALLER]), at=app[CLOCK]())
    return answer(report.document())
