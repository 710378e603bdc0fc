"""What came of workers' questions, added up. The session and its transaction are the caller's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.model import FaqOutcome, Outcome
from actions.quality.places import Place
from actions.quality.weeks import Week

Sums = Counter[Outcome]


@dataclass(frozen=True)
class Missed:
    """How often workers said that the answer to a topic was not it; `uses`: how often they got it."""

    topic: str
    count: int
    uses: int

    @property
    def percent(self) -> int | None:
        """Of the uses; None where it was used before the days that are looked at only."""
        return round(100 * self.count / self.uses) if self.uses else None


async def sums_by_week(session: AsyncSession, place: Place, weeks: Sequence[Week]) -> dict[Week, Sums]:
    """For each of these successive weeks, the oldest first, also where nobody asked."""
    query = (
        select(FaqOutcome.day, FaqOutcome.outcome, func.sum(FaqOutcome.count))
        .where(FaqOutcome.day.between(weeks[0].monday, weeks[-1].sunday), place.holds(FaqOutcome.county))
        .group_by(FaqOutcome.day, FaqOutcome.outcome)
    )
    found: dict[Week, Sums] = {week: Counter() for week in weeks}
    for day, outcome, count in await session.execute(query):
        found[Week.of(day)][Outcome(outcome)] += int(count)
    return found


async def sums_by_city(session: AsyncSession, first: date, last: date) -> dict[str, Sums]:
    """City's code → what came of its questions in these days, by code; at the end "" where nobody knows the place."""
    query = (
        select(FaqOutcome.county, FaqOutcome.outcome, func.sum(FaqOutcome.count))
        .where(FaqOutcome.day.between(first, last))
        .group_by(FaqOutcome.county, FaqOutcome.outcome)
    )
    found: dict[str, Sums] = defaultdict(Counter)
    for county, outcome, count in await session.execute(query):
        found[f"{county[:4]}00" if county else ""][Outcome(outcome)] += int(count)
    return dict(sorted(found.items(), key=lambda one: (not one[0], one[0])))


async def missed_most(session: AsyncSession, place: Place, first: date, last: date, *, most: int) -> list[Missed]:
    """The topics whose answers missed most often in these days, worst first; [] when none did."""
    counted = (Outcome.UNHELPFUL, Outcome.ANSWERED, Outcome.CHOSEN)
    query = (
        select(FaqOutcome.topic, FaqOutcome.outcome, func.sum(FaqOutcome.count))
        .where(FaqOutcome.day.between(first, last), place.holds(FaqOutcome.county))
        .where(FaqOutcome.topic != "", FaqOutcome.outcome.in_(counted))
        .group_by(FaqOutcome.topic, FaqOutcome.outcome)
    )
    sums: dict[str, Sums] = defaultdict(Counter)
    for topic, outcome, count in await session.execute(query):
        sums[topic][Outcome(outcome)] += int(count)
    found = [
        Missed(topic, each[Outcome.UNHELPFUL], each[Outcome.ANSWERED] + each[Outcome.CHOSEN])
        for topic, each in sums.items()
    ]
    return sorted((one for one in found if one.count), key=lambda one: (-one.count, one.topic))[:most]
