"""What nlu tells of its models is asked for and kept, once for each model and feed; nlu being away is no error."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from actions.database import Database
from actions.faq.feed_keeper import FeedKeeper
from actions.quality import evaluation_keeping
from actions.quality.evaluation_keeping import EvaluationKeeper
from actions.quality.evaluation_queries import evaluations, newest_evaluation
from actions.quality.evaluation_source import EvaluationSource
from actions.quality.model import Evaluation
from actions.retention.days import DAYS, retention
from actions.retention.purging import purge
from tests.actions.faq.nlu import Nlu
from tests.actions.house import Noon
from tests.actions.quality.evaluations import body, told


class Feed:
    """Only its version is looked at."""

    def __init__(self) -> None:
        self.current = SimpleNamespace(version=1)


def keeper(database: Database, url: str, token: str | None = Nlu().token, feed: Feed | None = None) -> EvaluationKeeper:
    return EvaluationKeeper(database, EvaluationSource(url, token), cast(FeedKeeper, feed or Feed()))


async def kept(database: Database) -> list[tuple[str, int, int]]:
    async with database.read() as session:
        rows = await session.scalars(select(Evaluation).order_by(Evaluation.fingerprint, Evaluation.feed_version))
        return [(row.fingerprint[:4], row.feed_version, round(100 * row.shares["right"])) for row in rows]


async def test_one_row_is_kept_for_each_model_and_feed(database: Database, nlu: Nlu) -> None:
    asking = keeper(database, nlu.url)
    for nlu.evaluation in (body(), body(version=2, minute=9), body(fingerprint="fedcba98", version=2, minute=20)):
        await asking.ask()
        await asking.ask()

    assert await kept(database) == [("0123", 1, 90), ("0123", 2, 90), ("fedc", 2, 90)]
    async with database.read() as session:
        assert await newest_evaluation(session) == told(fingerprint="fedcba98", version=2, minute=20)
        assert [one.feed_version for one in await evaluations(session, 2)] == [2, 2]


async def test_the_same_model_judged_again_replaces_what_was_kept(database: Database, nlu: Nlu) -> None:
    asking = keeper(database, nlu.url)
    for nlu.evaluation in (body(), body(minute=30, right=91)):
        await asking.ask()

    assert await kept(database) == [("0123", 1, 91)]


@pytest.mark.parametrize("answer", [None, {"fingerprint": "x"}, {**body(), "ece": 7}])
async def test_nothing_usable_keeps_nothing(database: Database, nlu: Nlu, answer: dict[str, Any] | None) -> None:
    nlu.evaluation = answer

    await keeper(database, nlu.url).ask()

    assert await kept(database) == []


async def test_an_nlu_that_is_away_or_refuses_is_no_error(database: Database, nlu: Nlu) -> None:
    nlu.evaluation = body()

    await keeper(database, "http://127.0.0.1:9").ask()
    await keeper(database, nlu.url, token=None).ask()
    await keeper(database, nlu.url, token="wrong").ask()

    assert await kept(database) == []


async def asked_within(looks: int, database: Database, nlu: Nlu, feed: Feed, moves_at: int | None = None) -> int:
    """How often nlu is asked in so many looks, the feed moving on at one of them."""
    asking, count = keeper(database, nlu.url, feed=feed), 0
    ask, done = asking.ask, asyncio.Event()

    async def counted() -> None:
        nonlocal count
        count += 1
        await ask()

    async def passing(_seconds: float) -> None:
        nonlocal looks, moves_at
        looks -= 1
        if moves_at is not None:
            moves_at -= 1
            if moves_at == 0:
                feed.current.version += 1
        if looks == 0:
            done.set()
            await done_for_good.wait()

    done_for_good = asyncio.Event()
    asking.ask = counted  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(evaluation_keeping, "sleep", passing)
        task = asyncio.create_task(asking.keep_asking())
        await done.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    return count


async def test_nlu_is_asked_every_ten_minutes(database: Database, nlu: Nlu) -> None:
    nlu.evaluation = body(version=1)

    assert await asked_within(30, database, nlu, Feed()) == 3


async def test_nlu_is_asked_each_minute_while_a_publication_is_not_judged(database: Database, nlu: Nlu) -> None:
    nlu.evaluation = body(version=1)

    assert await asked_within(30, database, nlu, Feed(), moves_at=12) == 3 + 9


async def test_evaluations_go_after_two_years(database: Database, nlu: Nlu) -> None:
    nlu.evaluation = body()
    await keeper(database, nlu.url).ask()
    clock = Noon()
    clock.move(days=DAYS["evaluations"] - 1)
    await purge(database, retention(""), clock=clock, checkpoint=lambda name: None)
    assert len(await kept(database)) == 1

    clock.now += timedelta(days=2)
    await purge(database, retention(""), clock=clock, checkpoint=lambda name: None)

    assert await kept(database) == []
