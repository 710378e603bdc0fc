"""Who asked is told once the answer is out: once each, by what the bot fetches."""

from __future__ import annotations

from sqlalchemy import func, select

from actions.deliveries.model import Delivery
from actions.questions.model import Question, Reason, Telling
from tests.actions.desk_browser import Browser
from tests.actions.faq.editing import act
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, killed_at, shown, sorted_by, told
from tests.actions.questions.waiting import ASKED, news, out


async def test_nobody_is_told_before_it_is_out(house: House, bot: Caller, here: str) -> None:
    assert await told(house) == 0
    assert await news(bot) == []


async def test_each_worker_is_told_what_they_asked_and_which_topic_answers(
    house: House, bot: Caller, here: str, cli: Caller, wang: Browser
) -> None:
    await out(cli)

    assert await told(house) == 3

    assert [(one["conversation"], one["data"]["topic"], one["data"]["asked"]) for one in await news(bot)] == [
        (f"worker-{number:04}", "join_cost", text) for number, text in enumerate(ASKED, start=1)
    ]
    assert all(one["data"]["asked_at"] == "2026-11-22T03:58:00+00:00" for one in await news(bot))
    assert "有答复了" in (await wang.get(here)).text


async def test_it_waits_until_the_bot_surely_holds_the_answer(house: House, here: str, cli: Caller) -> None:
    await out(cli)
    house.clock.move(seconds=-4)

    assert await told(house) == 0
    assert await told(house) == 3


async def test_nobody_is_told_twice(house: House, bot: Caller, here: str, cli: Caller) -> None:
    await out(cli)
    await told(house)
    await act(cli, "join_cost", "rollback", by="wangmin", to=1, reason="换回来")

    assert await told(house) == 0
    assert len(await news(bot)) == 3


async def test_a_worker_who_asked_several_times_is_told_once(house: House, bot: Caller, cli: Caller, here: str) -> None:
    await asked(bot, "换电站远不远", "换电站几点开", of="worker-0001")
    await sorted_by(house)
    await out(cli)

    assert await told(house) == 3
    assert [one["conversation"] for one in await news(bot)] == ["worker-0001", "worker-0002", "worker-0003"]


async def test_of_hundreds_each_is_told_once(house: House, bot: Caller, cli: Caller, here: str) -> None:
    await asked(bot, *(f"换电第{number}问" for number in range(120)), of="many-{:04}")
    await asked(bot, *(f"换电再问{number}" for number in range(60)), of="many-{:04}")
    await sorted_by(house)
    await out(cli)

    assert await told(house) == 123


async def test_a_process_killed_in_the_middle_tells_everybody_once(
    house: House, bot: Caller, cli: Caller, here: str, database_url: str, unused_tcp_port: int
) -> None:
    await asked(bot, *(f"换电第{number}问" for number in range(150)), of="many-{:04}")
    await sorted_by(house)
    await out(cli)
    await killed_at("questions.told:1", database_url, unused_tcp_port)

    assert not await _nobody_waits(house)
    await told(house)

    async with house.database.read() as session:
        news = list(await session.scalars(select(Delivery.conversation).where(Delivery.kind == "question.answered")))
    assert sorted(news) == sorted([*(f"worker-{n:04}" for n in (1, 2, 3)), *(f"many-{n:04}" for n in range(1, 151))])


async def _nobody_waits(house: House) -> bool:
    async with house.database.read() as session:
        return not await session.scalar(select(func.count()).where(Question.state == Telling.OPEN))


async def test_who_erased_their_data_is_not_told(house: House, bot: Caller, cli: Caller, here: str) -> None:
    await bot.post("/v1/erasures", {"conversation": "worker-0002"})
    await out(cli)

    assert await told(house) == 2


async def test_whom_an_operator_answered_is_not_told_again(house: House, bot: Caller, cli: Caller, here: str) -> None:
    async with house.database.write() as session:
        first = await session.get_one(Question, 1)
        first.reason = Reason.OVERRIDE
        await session.commit()
    await out(cli)

    assert await told(house) == 2
    assert [one["conversation"] for one in await news(bot)] == ["worker-0002", "worker-0003"]


async def test_what_is_asked_after_the_answer_is_a_new_matter(
    house: House, bot: Caller, cli: Caller, here: str
) -> None:
    await out(cli)
    await told(house)
    await asked(bot, "换电站关门了", of="late-worker")
    await sorted_by(house, everything=True)

    assert await shown(house) == [("换电站关门了", 1, 1)]
    assert await told(house) == 0
