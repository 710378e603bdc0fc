"""What came of questions is stored with the turn and handed over in batches that count once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from aiohttp import web

from bot import outcome_sending
from bot.database.tables import outcomes
from bot.dialogue.messages import OutcomeKind, Query, QuestionOutcome
from bot.dialogue.turn import Outcome, Turn
from bot.outcome_sending import OutcomeSender
from tests.bot.core import Checkpoints, Core, CountedIds, Stopped, counting, running_core
from tests.bot.doubles import Asked, running_server

TODAY = date(2026, 11, 23)


def came(outcome: OutcomeKind, topic: str = "join_cost", county: str = "") -> QuestionOutcome:
    return QuestionOutcome(TODAY, county, topic, outcome)


def asking(*counted: QuestionOutcome) -> Any:
    """A dialogue in which every text comes to that."""

    def converse(turn: Turn) -> Outcome | Query:
        outcome = counting(turn)
        assert isinstance(outcome, Outcome)
        return replace(outcome, counted=counted)

    return converse


@dataclass
class Desk:
    """actions, as far as it counts: each key once. `loses` answers that many requests with nothing, after counting."""

    keys: list[str] = field(default_factory=list)
    bodies: dict[str, Any] = field(default_factory=dict)
    sums: Counter[tuple[str, str | None, str | None, str]] = field(default_factory=Counter)
    loses: int = 0
    url: str = ""

    async def __call__(self, asked: Asked) -> web.StreamResponse:
        assert (asked.method, asked.path) == ("POST", "/v1/faq/outcomes")
        key = asked.headers["Idempotency-Key"]
        assert self.bodies.setdefault(key, asked.body) == asked.body, "the same key with another body"
        if key not in self.keys:
            for one in asked.body["counts"]:
                self.sums[one["day"], one["county"], one["topic"], one["outcome"]] += one["count"]
        self.keys.append(key)
        if self.loses:
            self.loses -= 1
            return web.Response(status=502)
        return web.json_response({"counted": 1})


@asynccontextmanager
async def running_desk(desk: Desk) -> AsyncIterator[Desk]:
    async with running_server(desk) as server:
        desk.url = server.url
        yield desk


def sender(core: Core, *, stops_at: str | None = None, prefix: str = "") -> OutcomeSender:
    return OutcomeSender(
        database=core.database, actions=core.actions, ids=CountedIds(prefix), checkpoint=Checkpoints(stops_at)
    )


def told(desk: Desk) -> Sequence[tuple[str | None, str, int]]:
    return sorted((topic, outcome, count) for (_, _, topic, outcome), count in desk.sums.items())


async def test_a_turn_leaves_what_came_of_its_questions_and_none_of_its_words(database_url: str) -> None:
    dialogue = asking(came("answered", county="340302"), came("fallback", topic=""))
    async with running_core(database_url, converse=dialogue) as core:
        await core.say("入会要钱吗", update_id="1")
        rows = await core.rows(outcomes)

    assert [(row.day, row.county, row.topic, row.outcome, row.batch) for row in rows] == [
        (TODAY, "340302", "join_cost", "answered", None),
        (TODAY, "", "", "fallback", None),
    ]


async def test_a_message_that_comes_twice_counts_once(database_url: str) -> None:
    async with running_core(database_url, converse=asking(came("answered"))) as core:
        for _ in range(3):
            await core.say("入会要钱吗", update_id="1")

        assert len(await core.rows(outcomes)) == 1


async def test_a_turn_two_processes_compute_counts_once(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one process only")
    dialogue = asking(came("answered"))
    async with (
        running_core(database_url, converse=dialogue, prefix="a-") as first,
        running_core(database_url, converse=dialogue, prefix="b-") as second,
    ):
        kept = [await first.say(f"第{number}句", update_id=str(number)) for number in range(3)]
        await asyncio.gather(*(core.settle() for core in (first, second)))
        again = [await second.say(f"第{number}句", update_id=str(number)) for number in range(3)]

        assert [answer.replies for answer in again] == [answer.replies for answer in kept]
        assert len(await first.rows(outcomes)) == 3


async def test_outcomes_are_summed_sent_once_and_gone(database_url: str) -> None:
    dialogue = asking(came("answered"), came("answered"), came("person", topic=""))
    async with (
        running_desk(Desk()) as desk,
        running_core(database_url, converse=dialogue, actions_url=desk.url) as core,
    ):
        await core.say("入会要钱吗", update_id="1")
        assert await sender(core).send() == 1
        assert await sender(core, prefix="later-").send() == 0

        assert await core.rows(outcomes) == []
    [counts] = [body["counts"] for body in desk.bodies.values()]
    assert counts == [
        {"day": "2026-11-23", "county": None, "topic": None, "outcome": "person", "count": 1},
        {"day": "2026-11-23", "county": None, "topic": "join_cost", "outcome": "answered", "count": 2},
    ]


async def test_many_go_in_several_batches(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome_sending, "MOST_AT_ONCE", 2)
    async with (
        running_desk(Desk()) as desk,
        running_core(database_url, converse=asking(came("answered")), actions_url=desk.url) as core,
    ):
        for number in range(5):
            await core.say("入会要钱吗", update_id=str(number))

        assert await sender(core).send() == 3
    assert told(desk) == [("join_cost", "answered", 5)]


@pytest.mark.parametrize("failpoint", ["outcomes.batched", "outcomes.sent"])
async def test_killed_before_or_after_sending_a_batch_counts_once(database_url: str, failpoint: str) -> None:
    async with (
        running_desk(Desk()) as desk,
        running_core(database_url, converse=asking(came("answered")), actions_url=desk.url) as core,
    ):
        await core.say("入会要钱吗", update_id="1")
        with pytest.raises(Stopped):
            await sender(core, stops_at=failpoint).send()
        await core.say("要交钱吗", update_id="2")

        await sender(core, prefix="restarted-").send()

        assert await core.rows(outcomes) == []
    assert told(desk) == [("join_cost", "answered", 2)]


async def test_a_lost_answer_is_asked_for_again_under_the_same_key(database_url: str) -> None:
    async with (
        running_desk(Desk(loses=2)) as desk,
        running_core(database_url, converse=asking(came("answered")), actions_url=desk.url) as core,
    ):
        await core.say("入会要钱吗", update_id="1")
        for prefix in ("first-", "second-", "third-"):
            await sender(core, prefix=prefix).send()

        assert await core.rows(outcomes) == []
    assert desk.keys == ["first-command-1"] * 3
    assert told(desk) == [("join_cost", "answered", 1)]


async def test_while_actions_is_down_outcomes_wait(database_url: str) -> None:
    async with running_core(database_url, converse=asking(came("answered"))) as core:
        await core.say("入会要钱吗", update_id="1")

        assert await sender(core).send() == 0

        assert len(await core.rows(outcomes)) == 1


async def test_two_processes_sending_at_once_count_once(database_url: str) -> None:
    async with (
        running_desk(Desk()) as desk,
        running_core(database_url, converse=asking(came("answered")), actions_url=desk.url) as core,
    ):
        for number in range(4):
            await core.say("入会要钱吗", update_id=str(number))

        await asyncio.gather(*(sender(core, prefix=f"{number}-").send() for number in range(4)))

        assert await core.rows(outcomes) == []
    assert told(desk) == [("join_cost", "answered", 4)]
