"""What came of workers' questions at the desk: by week, by city, and the topics whose answers missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from aiohttp import web

from actions.clock import local_date
from actions.desk.bars import stacked
from actions.desk.frame import for_staff, render
from actions.faq.model import Outcome
from actions.quality.outcome_sums import missed_most, sums_by_city, sums_by_week
from actions.quality.places import place_choices, place_of
from actions.quality.topic_names import topic_names
from actions.quality.weeks import last_weeks
from actions.staff.model import Role
from actions.web import CLOCK, DATABASE, REFERENCE

WEEKS, LATELY_WEEKS = 12, 4
MOST_TOPICS = 20

#: In the order the parts of a bar stand in.
OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.ANSWERED: "直接回答",
    Outcome.SUGGESTED: "给了候选",
    Outcome.CHOSEN: "选了一个",
    Outcome.NONE_FIT: "都不是",
    Outcome.FALLBACK: "没听懂",
    Outcome.UNHELPFUL: "没答对",
    Outcome.PERSON: "要找人",
}

routes = web.RouteTableDef()


@routes.get("/desk/quality")
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def outcomes_page(request: web.Request) -> web.StreamResponse:
    """Of the province or of the `area` asked for. The sums are of nobody, so that all areas are open to all."""
    reference = request.app[REFERENCE]
    place = place_of(request.query.get("area", ""), reference)
    weeks = last_weeks(WEEKS, local_date(request.app[CLOCK]()))
    lately = (weeks[-LATELY_WEEKS].monday, weeks[-1].sunday)
    async with request.app[DATABASE].read() as session:
        sums = await sums_by_week(session, place, weeks)
        cities = await sums_by_city(session, *lately)
        missed = await missed_most(session, place, *lately, most=MOST_TOPICS)
        names = await topic_names(request, session, [one.topic for one in missed])
    bars = stacked(list(sums.values()), list(OUTCOME_NAMES))
    return render(
        request,
        "quality.html",
        place=place,
        places=place_choices(reference),
        outcomes=OUTCOME_NAMES,
        weeks=[
            {"name": week.name, "sums": each, "bar": bar, "says": each.total()}
            for (week, each), bar in zip(sums.items(), bars, strict=True)
        ],
        total=sum(sums.values(), Counter()),
        cities=[
            {"name": reference.region_name(code) if code else "不知道在哪", "sums": each}
            for code, each in cities.items()
        ],
        missed=[{"one": one, "topic": names[one.topic]} for one in missed],
        lately_weeks=LATELY_WEEKS,
    )
