"""Every answer at the desk: kinds of work with their counts, search, pages."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.desk.frame import for_staff, member_of, render
from actions.faq.figures import rejected_lately
from actions.faq.overview import KIND_NAMES, Everything, Kind, found_by, lines_of
from actions.faq.queries import all_entries, all_open, all_published, last_revisions
from actions.faq.uses import uses_since
from actions.staff.access import covers_all
from actions.staff.model import Role
from actions.web import CLOCK, DATABASE, REFERENCE

PAGE_LENGTH = 25
LONGEST_SEARCH = 80
USES_OF = timedelta(days=30)

routes = web.RouteTableDef()


@routes.get("/desk/faq")
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def overview_page(request: web.Request) -> web.StreamResponse:
    """Those the words stand in, of one kind of work; the counts are of all kinds."""
    words = " ".join(request.query.get("q", "")[:LONGEST_SEARCH].split())
    kind = Kind(text) if (text := request.query.get("kind", "")) in set(Kind) else Kind.ALL
    page = max(1, int(text)) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1
    member, now = member_of(request), request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        everything = await _everything(request, session)
    found = found_by(words, lines_of(everything, member, local_date(now), request.app[REFERENCE]))
    of_kind = [line for line in found if kind in line.kinds]
    tabs = {_address(one, words): (name, sum(one in line.kinds for line in found)) for one, name in KIND_NAMES.items()}
    return render(
        request,
        "faq.html",
        lines=of_kind[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH],
        kind=kind,
        kind_name=KIND_NAMES[kind],
        words=words,
        tabs=tabs,
        address=_address(kind, words),
        page=page,
        is_last=len(of_kind) <= page * PAGE_LENGTH,
        is_bounded=not covers_all(member, ()),
    )


async def _everything(request: web.Request, session: AsyncSession) -> Everything:
    entries = await all_entries(session)
    out, begun = await all_published(session), await all_open(session)
    at_work = {one.entry_id for one in (*out, *begun)}
    idle = await last_revisions(session, [entry.id for entry in entries if entry.id not in at_work])
    rejected = await rejected_lately(session, member_of(request), request.app[CLOCK]())
    uses = await uses_since(session, local_date(request.app[CLOCK]()) - USES_OF)
    return Everything(entries, out, begun, idle, rejected, uses)


def _address(kind: Kind, words: str) -> str:
    return f"/desk/faq?{urlencode({'kind': kind.value} | ({'q': words} if words else {}))}"
