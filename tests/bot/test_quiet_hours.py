"""At night nobody is woken: news wait for the morning, in order and once, whatever becomes of the process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.channels.channel import TryLater
from bot.database.tables import inbox
from bot.dialogue.messages import Command, Reply
from bot.dialogue.turn import Outcome, Turn
from bot.erasure import forget_past
from bot.outbox import replies_between
from bot.quiet_hours import LOCAL_TIME, QuietHours
from tests.bot.core import SECRET, Core, SetClock, Stopped, running_core, text_arrival
from tests.bot.doubles import Asked, running_server
from tests.bot.test_news import Deliveries, reader

EVENING = datetime(2026, 11, 23, 13, 59, tzinfo=UTC)  # 21:59 in Anhui
NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SMALL_HOURS = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
NEARLY_MORNING = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)

STEPS = ("enrollment.taken", "enrollment.returned", "ticket.answered", "question.answered")


def telling(turn: Turn) -> Outcome:
    """A dialogue that repeats what it hears, and hands something over when asked to."""
    said = turn.inbound.text or str(turn.inbound.data.get("kind"))
    commands = (Command("withdraw_enrollment", {"number": "XF1"}),) if said == "撤回" else ()
    return Outcome(turn.state, (Reply(said),), commands, None)


def set_to(now: datetime) -> SetClock:
    clock = SetClock()
    clock.now = now
    return clock


def delivery(core: Core, number: int, kind: str, channel: str) -> dict[str, Any]:
    conversation = core.data_key.conversation_id(channel, SECRET)
    return {"id": f"d{number}", "conversation": conversation, "kind": kind, "data": {}}


async def heard(core: Core, channel: str) -> list[str]:
    """Everything said so far, as it reached the worker."""
    await core.settle()
    if channel == "web":
        shown = await core.database.read(lambda connection: _shown(connection, core))
        return [one["text"] for one in shown]
    await core.delivery.sweep(at_start=True)
    await core.delivery.settled()
    return [text for _, text in core.channel.sent]


def _shown(connection: Any, core: Core) -> list[Any]:
    return replies_between(connection, core.data_key, core.data_key.conversation_id("web", SECRET), after=0)


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        ("22:00-07:00", "21:59", False),
        ("22:00-07:00", "22:00", True),
        ("22:00-07:00", "03:00", True),
        ("22:00-07:00", "07:00", False),
        ("12:30-14:00", "13:00", True),
        ("12:30-14:00", "22:30", False),
        ("off", "03:00", False),
    ],
)
def test_hours_are_those_of_anhui(hours: str, at: str, quiet: bool) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{at}").replace(tzinfo=LOCAL_TIME)
    assert QuietHours.parse(hours).hold(now.astimezone(UTC)) is quiet


@pytest.mark.parametrize("channel", ["web", "telegram"])
async def test_news_of_a_night_come_in_the_morning_in_order_and_once(database_url: str, channel: str) -> None:
    news, clock = Deliveries(), set_to(NIGHT)
    async with running_server(news) as actions:
        at_night = running_core(database_url, converse=telling, actions_url=actions.url, clock=clock)
        async with at_night as core:
            await core.say("你好", update_id="1", channel=channel)
            for number, kind in enumerate(STEPS):
                news.open[f"d{number}"] = delivery(core, number, kind, channel)
                await reader(core).read_once()
            assert news.open == {}
            assert await heard(core, channel) == ["你好"]
            clock.now = SMALL_HOURS
            await core.say("睡不着", update_id="2", channel=channel)
            assert await heard(core, channel) == ["你好", "睡不着"]
        # The process is gone, and started anew while it is quiet still.
        clock.now = NEARLY_MORNING
        restarted = running_core(database_url, converse=telling, actions_url=actions.url, clock=clock, prefix="b")
        async with restarted as core:
            said = await heard(core, channel)
            clock.now = MORNING
            later = await heard(core, channel)
            again = await heard(core, channel)

    before = ["你好", "睡不着"] if channel == "web" else []
    assert said == before
    assert later == again == [*before, *STEPS]


@pytest.mark.parametrize("channel", ["web", "telegram"])
async def test_news_stored_just_before_the_night_by_a_process_that_died_wait_too(
    database_url: str, channel: str
) -> None:
    news, clock = Deliveries(), set_to(EVENING)
    async with running_server(news) as actions:
        first = running_core(
            database_url, converse=telling, actions_url=actions.url, clock=clock, stops_at="news.committed"
        )
        async with first as core:
            await core.inbox.keep(channel, text_arrival("你好", update_id="1"))
            await core.settle()
            news.open["d0"] = delivery(core, 0, STEPS[0], channel)
            with pytest.raises(Stopped):
                await reader(core).read_once()
        clock.now = NIGHT
        restarted = running_core(database_url, converse=telling, actions_url=actions.url, clock=clock, prefix="b")
        async with restarted as core:
            await reader(core).read_once()  # comes again, since it was not acknowledged
            at_night = await heard(core, channel)
            clock.now = MORNING
            in_the_morning = await heard(core, channel)

    assert STEPS[0] not in at_night
    assert in_the_morning.count(STEPS[0]) == 1


async def test_what_telegram_could_not_take_in_the_evening_is_not_brought_at_night(database_url: str) -> None:
    news, clock = Deliveries(), set_to(EVENING)

    def is_down_until_night() -> None:
        clock.now = NIGHT
        raise TryLater(0.0)

    async with (
        running_server(news) as actions,
        running_core(database_url, converse=telling, actions_url=actions.url, clock=clock) as core,
    ):
        await core.say("你好", update_id="1", channel="telegram")
        await heard(core, "telegram")
        news.open["d0"] = delivery(core, 0, STEPS[0], "telegram")
        await reader(core).read_once()
        core.channel.plans.append(is_down_until_night)
        await heard(core, "telegram")
        await core.say("睡不着", update_id="2", channel="telegram")
        at_night = list(await heard(core, "telegram"))
        clock.now = MORNING
        in_the_morning = await heard(core, "telegram")

    assert at_night == ["你好", "睡不着"]
    assert in_the_morning == ["你好", "睡不着", STEPS[0]]


async def test_a_person_who_talks_is_heard_at_night(database_url: str) -> None:
    news, clock = Deliveries(), set_to(NIGHT)
    async with (
        running_server(news) as actions,
        running_core(database_url, converse=telling, actions_url=actions.url, clock=clock) as core,
    ):
        await core.say("你好", update_id="1")
        news.open["d0"] = delivery(core, 0, "enrollment.taken", "web")
        news.open["d1"] = delivery(core, 1, "takeover.line", "web")
        await reader(core).read_once()

        assert await heard(core, "web") == ["你好", "takeover.line"]


@pytest.mark.parametrize(("after", "is_told"), [(timedelta(seconds=20), True), (timedelta(hours=3), False)])
async def test_an_answer_to_what_was_just_done_comes_at_night(
    database_url: str, after: timedelta, is_told: bool
) -> None:
    async def done(asked: Asked) -> web.StreamResponse:
        return web.json_response({"number": "XF1"})

    clock = set_to(NIGHT)
    async with (
        running_server(done) as actions,
        running_core(database_url, converse=telling, actions_url=actions.url, clock=clock) as core,
    ):
        await core.say("撤回", update_id="1")
        clock.now += after
        await core.commands.work_once()
        at_night = await heard(core, "web")
        clock.now = MORNING
        in_the_morning = await heard(core, "web")

    assert ("withdraw_enrollment" in at_night) is is_told
    assert in_the_morning == ["撤回", "withdraw_enrollment"]


async def test_an_erasure_forgets_what_waits_for_the_morning(database_url: str) -> None:
    news, clock = Deliveries(), set_to(NIGHT)
    async with (
        running_server(news) as actions,
        running_core(database_url, converse=telling, actions_url=actions.url, clock=clock) as core,
    ):
        await core.say("你好", update_id="1")
        news.open["d0"] = delivery(core, 0, "enrollment.taken", "web")
        await reader(core).read_once()
        conversation = core.data_key.conversation_id("web", SECRET)
        await core.database.write(lambda connection: forget_past(connection, conversation))
        clock.now = MORNING

        assert await heard(core, "web") == []
        assert [row.payload for row in await core.rows(inbox)] == [None, None]
