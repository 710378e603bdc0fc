"""Delivery to push channels: in order, never twice, and honest about what is not known."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from bot.channels.channel import OutcomeUnknown, SendError, TryLater, Undeliverable
from bot.database.tables import conversations, outbox
from bot.delivery import MOST_SENDS_AT_ONCE
from bot.dialogue.messages import Reply
from bot.dialogue.turn import Outcome, Turn
from tests.bot.core import Core, Stopped, counting, running_core, text_arrival
from tests.bot.doubles import never

CHAT = "chat-1"


def raising(error: BaseException) -> Any:
    def plan() -> None:
        raise error

    return plan


async def told(core: Core, *lines: str, address: str = CHAT) -> str:
    """Rows to deliver for these lines; returns the conversation's id."""
    arrivals = [text_arrival(line, update_id=f"{address}-{line}", address=address) for line in lines]
    kept = await core.inbox.keep_all("telegram", arrivals)
    await core.settle()
    return kept[0].conversation_id


async def delivered(core: Core) -> None:
    await core.delivery.sweep(at_start=True)
    await core.delivery.settled()


async def statuses(core: Core) -> list[str]:
    return [row.status for row in await core.rows(outbox)]


async def test_replies_go_out_in_order_and_their_text_is_then_deleted(database_url: str) -> None:
    async with running_core(database_url) as core:
        await told(core, "一", "二", "三")
        await delivered(core)

        assert core.channel.sent == [(CHAT, "1:一"), (CHAT, "2:二"), (CHAT, "3:三")]
        assert [(row.status, row.body) for row in await core.rows(outbox)] == [("sent", None)] * 3


async def test_nothing_is_sent_twice_by_a_second_start(database_url: str) -> None:
    async with running_core(database_url) as core:
        await told(core, "一")
        await delivered(core)
    async with running_core(database_url) as restarted:
        await delivered(restarted)

        assert restarted.channel.sent == []


async def test_a_chat_that_waits_does_not_hold_up_another(database_url: str) -> None:
    async with running_core(database_url) as core:
        await told(core, "一", address="slow")
        core.channel.plans = [lambda: never(None)]  # type: ignore[arg-type]
        await core.delivery.sweep()
        await core.checkpoints.reached("delivery.before_send")
        conversation_id = await told(core, "一", address="quick")
        core.delivery.start(conversation_id)
        await core.delivery._running[conversation_id]

        assert core.channel.sent == [("quick", "1:一")]


async def test_a_reply_whose_turn_to_be_sent_has_not_come_outlives_a_stop(database_url: str) -> None:
    chats = [f"chat-{number}" for number in range(MOST_SENDS_AT_ONCE + 1)]
    all_slots_taken = asyncio.Event()
    async with running_core(database_url) as core:

        def hang() -> Any:
            if len(core.channel.plans) == 1:
                all_slots_taken.set()
            return never(None)  # type: ignore[arg-type]

        for chat in chats:
            await told(core, "一", address=chat)
        core.channel.plans = [hang] * len(chats)
        await core.delivery.sweep(at_start=True)
        await asyncio.wait_for(all_slots_taken.wait(), 60)
        await core.delivery.stop(0.1)

        assert sorted(await statuses(core)) == ["pending"] + ["unknown"] * MOST_SENDS_AT_ONCE


async def stopped_after_commit_of(core: Core, name: str, conversation_id: str) -> None:
    """Deliver, and stop when the database has done what the store was told by `name` but nobody has heard of it yet."""
    done = getattr(core.delivery._store, name)
    committed, heard = asyncio.Event(), asyncio.Event()

    async def heard_late(*arguments: Any) -> Any:
        result = await done(*arguments)
        committed.set()
        await heard.wait()
        return result

    setattr(core.delivery._store, name, heard_late)
    core.delivery.start(conversation_id)
    await asyncio.wait_for(committed.wait(), 60)
    stopping = asyncio.create_task(core.delivery.stop(0))
    await asyncio.sleep(0.05)
    assert not stopping.done()
    heard.set()
    await asyncio.wait_for(stopping, 60)


async def test_a_reply_being_claimed_when_the_process_stops_is_sent_after_the_next_start(database_url: str) -> None:
    async with running_core(database_url) as core:
        conversation_id = await told(core, "一", "二")
        await stopped_after_commit_of(core, "claim_next", conversation_id)
        sent_before_the_stop = list(core.channel.sent)
    async with running_core(database_url) as restarted:
        await delivered(restarted)

        assert sent_before_the_stop == []
        assert restarted.channel.sent == [(CHAT, "1:一"), (CHAT, "2:二")]


@pytest.mark.parametrize(
    ("plan", "name", "status"), [(TryLater(30), "postpone", "pending"), (Undeliverable("blocked"), "settle", "failed")]
)
async def test_what_became_of_a_reply_is_recorded_before_the_process_stops(
    database_url: str, plan: Exception, name: str, status: str
) -> None:
    async with running_core(database_url) as core:
        conversation_id = await told(core, "一")
        core.channel.plans = [raising(plan)]
        await stopped_after_commit_of(core, name, conversation_id)

        assert await statuses(core) == [status]


async def test_retry_after_is_honoured_and_sent_parts_are_skipped(database_url: str) -> None:
    async with running_core(database_url) as core:
        conversation_id = await told(core, "一", "二")
        core.channel.plans = [raising(TryLater(30, sent=["message-a"]))]
        core.delivery.start(conversation_id)
        await core.checkpoints.reached("delivery.committed")
        sent_too_early = list(core.channel.sent)
        await core.delivery.stop(0)
        core.clock.forward(31)
        await delivered(core)

        assert sent_too_early == []
        assert core.channel.sent == [(CHAT, "1:一"), (CHAT, "2:二")]
        assert core.channel.skipped == [1, 0]
        assert (await core.rows(outbox))[0].parts_sent == '["message-a", "message-1"]'


@pytest.mark.parametrize("error", [OutcomeUnknown(), ConnectionResetError(), SendError()])
async def test_a_send_cut_off_is_unknown_and_never_repeated(database_url: str, error: Exception) -> None:
    async with running_core(database_url) as core:
        await told(core, "一", "二")
        core.channel.plans = [raising(error)]
        await delivered(core)
        await delivered(core)

        assert await statuses(core) == ["unknown", "sent"]
        assert core.channel.sent == [(CHAT, "2:二")]
        counted = {"channel": "telegram", "result": "unknown"}
        assert core.metrics.registry.get_sample_value("xiaofeng_bot_deliveries_total", counted) == 1


async def test_a_refused_reply_is_failed_and_the_next_one_tried(database_url: str) -> None:
    async with running_core(database_url) as core:
        await told(core, "一", "二")
        core.channel.plans = [raising(Undeliverable("blocked"))]
        await delivered(core)

        assert await statuses(core) == ["failed", "sent"]


@pytest.mark.parametrize(
    ("stop", "status"),
    [("delivery.before_send", "unknown"), ("delivery.after_send", "unknown"), ("delivery.committed", "sent")],
)
async def test_a_process_stopped_around_the_send_never_sends_again(database_url: str, stop: str, status: str) -> None:
    async with running_core(database_url, stops_at=stop) as stopped:
        conversation_id = await told(stopped, "一")
        stopped.delivery.start(conversation_id)
        with pytest.raises(Stopped):
            await asyncio.shield(stopped.delivery._running[conversation_id])

    async with running_core(database_url) as restarted:
        restarted.clock.forward(3600)
        await delivered(restarted)

        assert restarted.channel.sent == []
        assert await statuses(restarted) == [status]


async def test_a_row_in_mid_send_holds_back_the_next_one(database_url: str) -> None:
    async with running_core(database_url) as core:
        conversation_id = await told(core, "一", "二")
        first = await core.delivery._store.claim_next(conversation_id)
        second = await core.delivery._store.claim_next(conversation_id)

    assert first is not None
    assert second is None


async def test_a_reply_made_under_an_earlier_owner_is_dropped(database_url: str) -> None:
    async with running_core(database_url) as core:
        conversation_id = await told(core, "一")
        taken_over = update(conversations).where(conversations.c.id == conversation_id)
        await core.database.write(
            lambda connection: connection.execute(taken_over.values(owner="person", owner_epoch=1))
        )
        await delivered(core)

        assert core.channel.sent == []
        assert await statuses(core) == ["dropped"]


async def test_a_message_with_personal_data_is_deleted_before_the_reply(database_url: str) -> None:
    def deleting(turn: Turn) -> Outcome:
        return Outcome(turn.state, (Reply("已删除"),), (), None, delete_inbound=True)

    async with running_core(database_url, converse=deleting) as core:
        arrival = replace(text_arrival("私密", update_id="1", address=CHAT), message_ref="77")
        await core.inbox.keep("telegram", arrival)
        await core.settle()
        await delivered(core)

        assert core.channel.deleted == [(CHAT, "77")]
        assert core.channel.sent == [(CHAT, "已删除")]


async def test_web_replies_are_never_pushed(database_url: str) -> None:
    async with running_core(database_url, converse=counting) as core:
        await core.say("你好", update_id="1")
        await delivered(core)

        assert core.channel.sent == []
        assert await statuses(core) == ["readable"]
