"""Every answer at the desk: kinds of work with their counts, search, pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.desk.frame import for_staff, member_of, render
from actions.faq.model import FaqEntry
from actions.faq.overview import KIND_NAMES, Kind, Known, lines_of
from actions.faq.overview_queries import Asked, count_kinds, entries_found, finding
from actions.faq.queries import at_work_in, last_revisions
from actions.faq.titles import categories_of, titles_of
from actions.faq.uses import uses_since
from actions.reference import Reference
from actions.staff.access import covers_all
from actions.staff.model import Role
from actions.web import CLOCK, DATABASE, REFERENCE

PAGE_LENGTH = 25
LONGEST_SEARCH = 80
USES_OF = timedelta(days=30)
_BY_USE = "uses"

routes = web.RouteTableDef()


@routes.get("/desk/faq")
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def overview_page(request: web.Request) -> web.StreamResponse:
    """Those the words stand in, of one kind of work, the most used first where that is wanted; the counts of all."""
    words = " ".join(request.query.get("q", "")[:LONGEST_SEARCH].replace("\0", " ").split())
    kind = Kind(text) if (text := request.query.get("kind", "")) in set(Kind) else Kind.ALL
    by_use = request.query.get("order") == _BY_USE
    page = max(1, int(text)) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1
    member, now = member_of(request), request.app[CLOCK]()
    reference, day = request.app[REFERENCE], local_date(now)
    async with request.app[DATABASE].read() as session:
        found = await finding(session, Asked(member, now, day, words.split()), reference)
        counts = await count_kinds(session, found)
        offset = (page - 1) * PAGE_LENGTH
        since = day - USES_OF if by_use else None
        entries = await entries_found(session, found, kind, most_used_since=since, limit=PAGE_LENGTH, offset=offset)
        known = await _known(session, entries, reference, day)
    return render(
        request,
        "faq.html",
        lines=lines_of(entries, known, day, reference),
        kind=kind,
        kind_name=KIND_NAMES[kind],
        words=words,
        tabs={_address(one, words, by_use): (name, counts[one]) for one, name in KIND_NAMES.items()},
        address=_address(kind, words, by_use),
        by_use=by_use,
        otherwise=_address(kind, words, not by_use),
        page=page,
        is_last=counts[kind] <= page * PAGE_LENGTH,
        is_bounded=not covers_all(member, ()),
    )


async def _known(session: AsyncSession, entries: Sequence[FaqEntry], reference: Reference, day: date) -> Known:
    ids, topics = {entry.id for entry in entries}, {entry.topic for entry in entries}
    at_work = await at_work_in(session, ids)
    return Known(
        at_work,
        await last_revisions(session, ids - {one.entry_id for one in at_work}),
        await titles_of(session, topics, reference),
        await categories_of(session, topics),
        await uses_since(session, day - USES_OF),
    )


def _address(kind: Kind, words: str, by_use: bool) -> str:
    asked = {"kind": kind.value, "q": words, "order": _BY_USE if by_use else ""}
    return f"/desk/faq?{urlencode({name: value for name, value in asked.items() if value})}"
