"""The API of filings, for the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.errors import InvalidField
from actions.filing.documents import filing_document
from actions.filing.exporting import hand_out, hand_out_again, rows_of
from actions.filing.queries import in_state
from actions.filing.results import ResultsBody, import_results
from actions.filing.retrying import retry_failed, retry_one
from actions.filing.states import State
from actions.settings import Client
from actions.web import CALLER, CLOCK, DATABASE, REFERENCE, VAULT, Body, answer, changes, reads

MOST_LISTED = 200
LARGEST_LIST_BYTES = 8 * 1024 * 1024

Number = Annotated[str, Field(min_length=1, max_length=20)]

routes = web.RouteTableDef()


class Export(Body):
    """`batch`: a list handed out earlier; None for what waits now."""

    batch: Number | None = None


class Retries(Body):
    """`numbers` of applications; None for all filings that failed."""

    numbers: list[Number] | None = Field(default=None, max_length=1_000)


@routes.get("/v1/filings")
@reads(Client.CLI)
async def filings(request: web.Request) -> web.Response:
    """200 with those of one state (or all), nothing of the person."""
    text = request.query.get("state", "")
    if text and text not in set(State):
        raise InvalidField("state", "没有这种状态。")
    async with request.app[DATABASE].read() as session:
        found = await in_state(session, State(text) if text else None, limit=MOST_LISTED)
        return answer({"filings": [filing_document(one, union, request.app[VAULT]) for one, union in found]})


@routes.post("/v1/filings/batches")
@changes(Client.CLI, body=Export, committed="filings.exported")
async def export(request: web.Request, wanted: Export, session: AsyncSession) -> web.Response:
    """201 with the list's number and counts; 404 unknown list; 409 nothing to hand out."""
    by, now = client_actor(request[CALLER]), request.app[CLOCK]()
    if wanted.batch is None:
        done = await hand_out(session, by=by, now=now)
    else:
        done = await hand_out_again(session, wanted.batch, by=by, now=now)
    return answer(asdict(done), status=201)


@routes.get("/v1/filings/batches/{number}")
@reads(Client.CLI)
async def batch(request: web.Request) -> web.Response:
    """200 with the persons on the list, in clear, for ten minutes after it was handed out; 404; 409 afterwards."""
    app = request.app
    async with app[DATABASE].read() as session:
        number, now = request.match_info["number"], app[CLOCK]()
        rows = await rows_of(session, number, vault=app[VAULT], reference=app[REFERENCE], now=now)
    response = answer({"number": number, "rows": rows})
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.post("/v1/filings/results")
@changes(Client.CLI, body=ResultsBody, committed="filings.results_imported", largest_bytes=LARGEST_LIST_BYTES)
async def results(request: web.Request, wanted: ResultsBody, session: AsyncSession) -> web.Response:
    """200 with a report on every row; written only when none has a problem and it is no dry run."""
    by, now = client_actor(request[CALLER]), request.app[CLOCK]()
    report = await import_results(session, wanted, vault=request.app[VAULT], by=by, now=now)
    return answer(report.document())


@routes.post("/v1/filings/retries")
@changes(Client.CLI, body=Retries, committed="filings.retried")
async def retries(request: web.Request, wanted: Retries, session: AsyncSession) -> web.Response:
    """200 with how many wait again; 404 no such filing; 409 one that is not to be filed again: then none is."""
    by, now = client_actor(request[CALLER]), request.app[CLOCK]()
    if wanted.numbers is None:
        return answer({"retried": await retry_failed(session, by=by, now=now)})
    for number in dict.fromkeys(wanted.numbers):
        await retry_one(session, number, by=by, now=now)
    return answer({"retried": len(dict.fromkeys(wanted.numbers))})
