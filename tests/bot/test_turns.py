"""Turns: in order, exactly once, whatever stops in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from aiohttp import web

from bot.channels.channel import Arrival
from bot.database.tables import buttons, commands, inbox, outbox
from bot.dialogue.messages import Button, Command, Inbound, Query, Reply, Unavailable
from bot.dialogue.state import Noted
from bot.dialogue.turn import Outcome, Turn
from bot.turn_records import TurnConflict, Written
from bot.turn_store import REPLIES_WITH_LIVE_BUTTONS
from tests.bot.core import NOON, SECRET, counting, running_core, text_arrival, texts
from tests.bot.doubles import Asked, never, running_server, understands
from tests.people import person


def saying(*replies: Reply, orders: tuple[Command, ...] = ()) -> Callable[[Turn], Outcome]:
    return lambda turn: Outcome(state=turn.state, replies=replies, commands=orders, asks="phone")


async def test_messages_of_one_conversation_are_answered_in_order(database_url: str) -> None:
    async with running_core(database_url) as core:
        arrivals = [text_arrival(f"第{number}条", update_id=str(number)) for number in range(1, 9)]
        kept = await core.inbox.keep_all("web", arrivals)

        answers = await asyncio.gather(
            *(core.turns.answer_to(one.conversation_id, one.inbox_id) for one in reversed(kept))
        )

    assert [texts(answer) for answer in reversed(answers)] == [[f"{n}:第{n}条"] for n in range(1, 9)]


async def test_a_conversation_that_waits_does_not_hold_up_another(database_url: str) -> None:
    release = asyncio.Event()

    async def slow_for_one(asked: Asked) -> web.StreamResponse:
        if asked.body["text"] == "慢":
            await release.wait()
        return await understands(asked)

    async with running_server(slow_for_one) as nlu, running_core(database_url, nlu_url=nlu.url) as core:
        slow = asyncio.create_task(core.say("慢", update_id="1"))
        quick = await core.say("快", update_id="1", address=SECRET[::-1])
        slow_was_done = slow.done()
        release.set()
        await slow

    assert texts(quick) == ["1:快"]
    assert not slow_was_done


async def test_nlu_is_told_what_was_answered_last_and_what_the_worker_rejects(database_url: str) -> None:
    def answering(turn: Turn) -> Outcome:
        answered = Noted(("join_cost",), turn.inbound.at)
        state = replace(turn.state, answered=answered, just_answered=True)
        return Outcome(state=state, replies=(Reply("好"),), commands=(), asks=None)

    async with (
        running_server(understands) as nlu,
        running_core(database_url, nlu_url=nlu.url, converse=answering) as core,
    ):
        for number, text in enumerate(("入会要钱吗", "那要多久", "不是这个,我是问电话")):
            await core.say(text, update_id=str(number))

    assert [asked.body for asked in nlu.asked] == [
        {"text": "入会要钱吗"},
        {"text": "那要多久", "context": "join_cost"},
        {"text": "电话", "context": "join_cost", "rejected": ["join_cost"]},
    ]


async def test_the_same_message_again_gets_the_same_replies(database_url: str) -> None:
    async with running_core(database_url, converse=saying(Reply("好", (Button("行", {"do": "x"}),)))) as core:
        first = await core.say("你好", update_id="1")
        again = await core.say("你好", update_id="1")

        assert again == first
        assert len(await core.rows(outbox)) == 1


async def test_the_same_message_sent_while_the_first_is_answered_gets_the_same_replies(database_url: str) -> None:
    async with running_core(database_url) as core:
        first, again = await asyncio.gather(core.say("你好", update_id="1"), core.say("你好", update_id="1"))

    assert texts(first) == texts(again) == ["1:你好"]


async def test_two_processes_at_the_same_row_commit_one_turn(database_url: str) -> None:
    async with running_core(database_url) as one, running_core(database_url, prefix="other-") as other:
        kept = await one.inbox.keep("web", text_arrival("你好", update_id="1"))
        both_begin_on = await one.store.next_of(kept.conversation_id)
        assert both_begin_on is not None
        written = Written(state={}, replies=(Reply("一次"),), commands=(), asks=None)

        await one.store.commit(both_begin_on, written)
        with pytest.raises(TurnConflict):
            await other.store.commit(both_begin_on, written)

        assert len(await one.rows(outbox)) == 1


async def test_two_processes_working_off_the_same_rows_answer_each_once(database_url: str) -> None:
    async with running_core(database_url) as one, running_core(database_url, prefix="other-") as other:
        arrivals = [text_arrival(f"第{number}条", update_id=str(number)) for number in range(1, 6)]
        kept = await one.inbox.keep_all("web", arrivals)

        answers = await asyncio.gather(
            *(core.turns.answer_to(row.conversation_id, row.inbox_id) for row in kept for core in (one, other))
        )

        assert len(await one.rows(outbox)) == 5
    assert {text for answer in answers for text in texts(answer)} == {f"{n}:第{n}条" for n in range(1, 6)}


async def test_a_turn_made_under_an_earlier_owner_is_void(database_url: str) -> None:
    async with running_core(database_url) as core:
        kept = await core.inbox.keep("web", text_arrival("你好", update_id="1"))
        waiting = await core.store.next_of(kept.conversation_id)
        assert waiting is not None

        with pytest.raises(TurnConflict):
            await core.store.commit(
                replace(waiting, owner_epoch=waiting.owner_epoch + 1), Written({}, (Reply("不该发"),), (), None)
            )

        assert await core.rows(outbox) == []


async def test_a_message_left_over_by_a_stopped_process_is_answered_after_the_start(database_url: str) -> None:
    async with running_core(database_url) as stopped:
        await stopped.inbox.keep("web", text_arrival("还在吗", update_id="1"))

    async with running_core(database_url) as restarted:
        assert await restarted.turns.sweep(everything=True) == 1
        answer = await restarted.say("还在吗", update_id="1")

    assert texts(answer) == ["1:还在吗"]


async def test_a_process_stopped_right_after_the_commit_has_answered_once(database_url: str) -> None:
    async with running_core(database_url, stops_at="turn.committed") as stopped:
        kept = await stopped.inbox.keep("web", text_arrival("你好", update_id="1"))
        stopped.turns.start(kept.conversation_id)
        with pytest.raises(BaseException, match=r"turn\.committed"):
            await asyncio.shield(stopped.turns._running[kept.conversation_id])

    async with running_core(database_url) as restarted:
        assert await restarted.turns.sweep(everything=True) == 0
        assert texts(await restarted.say("你好", update_id="1")) == ["1:你好"]
        assert len(await restarted.rows(outbox)) == 1


@pytest.mark.parametrize("stop", ["query.before_send", "query.after_send"])
async def test_a_process_stopped_around_a_question_to_actions_asks_it_again(database_url: str, stop: str) -> None:
    query = Query("standing")

    def asking(turn: Turn) -> Outcome | Query:
        return counting(turn) if query in turn.answers else query

    async def open_hours(asked: Asked) -> web.StreamResponse:
        return web.json_response({"open": True})

    async with running_server(open_hours) as actions:
        async with running_core(database_url, converse=asking, actions_url=actions.url, stops_at=stop) as stopped:
            kept = await stopped.inbox.keep("web", text_arrival("你好", update_id="1"))
            stopped.turns.start(kept.conversation_id)
            with pytest.raises(BaseException, match=stop):
                await asyncio.shield(stopped.turns._running[kept.conversation_id])
        async with running_core(database_url, converse=asking, actions_url=actions.url) as restarted:
            assert await restarted.turns.sweep(everything=True) == 1
            assert texts(await restarted.say("你好", update_id="1")) == ["1:你好"]


async def test_a_message_the_dialogue_fails_on_is_apologised_for_and_the_next_one_answered(database_url: str) -> None:
    tries = []

    def fails_on_one(turn: Turn) -> Outcome | Query:
        if turn.inbound.text == "毒":
            tries.append(1)
            raise ValueError(turn.inbound.text)
        return counting(turn)

    async with running_core(database_url, converse=fails_on_one) as core:
        sorry = await core.say("毒", update_id="1")
        after = await core.say("好", update_id="2")

        assert [row.status for row in await core.rows(inbox)] == ["failed", "done"]
        assert core.metrics.registry.get_sample_value("xiaofeng_bot_undigested_total", {"kind": "text"}) == 1
    assert len(tries) == 3
    assert texts(sorry)[0].startswith("这句话我没处理好")
    assert texts(after) == ["1:好"]


async def test_what_failed_is_logged_without_its_text(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    def fails(turn: Turn) -> Outcome:
        raise ValueError(turn.inbound.text)

    async with running_core(database_url, converse=fails) as core:
        await core.say("不该出现在日志里", update_id="1")

    assert "turn.failed" in [record.message for record in caplog.records]
    assert "不该出现" not in "".join(str(vars(record)) for record in caplog.records)


async def test_nlu_sees_placeholders_and_no_leading_slash(database_url: str) -> None:
    worker = person(3)
    async with running_server(understands) as nlu, running_core(database_url, nlu_url=nlu.url) as core:
        await core.say(f"我的手机号是{worker.phone},怎么入会", update_id="1")
        await core.say("/ /restart", update_id="2")

        asked = [one.body["text"] for one in nlu.asked]

    assert worker.phone not in asked[0]
    assert "[手机号]" in asked[0]
    assert asked[1] == "restart"


async def test_without_nlu_the_dialogue_is_told_so(database_url: str) -> None:
    heard: list[tuple[bool, object]] = []

    def listening(turn: Turn) -> Outcome | Query:
        heard.append((turn.nlu_down, turn.understanding))
        return counting(turn)

    async with running_core(database_url, converse=listening) as core:
        await core.say("怎么入会", update_id="1")

    assert heard == [(True, None)]


@pytest.mark.parametrize("reachable", [True, False])
async def test_a_query_is_answered_before_the_dialogue_goes_on(database_url: str, reachable: bool) -> None:
    query = Query("stations_at", (("open_now", True), ("region", "340304")))
    told: list[object] = []

    def asking(turn: Turn) -> Outcome | Query:
        if query not in turn.answers:
            return query
        told.append(turn.answers[query])
        return counting(turn)

    async def stations(asked: Asked) -> web.StreamResponse:
        return web.json_response({"stations": []})

    async with running_server(stations if reachable else never) as actions:
        url = actions.url if reachable else "http://127.0.0.1:9"
        async with running_core(database_url, converse=asking, actions_url=url) as core:
            await core.say("找驿站", update_id="1")

    if reachable:
        assert told == [{"stations": []}]
        assert actions.asked[0].query == {"open_now": "true", "region": "340304"}
        assert actions.asked[0].headers["Authorization"] == "Bearer bot"
    else:
        assert told == [Unavailable()]


async def test_a_button_is_resolved_only_in_its_own_conversation(database_url: str) -> None:
    pressed: list[object] = []

    def offering(turn: Turn) -> Outcome:
        pressed.append(turn.inbound.button)
        return Outcome(turn.state, (Reply("选", (Button("甲", {"do": "task", "id": "enroll"}),)),), (), None)

    async with running_core(database_url, converse=offering) as core:
        offered = (await core.say("你好", update_id="1")).replies[0]["buttons"][0]["id"]
        for address in (SECRET, SECRET[::-1]):
            press = replace(text_arrival("", update_id="2", address=address), button_id=offered)
            press = replace(press, inbound=replace(press.inbound, kind="button"))
            kept = await core.inbox.keep("web", press)
            await core.turns.answer_to(kept.conversation_id, kept.inbox_id)

    assert pressed == [None, {"do": "task", "id": "enroll", "title": "甲"}, None]


@pytest.mark.parametrize("words", ["同意，继续", "同意继续", " 同意， 继续。"])
async def test_a_title_typed_below_its_button_presses_it(database_url: str, words: str) -> None:
    heard: list[tuple[str, object]] = []

    def asking(turn: Turn) -> Outcome:
        heard.append((turn.inbound.kind, turn.inbound.button))
        shown = ("同意，继续", "不同意") if len(heard) == 1 else ("别的", "两个一样", "两个一样")
        return Outcome(turn.state, (Reply("选", tuple(Button(one, {"do": one}) for one in shown)),), (), None)

    async with running_core(database_url, converse=asking) as core:
        for number, text in enumerate(["你好", words, "同意，继续", "两个一样", "我同意继续"]):
            await core.say(text, update_id=str(number))
        await core.say(words, update_id="other", address=SECRET[::-1])

    pressed = ("button", {"do": "同意，继续", "title": "同意，继续"})
    assert heard == [("text", None), pressed, *[("text", None)] * 4]


async def test_the_title_of_an_earlier_question_presses_nothing(database_url: str) -> None:
    heard: list[str] = []

    def asking(turn: Turn) -> Outcome:
        heard.append(turn.inbound.kind)
        first, then = Reply("公司？", (Button("跳过", {"do": "skip"}),)), Reply("您叫什么名字？")
        return Outcome(turn.state, (first, then) if len(heard) == 1 else (then,), (), None)

    async with running_core(database_url, converse=asking) as core:
        for number, text in enumerate(["你好", "跳过"]):
            await core.say(text, update_id=str(number))

    assert heard == ["text", "text"]


async def test_a_forged_button_does_not_hold_up_its_conversation(database_url: str) -> None:
    forged = Arrival(update_id="1", address="chat-1", inbound=Inbound("button", NOON), button_id="a\x00b")
    async with running_core(database_url) as core:
        await core.inbox.keep("telegram", forged)
        await core.say("你好", update_id="2", address="chat-1", channel="telegram")

        assert [row.status for row in await core.rows(inbox)] == ["done", "done"]


async def test_what_was_left_over_is_taken_up_though_the_clock_was_put_back(database_url: str) -> None:
    async with running_core(database_url) as core:
        await core.inbox.keep("web", text_arrival("你好", update_id="1"))
        core.clock.forward(-8 * 3600)

        assert await core.turns.sweep(everything=True) == 1


async def test_old_buttons_are_thrown_away(database_url: str) -> None:
    async with running_core(database_url, converse=saying(Reply("选", (Button("甲", {"do": "x"}),)))) as core:
        for number in range(REPLIES_WITH_LIVE_BUTTONS + 10):
            await core.say("再来", update_id=str(number))

        kept = await core.rows(buttons)

    assert len(kept) == REPLIES_WITH_LIVE_BUTTONS


async def test_commands_are_written_with_the_turn(database_url: str) -> None:
    order = Command("open_ticket", {"kind": "human", "text": "想找人"})
    async with running_core(database_url, converse=saying(Reply("好"), orders=(order,))) as core:
        answer = await core.say("转人工", update_id="1")

        [row] = await core.rows(commands)

    assert (row.kind, row.status, answer.asks) == ("open_ticket", "waiting", "phone")
    assert "想找人".encode() not in row.body
    assert core.committed[0].has_commands
