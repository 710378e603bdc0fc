"""Commands: handed over with one key until acknowledged, their result told in the conversation once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiohttp import web

from bot.actions_client import command_request
from bot.commands import LONGEST_PAUSE_SECONDS
from bot.database.tables import buttons, commands, outbox
from bot.dialogue.messages import Button, Command, Query, Reply
from bot.dialogue.turn import Outcome, Turn
from tests.bot.core import SECRET, Core, Stopped, running_core
from tests.bot.doubles import Asked, Server, running_server

SUBMIT = Command("submit_enrollment", {"trade": "rider", "sealed": {"name": "c2VhbGVk"}})
WITHDRAW = Command("withdraw_enrollment", {"number": "XF0001"})


class Ordering:
    """A dialogue that orders on a text and remembers what it is told of it."""

    def __init__(self, *orders: Command) -> None:
        self._orders = orders
        self.told: list[tuple[str, Any]] = []

    def __call__(self, turn: Turn) -> Outcome | Query:
        if turn.inbound.kind == "text":
            return Outcome(turn.state, (), self._orders, None)
        self.told.append((turn.inbound.kind, turn.inbound.data))
        return Outcome(turn.state, (), (), None)


async def created(asked: Asked) -> web.StreamResponse:
    return web.json_response({"number": "XF0001"}, status=201)


async def failing(asked: Asked) -> web.StreamResponse:
    return web.Response(status=502)


def refusing(status: int, problem: dict[str, str]) -> Any:
    async def respond(asked: Asked) -> web.StreamResponse:
        return web.json_response(problem, status=status, content_type="application/problem+json")

    return respond


async def hand_over(core: Core, *, rounds: int = 1) -> None:
    for _ in range(rounds):
        await core.commands.work_once()
        core.clock.forward(LONGEST_PAUSE_SECONDS)
    await core.settle()


def keys(server: Server) -> Sequence[str]:
    return [asked.headers["Idempotency-Key"] for asked in server.asked]


async def test_a_command_is_sent_with_its_key_and_its_result_told(database_url: str) -> None:
    dialogue = Ordering(SUBMIT)
    async with (
        running_server(created) as actions,
        running_core(database_url, converse=dialogue, actions_url=actions.url) as core,
    ):
        await core.say("提交", update_id="1")
        await hand_over(core)
        [row] = await core.rows(commands)

    [asked] = actions.asked
    assert asked.path == "/v1/enrollments"
    assert asked.body == {
        "trade": "rider",
        "sealed": {"name": "c2VhbGVk"},
        "channel": "web",
        "conversation": row.conversation_id,
    }
    assert keys(actions) == [row.id]
    assert (row.status, row.body) == ("done", None)
    result = {"kind": "submit_enrollment", "status": "done", "body": {"number": "XF0001"}}
    assert dialogue.told == [("command_result", result)]


async def test_a_command_is_sent_again_with_the_same_key_until_it_is_taken(database_url: str) -> None:
    dialogue = Ordering(SUBMIT)
    async with (
        running_server(failing) as actions,
        running_core(database_url, converse=dialogue, actions_url=actions.url) as core,
    ):
        await core.say("提交", update_id="1")
        await hand_over(core, rounds=3)
        actions.respond = created
        await hand_over(core)

    assert len(actions.asked) == 4
    assert len(set(keys(actions))) == 1
    assert [kind for kind, _ in dialogue.told] == ["command_delayed", "command_result"]


async def test_a_question_is_handed_over_and_the_worker_hears_nothing_of_it(database_url: str) -> None:
    body = {"text": "雨天津贴算到几点", "reason": "fallback", "topics": [], "asked_at": "2026-11-23T04:00:00+00:00"}
    dialogue = Ordering(Command("keep_question", body))
    async with (
        running_server(failing) as actions,
        running_core(database_url, converse=dialogue, actions_url=actions.url) as core,
    ):
        await core.say("雨天津贴算到几点", update_id="1")
        await hand_over(core, rounds=2)
        actions.respond = created
        await hand_over(core)
        [row] = await core.rows(commands)

    assert {asked.path for asked in actions.asked} == {"/v1/questions"}
    assert actions.asked[-1].body == {**body, "conversation": row.conversation_id}
    assert len(set(keys(actions))) == 1
    assert (row.status, row.body) == ("done", None)
    assert dialogue.told == []


async def test_the_worker_hears_of_a_delay_once(database_url: str) -> None:
    dialogue = Ordering(SUBMIT)
    async with running_core(database_url, converse=dialogue) as core:
        await core.say("提交", update_id="1")
        await hand_over(core, rounds=4)

    assert dialogue.told == [("command_delayed", {"kind": "submit_enrollment"})]


async def test_a_command_is_not_tried_before_its_pause_is_over(database_url: str) -> None:
    async with (
        running_server(failing) as actions,
        running_core(database_url, converse=Ordering(SUBMIT), actions_url=actions.url) as core,
    ):
        await core.say("提交", update_id="1")
        await core.commands.work_once()
        await core.commands.work_once()

    assert len(actions.asked) == 1


@pytest.mark.parametrize(
    ("status", "problem", "told"),
    [
        (409, {"type": "open-application-exists"}, {"problem": "open-application-exists"}),
        (
            422,
            {"type": "https://problems.example/invalid-field", "field": "phone"},
            {"problem": "invalid-field", "field": "phone"},
        ),
        (404, {"type": "not-found"}, {"problem": "not-found"}),
        (429, {"type": "too-many-tries"}, {"problem": "too-many-tries"}),
    ],
)
async def test_a_refusal_is_a_result(
    database_url: str, status: int, problem: dict[str, str], told: dict[str, str]
) -> None:
    dialogue = Ordering(SUBMIT)
    async with (
        running_server(refusing(status, problem)) as actions,
        running_core(database_url, converse=dialogue, actions_url=actions.url) as core,
    ):
        await core.say("提交", update_id="1")
        await hand_over(core, rounds=2)

    assert dialogue.told == [("command_result", {"kind": "submit_enrollment", "status": "refused", **told})]
    assert len(actions.asked) == 1


@pytest.mark.parametrize("status", [401, 403, 408, 500, 503])
async def test_an_answer_that_judges_nothing_is_no_refusal(database_url: str, status: int) -> None:
    async with (
        running_server(refusing(status, {"type": "about:blank"})) as actions,
        running_core(database_url, converse=Ordering(SUBMIT), actions_url=actions.url) as core,
    ):
        await core.say("提交", update_id="1")
        await hand_over(core)

        assert [row.status for row in await core.rows(commands)] == ["waiting"]


async def test_a_proxys_page_instead_of_json_is_no_result(database_url: str) -> None:
    async def a_page(asked: Asked) -> web.StreamResponse:
        return web.Response(text="<html>sign in</html>", content_type="text/html")

    async with (
        running_server(a_page) as actions,
        running_core(database_url, converse=Ordering(SUBMIT), actions_url=actions.url) as core,
    ):
        await core.say("提交", update_id="1")
        await hand_over(core)

        assert [row.status for row in await core.rows(commands)] == ["waiting"]


async def test_commands_of_one_conversation_keep_their_order(database_url: str) -> None:
    async with (
        running_server(failing) as actions,
        running_core(database_url, converse=Ordering(SUBMIT, WITHDRAW), actions_url=actions.url) as core,
    ):
        await core.say("提交", update_id="1")
        await hand_over(core, rounds=2)
        tried_while_failing = {asked.path for asked in actions.asked}
        actions.respond = created
        await hand_over(core, rounds=2)

    assert tried_while_failing == {"/v1/enrollments"}
    assert actions.asked[-1].path == "/v1/enrollments/XF0001/withdrawal"


@pytest.mark.parametrize("stop", ["command.before_send", "command.after_send", "command.committed"])
async def test_a_process_stopped_around_the_send_leaves_one_key_and_one_result(database_url: str, stop: str) -> None:
    dialogue = Ordering(SUBMIT)
    async with running_server(created) as actions:
        async with running_core(database_url, converse=dialogue, actions_url=actions.url, stops_at=stop) as stopped:
            await stopped.say("提交", update_id="1")
            with pytest.raises(Stopped):
                await stopped.commands.work_once()
        async with running_core(database_url, converse=dialogue, actions_url=actions.url) as restarted:
            await hand_over(restarted, rounds=2)

            [row] = await restarted.rows(commands)

    assert row.status == "done"
    assert set(keys(actions)) == {row.id}
    assert [kind for kind, _ in dialogue.told] == ["command_result"]


async def test_a_process_stopped_after_putting_off_tells_so_once_and_hands_over_once(database_url: str) -> None:
    dialogue = Ordering(SUBMIT)
    async with running_server(failing) as actions:
        stop = "command.postponed"
        async with running_core(database_url, converse=dialogue, actions_url=actions.url, stops_at=stop) as stopped:
            await stopped.say("提交", update_id="1")
            with pytest.raises(Stopped):
                await stopped.commands.work_once()
        actions.respond = created
        async with running_core(database_url, converse=dialogue, actions_url=actions.url) as restarted:
            await restarted.turns.sweep(everything=True)
            restarted.clock.forward(LONGEST_PAUSE_SECONDS)
            await hand_over(restarted, rounds=2)

            [row] = await restarted.rows(commands)

    assert row.status == "done"
    assert set(keys(actions)) == {row.id}
    assert [kind for kind, _ in dialogue.told] == ["command_delayed", "command_result"]


async def test_a_worker_stops_that_is_woken_in_the_same_moment(database_url: str) -> None:
    async with running_core(database_url, converse=Ordering()) as core:
        working = asyncio.create_task(core.commands.run())
        await asyncio.sleep(0.2)  # it found nothing and waits
        core.commands.wake()
        await asyncio.sleep(0)
        working.cancel()
        ended, _ = await asyncio.wait([working], timeout=60)

    assert ended == {working}


async def test_an_erasure_takes_the_bots_own_past_with_it(database_url: str) -> None:
    def erasing(turn: Turn) -> Outcome:
        orders = (Command("erase_person", {}),) if turn.inbound.text == "删除" else ()
        return Outcome(turn.state, (Reply(turn.inbound.kind, (Button("甲", {"do": "x"}),)),), orders, None)

    async with (
        running_server(created) as actions,
        running_core(database_url, converse=erasing, actions_url=actions.url) as core,
    ):
        await core.say("你好", update_id="1")
        await core.say("删除", update_id="2")
        await core.say("你好", update_id="1", address=SECRET[::-1])
        await hand_over(core)

        left = {(row.conversation_id, row.seq) for row in await core.rows(outbox)}
        mine, other = (core.data_key.conversation_id("web", address) for address in (SECRET, SECRET[::-1]))
        assert left == {(mine, 3), (other, 1)}
        assert {row.conversation_id for row in await core.rows(buttons)} == {mine, other}
        assert await core.rows(commands) == []


@pytest.mark.parametrize(
    ("kind", "body", "path", "sent"),
    [
        ("submit_enrollment", {"trade": "rider"}, "/v1/enrollments", {"trade": "rider", "channel": "web"}),
        ("correct_enrollment", {"number": "XF 1", "trade": "rider"}, "/v1/enrollments/XF%201/corrections",
         {"trade": "rider"}),
        ("withdraw_enrollment", {"number": "XF1"}, "/v1/enrollments/XF1/withdrawal", {}),
        ("look_up_enrollments", {"sealed": {}}, "/v1/enrollments/lookups", {"sealed": {}}),
        ("open_ticket", {"kind": "human"}, "/v1/tickets", {"kind": "human", "channel": "web"}),
        ("erase_person", {}, "/v1/erasures", {}),
    ],
)  # fmt: skip
def test_each_kind_has_its_address(kind: str, body: dict[str, Any], path: str, sent: dict[str, Any]) -> None:
    found = command_request(kind, body, conversation_id="c", channel="web")

    assert found == (path, {**sent, "conversation": "c"})
