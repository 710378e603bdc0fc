"""How well messages are understood at the desk: now, over time, by confidence, and what is mixed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from actions.desk.frame import for_staff, render
from actions.quality.evaluation_queries import evaluations, newest_evaluation
from actions.quality.plots import over_time, threshold_curve
from actions.quality.told_evaluation import Bin
from actions.quality.topic_names import topic_names
from actions.staff.model import Role
from actions.web import DATABASE

MOST_EVALUATIONS = 30
MOST_CONFUSIONS = 15

#: Shares of messages with one need, and of those out of scope.
UNDERSTOOD: Mapping[str, str] = {"right": "听对", "in_three": "前三个里有", "served": "办成"}
WENT_WRONG: Mapping[str, str] = {"wrong": "直接答错", "outside": "不归工会管的也答"}

routes = web.RouteTableDef()


@routes.get("/desk/quality/understanding")
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def understanding_page(request: web.Request) -> web.StreamResponse:
    """The newest evaluation, and the latest ones beside each other."""
    async with request.app[DATABASE].read() as session:
        told, lately = await newest_evaluation(session), await evaluations(session, MOST_EVALUATIONS)
        if told is None:
            return render(request, "quality_understanding.html", told=None)
        confusions = told.confusions[:MOST_CONFUSIONS]
        topics = await topic_names(request, session, (topic for one in confusions for topic in (one.expected, one.got)))
    shares = [one.shares for one in lately]
    return render(
        request,
        "quality_understanding.html",
        told=told,
        lately=lately,
        names={**UNDERSTOOD, **WENT_WRONG},
        now=told.shares,
        understood=over_time(shares, UNDERSTOOD),
        went_wrong=over_time(shares, WENT_WRONG),
        bins=[_bin(one) for one in told.calibration],
        curve=threshold_curve(told),
        thresholds=told.thresholds.in_percent,
        confusions=[{"one": one, "expected": topics[one.expected], "got": topics[one.got]} for one in confusions],
    )


def _bin(one: Bin) -> dict[str, Any]:
    """A bar against what it should reach; of ten equal stretches of confidence."""
    tenth = min(int(10 * one.confidence), 9)
    return {
        "name": f"{10 * tenth}–{10 * tenth + 10}%",
        "bin": one,
        "reaches": one.right,
        "should": one.confidence,
        "says": f"{one.messages} 句",
    }
