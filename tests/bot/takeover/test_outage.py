"""When the bot cannot help, people are called by themselves; where none would come, the line of before."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.database.tables import commands, inbox
from bot.dialogue.messages import Query
from bot.dialogue.question import Question
from bot.dialogue.turn import Outcome, Turn, converse
from bot.errors import NluUnreachable
from bot.metrics import Metrics
from bot.understanding import Nlu
from tests.bot.core import Core, SetTime, running_core, texts
from tests.bot.doubles import Asked, running_server
from tests.bot.takeover.desk_server import DeskServer


def stumbling(turn: Turn) -> Outcome | Query:
    """A dialogue that fails on one word."""
    if turn.inbound.text == "毒":
        raise ValueError(turn.inbound.text)
    return converse(turn)


async def ordered(core: Core) -> list[tuple[str, Any]]:
    return [(row.kind, core.data_key.decrypt(row.body)) for row in await core.rows(commands)]


async def test_a_message_the_dialogue_fails_on_calls_a_person(database_url: str) -> None:
    async with (
        running_server(DeskServer()) as actions,
        running_core(database_url, converse=stumbling, actions_url=actions.url) as core,
    ):
        answer = await core.say("毒", update_id="1")
        [(kind, body)] = await ordered(core)

        assert [row.status for row in await core.rows(inbox)] == ["failed"]
    assert answer.owner == "queue"
    assert "是我这边的问题" in texts(answer)[0]
    assert (kind, body["reason"]) == ("open_takeover", "outage")
    assert body["lines"][0]["text"] == "毒"


async def test_where_nobody_would_come_it_is_apologised_for(database_url: str) -> None:
    async with (
        running_server(DeskServer(is_open=False)) as actions,
        running_core(database_url, converse=stumbling, actions_url=actions.url) as core,
    ):
        answer = await core.say("毒", update_id="1")

        assert await ordered(core) == []
    assert answer.owner == "bot"
    assert texts(answer)[0].startswith("这句话我没处理好")


async def test_somebody_who_waits_already_is_apologised_to(database_url: str) -> None:
    async with (
        running_server(DeskServer()) as actions,
        running_core(database_url, converse=stumbling, actions_url=actions.url) as core,
    ):
        await core.say("转人工", update_id="1")
        answer = await core.say("毒", update_id="2")

        assert [kind for kind, _ in await ordered(core)] == ["open_takeover", "takeover_lines"]
    assert answer.owner == "queue"
    assert texts(answer)[0].startswith("这句话我没处理好")


async def broken(asked: Asked) -> web.StreamResponse:
    return web.Response(status=500)


@pytest.mark.parametrize(("seconds", "is_out"), [(4.9, False), (5.0, True)])
async def test_nlu_is_out_once_it_has_been_failing_for_five_seconds(seconds: float, is_out: bool) -> None:
    time = SetTime()
    async with running_server(broken) as server, ClientSession() as session:
        nlu = Nlu(session, url=server.url, token="", timeout_seconds=5, metrics=Metrics(), monotonic=time)
        with pytest.raises(NluUnreachable):
            await nlu.understand(Question("你好"))
        time.seconds = seconds
        with pytest.raises(NluUnreachable):
            await nlu.understand(Question("你好"))

    assert nlu.is_out is is_out
