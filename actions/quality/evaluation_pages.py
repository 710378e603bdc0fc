"""How well messages are understood at the desk: now, over time, by confidence, and what is mixed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from actions.desk.curves import Line, Scale, line
from actions.desk.frame import for_staff, render
from actions.quality.estimates import Estimate, curve, percents_of
from actions.quality.evaluation_queries import evaluations, newest_evaluation
from actions.quality.told_evaluation import Bin
from actions.staff.model import Role
from actions.takeovers.views import topic_title
from actions.web import DATABASE

MOST_EVALUATIONS = 30
MOST_CONFUSIONS = 15
CURVE_STEP = 5  # percent, in the table beside the curve

#: Shares of messages with one need, and of those out of scope.
UNDERSTOOD: Mapping[str, str] = {"right": "听对", "in_three": "前三个里有", "served": "办成"}
WENT_WRONG: Mapping[str, str] = {"wrong": "直接答错", "outside": "题外话也答"}
CURVE: Mapping[str, str] = {"served": "办成", "right": "直接答对", "wrong": "直接答错", "outside": "题外话也答"}

routes = web.RouteTableDef()


@dataclass(frozen=True)
class Plot:
    """Lines by kind on the scale they share."""

    names: Mapping[str, str]
    scale: Scale
    lines: Mapping[str, Line]


@routes.get("/desk/quality/understanding")
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def understanding_page(request: web.Request) -> web.StreamResponse:
    """The newest evaluation, and the latest ones beside each other."""
    async with request.app[DATABASE].read() as session:
        told, over_time = await newest_evaluation(session), await evaluations(session, MOST_EVALUATIONS)
    if told is None:
        return render(request, "quality_understanding.html", told=None)
    shares, points = [one.shares for one in over_time], curve(told)
    return render(
        request,
        "quality_understanding.html",
        told=told,
        over_time=over_time,
        names={**UNDERSTOOD, **WENT_WRONG},
        now=told.shares,
        understood=_over_time(shares, UNDERSTOOD),
        went_wrong=_over_time(shares, WENT_WRONG),
        bins=[_bin(one) for one in told.calibration],
        curve=_curve([one for _, one in points]),
        curve_rows=[(percent, one) for percent, one in points if percent % CURVE_STEP == 0],
        thresholds=percents_of(told),
        confusions=[
            {"one": one, "expected": topic_title(request, one.expected), "got": topic_title(request, one.got)}
            for one in told.confusions[:MOST_CONFUSIONS]
        ],
    )


def _over_time(shares: Sequence[Mapping[str, float]], names: Mapping[str, str]) -> Plot:
    values = {kind: [one[kind] for one in shares] for kind in names}
    scale = Scale.around([value for found in values.values() for value in found])
    return Plot(names, scale, {kind: line(found, scale) for kind, found in values.items()})


def _curve(estimates: Sequence[Estimate]) -> Plot:
    scale = Scale(0, 1)
    return Plot(CURVE, scale, {kind: line([getattr(one, kind) for one in estimates], scale) for kind in CURVE})


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
