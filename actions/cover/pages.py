"""The gifted accident cover at the desk: how much of each quota is used, candidates, batches, results."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor, staff_actor
from actions.cover import queries
from actions.cover.batches import batch_rows, make_batch
from actions.cover.columns import RESULT_HEADINGS, RESULT_OPTIONAL
from actions.cover.errors import BatchNotFound, NoSuchCounty
from actions.cover.model import CoverBatch, CoverCandidate, CoverQuota
from actions.cover.queries import QuotaUse
from actions.cover.requests import ResultImport, ResultRow
from actions.cover.results import import_results
from actions.cover.states import NAMES, CoverState
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, takes_uploads, typed
from actions.errors import InvalidField, NotFound, Refusal
from actions.excel_file import UnreadableSheet
from actions.list_report import Report, on_a_page
from actions.masks import masked_name
from actions.spreadsheet import rows_in
from actions.staff.access import counties_seen, within
from actions.staff.model import Role
from actions.text_sheet import excel_of
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE, VAULT

PAGE_LENGTH = 50
LARGEST_FILE_BYTES = 4 * 1024 * 1024
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What is shown of a list; who did not want to is nobody's business, only counted.
SHOWN = (CoverState.LISTED, CoverState.WAITING, CoverState.SHARED, CoverState.INSURED, CoverState.REFUSED)

routes = web.RouteTableDef()


@routes.get("/desk/cover")
@for_staff(Role.REVIEWER)
async def quotas_page(request: web.Request) -> web.StreamResponse:
    """Figures of every county of the colleague's area; persons only of the counties they review for."""
    member = member_of(request)
    async with request.app[DATABASE].read() as session:
        uses = [] if member.organization_id is not None else await queries.quotas(
            session, within(member, CoverQuota.region)
        )  # fmt: skip
    mine = counties_seen(member)
    return render(
        request,
        "cover.html",
        rows=[{**_use(request, use), "opens": use.quota.region in mine} for use in uses],
        is_of_union=member.organization_id is not None,
    )


@routes.get(r"/desk/cover/{region:\d{6}}/{year:\d{4}}")
@for_staff(Role.REVIEWER)
async def county_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The county as it is now; an unknown one has no page to show."""
    if isinstance(refusal, NotFound):
        raise refusal
    return await _page(request, refusal=refusal)


@routes.post(r"/desk/cover/{region:\d{6}}/{year:\d{4}}/batches")
@for_staff(Role.REVIEWER)
@shows_again(_page_again)
async def batch_form(request: web.Request) -> web.StreamResponse:
    """303 to the county's page, which has the new batch on it; the page again when there is nothing to share."""
    region, year = _place(request)
    async with request.app[DATABASE].write() as session:
        batch = await make_batch(region, year, by=_actor(request), session=session, now=request.app[CLOCK]())
        await session.commit()
    request.app[CHECKPOINT]("cover.committed")
    return redirected(f"/desk/cover/{region}/{year}?state=shared&done={batch.number}")


@routes.post(r"/desk/cover/{region:\d{6}}/{year:\d{4}}/results")
@for_staff(Role.REVIEWER)
@takes_uploads(LARGEST_FILE_BYTES + 64 * 1024)
@shows_again(_page_again)
async def results_form(request: web.Request) -> web.StreamResponse:
    """200 with the county's page and what was taken in, or would be; 422 with what is wrong, row by row."""
    app, place = request.app, _place(request)
    wanted = await _results(request)
    async with app[DATABASE].write() as session:
        report = await import_results(
            session, wanted, vault=app[VAULT], actor=_actor(request), at=app[CLOCK](), only=place
        )
        await session.commit()
    app[CHECKPOINT]("cover.committed")
    return await _page(request, report=report)


async def _results(request: web.Request) -> ResultImport:
    """Raises InvalidField."""
    form, file = await typed(request), (await request.post()).get("file")
    if not isinstance(file, web.FileField) or not file.filename:
        raise InvalidField("file", "请选一个 .xlsx 或 .csv 文件。")
    try:
        content, name = file.file.read(), file.filename
        rows = await asyncio.to_thread(rows_in, content, name, RESULT_HEADINGS, optional=RESULT_OPTIONAL)
        if not rows:
            raise InvalidField("file", "文件里只有列名，没有结果。")
        return ResultImport(dry_run=form.get("act") != "import", rows=[ResultRow.model_validate(row) for row in rows])
    except UnreadableSheet as error:
        raise InvalidField("file", str(error)) from None
    except ValidationError:
        raise InvalidField("file", "行数或字数太多，请检查，一次最多 20000 行。") from None


@routes.post("/desk/cover/batches/{number}/file")
@for_staff(Role.REVIEWER)
async def file_form(request: web.Request) -> web.StreamResponse:
    """The batch as an Excel file, personal values whole; each time an act the audit log records."""
    app = request.app
    async with app[DATABASE].write() as session:
        batch = await _batch_seen(request, session)
        rows = await batch_rows(
            batch,
            by=_actor(request),
            session=session,
            vault=app[VAULT],
            reference=app[REFERENCE],
            now=app[CLOCK](),
        )
        await session.commit()
    app[CHECKPOINT]("cover.committed")
    named = {"Content-Disposition": f'attachment; filename="{batch.number}.xlsx"', "Cache-Control": "no-store"}
    return web.Response(body=excel_of(rows, title=batch.number), content_type=_EXCEL, headers=named)


async def _batch_seen(request: web.Request, session: AsyncSession) -> CoverBatch:
    """Raises BatchNotFound, for another county's, too."""
    batch = await queries.batch_numbered(session, request.match_info["number"])
    if batch.region not in counties_seen(member_of(request)):
        raise BatchNotFound
    return batch


def _place(request: web.Request) -> tuple[str, int]:
    """Raises NoSuchCounty for one the colleague does not review for."""
    region, year = request.match_info["region"], int(request.match_info["year"])
    if region not in counties_seen(member_of(request)):
        raise NoSuchCounty
    return region, year


def _actor(request: web.Request) -> Actor:
    member = member_of(request)
    return staff_actor(member.id, member.name)


async def _page(request: web.Request, *, refusal: Refusal | None = None, report: Report | None = None) -> web.Response:
    region, year = _place(request)
    text = request.query.get("state", CoverState.LISTED)
    state = CoverState(text) if text in SHOWN else CoverState.LISTED
    page = max(int(text) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1, 1)
    async with request.app[DATABASE].read() as session:
        uses = await queries.quotas(session, (CoverQuota.region == region) & (CoverQuota.year == year))
        if not uses:
            raise NoSuchCounty
        found = await queries.candidates(
            session, region, year, state, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH
        )
        batches = await queries.batches(session, region, year)
    here = f"/desk/cover/{region}/{year}"
    return render(
        request,
        "cover_county.html",
        status=refusal.status if refusal else 422 if report and report.problems else 200,
        here=here,
        use=_use(request, uses[0]),
        state=state,
        state_name=NAMES[state],
        tabs={f"{here}?state={one}": (NAMES[one], uses[0].counts[one]) for one in SHOWN},
        rows=[_row(request, one) for one in found[:PAGE_LENGTH]],
        batches=batches,
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
        problem=refusal.detail if refusal else None,
        fault_at=refusal.field if refusal else None,
        report=on_a_page(report, RESULT_HEADINGS) if report else None,
        done=request.query.get("done", "") in {batch.number for batch in batches},
    )


def _use(request: web.Request, use: QuotaUse) -> dict[str, Any]:
    return {
        "address": f"/desk/cover/{use.quota.region}/{use.quota.year}",
        "region": request.app[REFERENCE].region_name(use.quota.region),
        "year": use.quota.year,
        "places": use.quota.places,
        "taken": use.quota.taken,
        **{state.value: use.counts[state] for state in CoverState},
    }


def _row(request: web.Request, candidate: CoverCandidate) -> dict[str, Any]:
    vault, member = request.app[VAULT], candidate.membership
    policy = vault.decrypt(candidate.policy_number_box) if candidate.policy_number_box is not None else ""
    return {
        "number": candidate.number,
        "member": member.number,
        "name": masked_name(vault.decrypt(member.name_box)),
        "union": member.organization.name,
        "queued_at": candidate.queued_at,
        "withdrawn": candidate.withdrawn_at is not None,
        "policy": f"{'*' * 4}{policy[-4:]}" if policy else "",
        "valid_from": candidate.valid_from,
        "valid_until": candidate.valid_until,
        "reason": vault.decrypt(candidate.reason_box) if candidate.reason_box is not None else "",
    }
