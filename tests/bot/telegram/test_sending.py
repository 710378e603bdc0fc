"""Sending over the real protocol: what arrives, and what is said when it does not."""

from __future__ import annotations

import pytest

from bot.channels.channel import OutcomeUnknown, OutgoingButton, OutgoingReply, TryLater, Undeliverable
from bot.channels.telegram.channel import TelegramChannel
from bot.dialogue.messages import Link
from tests.bot.telegram.conftest import OpenChannel
from tests.bot.telegram.test_composition import STATION
from tests.telegram_double import TelegramDouble, TelegramWorker


@pytest.fixture
def worker(telegram: TelegramDouble) -> TelegramWorker:
    known = telegram.worker()
    known.start()
    return known


@pytest.fixture
async def channel(open_channel: OpenChannel):  # type: ignore[no-untyped-def]
    async with open_channel() as opened:
        yield opened


async def test_text_stations_links_and_buttons_arrive_in_order(
    channel: TelegramChannel, worker: TelegramWorker
) -> None:
    reply = OutgoingReply(
        "离您最近：",
        buttons=(OutgoingButton("换个地方", "b-1"),),
        links=(Link("查看全部", "https://bot.example.org/stations"),),
        stations=(STATION,),
    )

    sent = await channel.send("70001", reply, 0)

    text, venue = worker.messages
    assert [str(text.message_id), str(venue.message_id)] == list(sent)
    assert (text.method, venue.method) == ("sendMessage", "sendVenue")
    assert venue.titles == ["打开地图", "查看全部", "换个地方"]
    assert venue.position == pytest.approx((31.8225, 117.2217), abs=0.001)
    assert worker.link("打开地图") == STATION.map_url


async def test_parts_already_sent_are_skipped(channel: TelegramChannel, worker: TelegramWorker) -> None:
    sent = await channel.send("70001", OutgoingReply("会" * 4096 + "\n第二条"), 1)

    assert worker.texts == ["第二条"]
    assert len(sent) == 1


async def test_the_longest_opaque_id_fits(channel: TelegramChannel, worker: TelegramWorker) -> None:
    await channel.send("70001", OutgoingReply("选一个", buttons=(OutgoingButton("好", "x" * 64),)), 0)

    assert worker.messages[0].inline_buttons[0]["callback_data"] == "x" * 64


async def test_an_id_too_long_for_telegram_is_refused_as_such(channel: TelegramChannel, worker: TelegramWorker) -> None:
    with pytest.raises(Undeliverable) as refused:
        await channel.send("70001", OutgoingReply("选一个", buttons=(OutgoingButton("好", "x" * 65),)), 0)

    assert refused.value.reason == "refused"
    assert worker.messages == []


async def test_flood_control_tells_how_long_to_wait_and_what_was_sent(
    channel: TelegramChannel, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    reply = OutgoingReply("会" * 4096 + "\n第二条")
    first = await channel.send("70001", OutgoingReply("先来一条"), 0)
    telegram.flood_next(1, retry_after=7)

    with pytest.raises(TryLater) as later:
        await channel.send("70001", reply, 0)

    assert (later.value.seconds, later.value.sent) == (7, ())
    assert len(first) == 1
    assert worker.texts == ["先来一条"]


async def test_the_parts_before_a_failure_are_named(
    channel: TelegramChannel, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    telegram.fail_next("sendVenue", 429, "Too Many Requests: retry after 3", retry_after=3)

    with pytest.raises(TryLater) as later:
        await channel.send("70001", OutgoingReply("离您最近：", stations=(STATION,)), 0)

    assert later.value.sent == (str(worker.messages[0].message_id),)


async def test_a_worker_who_blocked_the_bot_cannot_be_reached(channel: TelegramChannel, worker: TelegramWorker) -> None:
    worker.block()

    with pytest.raises(Undeliverable) as refused:
        await channel.send("70001", OutgoingReply("您好"), 0)

    assert refused.value.reason == "blocked"


async def test_a_chat_nobody_opened_is_gone(channel: TelegramChannel) -> None:
    with pytest.raises(Undeliverable) as refused:
        await channel.send("99999", OutgoingReply("您好"), 0)

    assert refused.value.reason == "chat-gone"


async def test_a_refused_connection_was_surely_not_taken(channel: TelegramChannel, telegram: TelegramDouble) -> None:
    with telegram.refusing_connections(), pytest.raises(TryLater):
        await channel.send("70001", OutgoingReply("您好"), 0)


async def test_a_send_cut_off_after_it_was_taken_has_an_unknown_outcome_and_is_not_repeated(
    channel: TelegramChannel, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    telegram.cut_next_send()

    with pytest.raises(OutcomeUnknown):
        await channel.send("70001", OutgoingReply("您好"), 0)

    assert worker.texts == ["您好"]
    assert len(telegram.calls("sendMessage")) == 1


async def test_an_answer_5xx_has_an_unknown_outcome(
    channel: TelegramChannel, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    telegram.fail_next("sendMessage", 502, "Bad Gateway")

    with pytest.raises(OutcomeUnknown):
        await channel.send("70001", OutgoingReply("您好"), 0)


async def test_a_message_with_personal_data_is_removed(channel: TelegramChannel, worker: TelegramWorker) -> None:
    worker.type("我的号码是……")

    await channel.delete("70001", str(worker.last_message_id))

    assert not worker.still_sees_own(worker.last_message_id)


async def test_removing_what_is_gone_already_is_fine(channel: TelegramChannel, worker: TelegramWorker) -> None:
    await channel.delete("70001", str(worker.last_message_id))
    await channel.delete("70001", str(worker.last_message_id))


async def test_a_message_too_old_to_be_removed_stays(channel: TelegramChannel, telegram: TelegramDouble) -> None:
    telegram.fail_next("deleteMessage", 400, "Bad Request: message can't be deleted for everyone")

    with pytest.raises(Undeliverable) as refused:
        await channel.delete("70001", "1")

    assert refused.value.reason == "refused"
