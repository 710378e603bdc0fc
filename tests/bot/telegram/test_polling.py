"""Long polling: nothing is acknowledged before it is in the inbox, and nothing stops the loop for good."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.channels.channel import OutgoingButton, OutgoingReply
from bot.errors import DatabaseBusy
from tests.bot.telegram.conftest import OpenChannel, Pauses, running
from tests.bot.telegram.inboxes import MemoryInbox
from tests.telegram_double import TelegramDouble
from tests.telegram_double.double import FIRST_UPDATE_ID


async def until_acknowledged(telegram: TelegramDouble) -> None:
    await asyncio.to_thread(telegram.updates.wait_until_confirmed)


async def test_messages_reach_the_inbox_and_are_acknowledged(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    async with open_channel(inbox) as channel, running(channel):
        worker.start()
        await inbox.holds(1)
        worker.type("怎么入会")
        rows = await inbox.holds(2)
        await until_acknowledged(telegram)

    assert [row.inbound.kind for row in rows] == ["start", "text"]
    [first, *_] = telegram.calls("getUpdates")
    assert first["allowed_updates"] == '["message", "callback_query"]'
    assert int(first["timeout"]) > 0


async def test_nothing_is_acknowledged_while_the_inbox_is_busy_and_the_same_updates_come_again(
    telegram: TelegramDouble, open_channel: OpenChannel, pauses: Pauses
) -> None:
    inbox, worker = MemoryInbox(DatabaseBusy(), DatabaseBusy()), telegram.worker()
    update_id = worker.type("别丢了我")
    async with open_channel(inbox) as channel, running(channel):
        await inbox.was_called(2)
        assert telegram.updates.count() == 1
        assert all("offset" not in call for call in telegram.calls("getUpdates"))
        [row] = await inbox.holds(1)
        await until_acknowledged(telegram)

    assert (row.update_id, inbox.calls) == (str(update_id), 3)
    assert pauses == [1, 2]


async def test_after_any_other_failure_of_the_inbox_a_new_start_gets_the_same_updates(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(RuntimeError("boom")), telegram.worker()
    worker.type("别丢了我")
    async with open_channel(inbox) as channel:
        with pytest.raises(RuntimeError):
            await channel.run()
        assert telegram.updates.count() == 1
        async with running(channel):
            await inbox.holds(1)


async def test_an_update_delivered_twice_changes_nothing(telegram: TelegramDouble, open_channel: OpenChannel) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    async with open_channel(inbox) as channel, running(channel):
        update_id = worker.type("一次就好")
        await inbox.holds(1)
        await until_acknowledged(telegram)
        telegram.deliver_again(update_id)
        await inbox.was_called(2)
        worker.type("下一句")
        await inbox.holds(2)

    assert inbox.order == ["一次就好", "下一句"]


async def test_updates_out_of_order_are_put_right_within_a_batch(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    with telegram.out_of_order():
        for text in ("一", "二", "三"):
            worker.type(text)
    async with open_channel(inbox) as channel, running(channel):
        await inbox.holds(3)
        await until_acknowledged(telegram)

    assert inbox.order == ["一", "二", "三"]


async def test_after_a_quiet_week_lower_update_ids_are_not_lost(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    async with open_channel(inbox, poll_seconds=0) as channel, running(channel):
        worker.type("上周")
        await inbox.holds(1)
        await until_acknowledged(telegram)
        polls = len(telegram.calls("getUpdates"))
        await asyncio.to_thread(telegram.wait_for_calls, "getUpdates", polls + 2)
        telegram.updates.restart_ids_at(FIRST_UPDATE_ID // 2)
        worker.type("这周")
        await inbox.holds(2)

    assert inbox.order == ["上周", "这周"]


async def test_after_a_restart_unacknowledged_updates_come_again(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    worker.type("停电前")
    async with open_channel(inbox) as channel:
        await asyncio.wait_for(channel._poller._door.receive(telegram.updates.take(0, 100)), 5)
    async with open_channel(inbox) as channel, running(channel):
        worker.type("来电后")
        await inbox.holds(2)
        await until_acknowledged(telegram)

    assert inbox.order == ["停电前", "来电后"]


async def test_groups_and_edits_are_acknowledged_and_nothing_else(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    worker.type("原话")
    worker.edit("改过的话")
    telegram.group_says("@xiaofeng 在吗")
    async with open_channel(inbox) as channel, running(channel):
        await until_acknowledged(telegram)

    assert inbox.order == ["原话"]
    assert telegram.calls("sendMessage") == []


async def test_every_picture_of_an_album_arrives(telegram: TelegramDouble, open_channel: OpenChannel) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    for _ in range(3):
        worker.send_photo(album="9")
    async with open_channel(inbox) as channel, running(channel):
        await until_acknowledged(telegram)

    assert [arrival.inbound.data["album"] for arrival in inbox.rows.values()] == ["9"] * 3


async def test_an_update_nobody_can_read_does_not_block_those_behind_it(
    telegram: TelegramDouble, open_channel: OpenChannel, caplog: pytest.LogCaptureFixture
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    telegram.updates.add_raw({"update_id": FIRST_UPDATE_ID - 1, "message": {"text": "缺斤少两"}})
    worker.type("我在后面")
    async with open_channel(inbox) as channel, running(channel):
        await until_acknowledged(telegram)

    assert inbox.order == ["我在后面"]
    assert "telegram.unreadable" in caplog.text
    assert "缺斤少两" not in caplog.text


async def test_a_pressed_button_stops_spinning_once_it_is_in_the_inbox(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    worker.start()
    async with open_channel(inbox) as channel, running(channel):
        await inbox.holds(1)
        await channel.send("70001", OutgoingReply("选", buttons=(OutgoingButton("我要入会", "b-1"),)), 0)
        worker.press("入会")
        rows = await inbox.holds(2)
        answered = await asyncio.to_thread(
            telegram.chats.wait_until, lambda: telegram.chats.unanswered_queries() == 0, 10
        )

    assert rows[-1].button_id == "b-1"
    assert answered


async def test_a_button_that_cannot_be_answered_does_no_harm(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    worker.start()
    async with open_channel(inbox) as channel, running(channel):
        await inbox.holds(1)
        await channel.send("70001", OutgoingReply("选", buttons=(OutgoingButton("我要入会", "b-1"),)), 0)
        telegram.fail_next("answerCallbackQuery", 400, "Bad Request: query is too old")
        worker.press("入会")
        await inbox.holds(2)
        worker.type("还在吗")
        await inbox.holds(3)


@pytest.mark.parametrize(
    ("code", "description", "retry_after", "pause_seconds", "event"),
    [
        (429, "Too Many Requests: retry after 9", 9, 9, "telegram.slow-down"),
        (409, "Conflict: terminated by other getUpdates request", None, 1, "telegram.another-receiver"),
        (401, "Unauthorized", None, 60, "telegram.token-refused"),
        (502, "Bad Gateway", None, 1, "telegram.unreachable"),
    ],
)
async def test_trouble_is_logged_in_one_clear_line_and_waited_out(
    telegram: TelegramDouble,
    open_channel: OpenChannel,
    pauses: Pauses,
    caplog: pytest.LogCaptureFixture,
    code: int,
    description: str,
    retry_after: int | None,
    pause_seconds: float,
    event: str,
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    telegram.fail_next("getUpdates", code, description, retry_after)
    worker.type("我等等")
    async with open_channel(inbox) as channel, running(channel):
        await inbox.holds(1)

    assert pauses == [pause_seconds]
    [record] = [
        record for record in caplog.records if record.name.startswith("bot") and record.levelno >= logging.WARNING
    ]
    assert (record.getMessage(), vars(record)["ids"]["pause_seconds"]) == (event, pause_seconds)


async def test_an_outage_is_waited_out_with_growing_pauses_up_to_a_minute(
    telegram: TelegramDouble, open_channel: OpenChannel, pauses: Pauses
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    async with open_channel(inbox) as channel:
        with telegram.refusing_connections():
            async with running(channel):
                await pauses.reach(8)
        async with running(channel):
            worker.type("网络好了")
            await inbox.holds(1)

    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_polling_begins_by_taking_away_a_forgotten_webhook_and_sets_the_menu(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    telegram._webhook.url = "https://forgotten.example.org/hook"
    async with open_channel(inbox) as channel, running(channel):
        worker.type("在吗")
        await inbox.holds(1)

    assert telegram.webhook_url == ""
    assert telegram.commands.keys() == {"start", "help"}


async def test_a_menu_telegram_refuses_does_not_keep_us_from_receiving(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(), telegram.worker()
    telegram.fail_next("setMyCommands", 429, "Too Many Requests: retry after 900", 900)
    worker.type("在吗")
    async with open_channel(inbox) as channel, running(channel):
        await inbox.holds(1)
