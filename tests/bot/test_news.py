"""News from actions: stored once under their own id, acknowledged only when stored."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from bot.database.tables import inbox, outbox
from bot.dialogue.messages import Reply
from bot.dialogue.turn import Outcome, Turn
from bot.errors import ActionsUnreachable
from bot.news import NewsReader
from tests.bot.core import SECRET, Core, Stopped, running_core
from tests.bot.doubles import Asked, running_server


class Deliveries:
    """actions with news to tell until they are acknowledged."""

    def __init__(self, *deliveries: dict[str, Any]) -> None:
        self.open = {delivery["id"]: delivery for delivery in deliveries}
        self.refuses_acks = False

    async def __call__(self, asked: Asked) -> web.StreamResponse:
        if asked.path == "/v1/deliveries":
            return web.json_response({"deliveries": list(self.open.values())})
        if self.refuses_acks:
            return web.Response(status=503)
        for delivery_id in asked.body["ids"]:
            self.open.pop(delivery_id, None)
        return web.json_response({})


class Hearing:
    """A dialogue that remembers news and says one thing to each."""

    def __init__(self) -> None:
        self.news: list[Any] = []

    def __call__(self, turn: Turn) -> Outcome:
        if turn.inbound.kind == "news":
            self.news.append(turn.inbound.data)
            return Outcome(turn.state, (Reply("审核通过了。"),), (), None)
        return Outcome(turn.state, (), (), None)


def reader(core: Core) -> NewsReader:
    return NewsReader(
        actions=core.actions,
        database=core.database,
        inbox=core.inbox,
        clock=core.clock,
        checkpoint=core.checkpoints,
        metrics=core.metrics,
        start_turn=core.turns.start,
        show_typing=core.ignore_typing,
    )


def approved(core: Core) -> dict[str, Any]:
    conversation = core.data_key.conversation_id("web", SECRET)
    return {"id": "d1", "conversation": conversation, "kind": "enrollment.approved", "data": {"number": "XF1"}}


async def test_a_delivery_becomes_a_turn_and_is_acknowledged(database_url: str) -> None:
    dialogue, news = Hearing(), Deliveries()
    async with (
        running_server(news) as actions,
        running_core(database_url, converse=dialogue, actions_url=actions.url) as core,
    ):
        await core.say("你好", update_id="1")
        news.open["d1"] = approved(core)
        await reader(core).read_once()
        await core.settle()

    assert dialogue.news == [{"kind": "enrollment.approved", "data": {"number": "XF1"}}]
    assert news.open == {}


async def test_a_delivery_that_comes_again_is_told_once(database_url: str) -> None:
    dialogue, news = Hearing(), Deliveries()
    async with (
        running_server(news) as actions,
        running_core(database_url, converse=dialogue, actions_url=actions.url) as core,
    ):
        await core.say("你好", update_id="1")
        news.open["d1"] = approved(core)
        news.refuses_acks = True
        with pytest.raises(ActionsUnreachable):
            await reader(core).read_once()
        news.refuses_acks = False
        await reader(core).read_once()
        await core.settle()

    assert len(dialogue.news) == 1
    assert news.open == {}


@pytest.mark.parametrize(("stop", "left"), [("news.received", 1), ("news.committed", 1), ("news.acked", 0)])
async def test_a_process_stopped_in_between_tells_it_once(database_url: str, stop: str, left: int) -> None:
    dialogue, news = Hearing(), Deliveries()
    async with running_server(news) as actions:
        async with running_core(database_url, converse=dialogue, actions_url=actions.url, stops_at=stop) as stopped:
            await stopped.say("你好", update_id="1")
            news.open["d1"] = approved(stopped)
            with pytest.raises(Stopped):
                await reader(stopped).read_once()
            assert len(news.open) == left
        async with running_core(database_url, converse=dialogue, actions_url=actions.url) as restarted:
            await reader(restarted).read_once()
            await restarted.settle()
            said = await restarted.rows(outbox)

    assert len(said) == 1  # the dialogue may have been asked twice: its first turn can end with the process
    assert news.open == {}


async def test_news_for_nobody_here_are_acknowledged_and_counted(database_url: str) -> None:
    news = Deliveries({"id": "d1", "conversation": "elsewhere", "kind": "enrollment.approved", "data": {}})
    async with running_server(news) as actions, running_core(database_url, actions_url=actions.url) as core:
        await reader(core).read_once()

        assert await core.rows(inbox) == []
        counted = {"result": "no-conversation"}
        assert core.metrics.registry.get_sample_value("xiaofeng_bot_news_total", counted) == 1
    assert news.open == {}
