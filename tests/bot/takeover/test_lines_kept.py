"""The latest lines are remembered for whoever takes over: redacted, encrypted, and gone with an erasure."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.database.tables import conversations
from bot.dialogue.messages import Command, Query
from bot.dialogue.turn import Outcome, Turn, converse
from tests.bot.core import Core, running_core
from tests.bot.doubles import Asked, running_server
from tests.people import person

WORKER = person(5)


async def kept(core: Core) -> list[dict[str, Any]]:
    [row] = await core.rows(conversations)
    return list(core.data_key.decrypt(row.said)) if row.said is not None else []


async def test_what_is_kept_holds_no_personal_value(database_url: str) -> None:
    async with running_core(database_url, converse=converse) as core:
        await core.say(f"我叫{WORKER.name},手机{WORKER.phone},入会要钱吗", update_id="1")
        lines = await kept(core)
        [row] = await core.rows(conversations)

    assert lines[0]["text"] == "我叫[姓名],手机[手机号],入会要钱吗"
    assert [line["from"] for line in lines] == ["worker", "bot"]
    assert "入会".encode() not in row.said


async def erased(asked: Asked) -> web.StreamResponse:
    return web.json_response({"kept": []})


def erasing(turn: Turn) -> Outcome | Query:
    if turn.inbound.text == "删":
        return Outcome(turn.state, (), (Command("erase_person", {}),), None)
    return converse(turn)


async def test_an_erasure_takes_them_along(database_url: str) -> None:
    async with (
        running_server(erased) as actions,
        running_core(database_url, converse=erasing, actions_url=actions.url) as core,
    ):
        await core.say("我在包河区送外卖", update_id="1")
        await core.say("删", update_id="2")
        before = await kept(core)
        await core.commands.work_once()
        await core.settle()

        assert any("包河区" in line["text"] for line in before)
        assert not any("包河区" in line["text"] for line in await kept(core))
