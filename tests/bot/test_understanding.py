"""nlu's client: reading its answers, and saying quickly that it is down."""

from __future__ import annotations

import json

import pytest
from aiohttp import ClientSession, web

from bot.dialogue.messages import Entity
from bot.dialogue.question import Question
from bot.errors import NluUnreachable
from bot.metrics import Metrics
from bot.understanding import Nlu
from tests.bot.core import NOWHERE, SetTime
from tests.bot.doubles import Asked, never, parsed_as, running_server, understands


def client(session: ClientSession, url: str, *, monotonic: SetTime | None = None, timeout_seconds: float = 5) -> Nlu:
    return Nlu(
        session,
        url=url,
        token="t",
        timeout_seconds=timeout_seconds,
        metrics=Metrics(),
        monotonic=monotonic or SetTime(),
    )


async def test_an_answer_is_read_with_its_entities() -> None:
    async with running_server(understands) as nlu, ClientSession() as session:
        understood = await client(session, nlu.url).understand(Question("入会要钱吗"))

    assert (understood.decision, understood.label, understood.ranking) == ("answer", "join_cost", (("join_cost", 0.9),))
    assert understood.entities == (Entity("region", "340304", "禹会区"),)
    assert nlu.asked[0].query == {"token": "t"}


@pytest.mark.parametrize(
    "answer",
    ["", "nonsense", "[]", "{}", json.dumps({**parsed_as("x"), "decision": "perhaps"}),
     json.dumps({**parsed_as("x"), "intent_ranking": None})],
)  # fmt: skip
async def test_an_answer_that_is_not_ours_counts_as_down(answer: str) -> None:
    async def respond(asked: Asked) -> web.StreamResponse:
        return web.Response(text=answer, content_type="application/json")

    async with running_server(respond) as nlu, ClientSession() as session:
        with pytest.raises(NluUnreachable):
            await client(session, nlu.url).understand(Question("你好"))


async def test_a_slow_nlu_is_given_up_in_time() -> None:
    async with running_server(never) as nlu, ClientSession() as session:
        with pytest.raises(NluUnreachable, match="timeout"):
            await client(session, nlu.url, timeout_seconds=0.05).understand(Question("你好"))


async def test_after_failures_in_a_row_it_is_not_asked_for_a_moment_and_then_tried_again() -> None:
    async def broken(asked: Asked) -> web.StreamResponse:
        return web.Response(status=500)

    now = SetTime()
    async with running_server(broken) as nlu, ClientSession() as session:
        asking = client(session, nlu.url, monotonic=now)
        for _ in range(5):
            with pytest.raises(NluUnreachable):
                await asking.understand(Question("你好"))
        asked_while_failing = len(nlu.asked)
        was_down = asking.is_down
        nlu.respond = understands
        now.seconds += 3
        await asking.understand(Question("你好"))

    assert asked_while_failing == 3
    assert was_down
    assert not asking.is_down


async def test_a_refused_connection_is_down() -> None:
    async with ClientSession() as session:
        with pytest.raises(NluUnreachable, match="connection"):
            await client(session, NOWHERE).understand(Question("你好"))


async def test_context_and_what_was_rejected_are_sent_along_only_when_there_is_any() -> None:
    async with running_server(understands) as nlu, ClientSession() as session:
        asking = client(session, nlu.url)
        await asking.understand(Question("那要多久", context="join_cost", rejected=("union_contact",)))
        await asking.understand(Question("/你好"))

    assert [asked.body for asked in nlu.asked] == [
        {"text": "那要多久", "context": "join_cost", "rejected": ["union_contact"]},
        {"text": "你好"},
    ]
