"""Counting what came of workers' questions, as the bot tells in batches; kept are sums by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from actions.database import insert_into
from actions.faq.model import FaqOutcome, Outcome
from actions.web import Body

MOST_COUNTS = 2000  # in one batch


class Count(Body):
    """So many questions of one day came to that; `county` and `topic` None where none is known."""

    day: Annotated[date, Field(ge=date(2020, 1, 1), lt=date(2100, 1, 1))]
    county: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None
    topic: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")] | None
    outcome: Outcome
    count: Annotated[int, Field(ge=1, le=10_000)]


class Counts(Body):
    counts: Annotated[list[Count], Field(min_length=1, max_length=MOST_COUNTS)]


async def add_outcomes(counts: Iterable[Count], *, session: AsyncSession) -> int:
    """Add them to the sums; returns how many questions that were."""
    sums: Counter[tuple[date, str, str, str]] = Counter()
    for one in counts:
        sums[one.day, one.topic or "", one.county or "", one.outcome] += one.count
    insert = insert_into(session, FaqOutcome)
    add = insert.on_conflict_do_update(
        index_elements=["day", "topic", "county", "outcome"],
        set_={"count": FaqOutcome.count + insert.excluded.count},
    )
    # In one order: two batches at once wait for each other instead of each for the other.
    for (day, topic, county, outcome), count in sorted(sums.items()):
        row = {"day": day, "topic": topic, "county": county, "outcome": outcome, "count": count}
        await session.execute(add, row)
    return sums.total()
