"""News wait for the bot until it has taken them."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from actions.deliveries.outbox import pending, put
from tests.actions.applicants import RIDER, filed, other_rider, reviewed
from tests.actions.house import Caller, House


async def test_news_come_again_until_acknowledged(bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")

    first = (await bot.get("/v1/deliveries")).json["deliveries"]
    again = (await bot.get("/v1/deliveries")).json["deliveries"]
    acked = await bot.post("/v1/deliveries/acks", {"ids": [first[0]["id"]]})
    after = (await bot.get("/v1/deliveries")).json["deliveries"]

    assert first == again
    assert acked.json == {"acknowledged": 1}
    assert after == []


async def test_acknowledging_twice_or_the_unknown_changes_nothing(bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")
    [news] = (await bot.get("/v1/deliveries")).json["deliveries"]

    await bot.post("/v1/deliveries/acks", {"ids": [news["id"]]})
    again = await bot.post("/v1/deliveries/acks", {"ids": [news["id"], "unknown"]})

    assert again.json == {"acknowledged": 0}


async def test_an_acknowledged_delivery_keeps_no_content(house: House, bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")
    [news] = (await bot.get("/v1/deliveries")).json["deliveries"]

    await bot.post("/v1/deliveries/acks", {"ids": [news["id"]]})

    async with house.database.read() as session:
        assert (await session.execute(text("SELECT data_box FROM deliveries"))).scalar_one() is None
    assert "delivery.acked" in house.checkpoints


async def test_a_waiting_poll_answers_when_news_are_committed(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    began = asyncio.get_running_loop().time()
    poll = asyncio.create_task(bot.get("/v1/deliveries", wait=30))
    async with asyncio.timeout(10):
        await reviewed(cli, number, "reject", reason="资料不符")
        answer = await poll

    assert [news["kind"] for news in answer.json["deliveries"]] == ["enrollment.rejected"]
    assert asyncio.get_running_loop().time() - began < 10


async def test_a_poll_without_news_answers_empty_when_its_time_is_up(bot: Caller) -> None:
    assert (await bot.get("/v1/deliveries", wait=1)).json == {"deliveries": [], "typing": []}


async def test_oldest_news_first(house: House, bot: Caller, cli: Caller) -> None:
    numbers = [await filed(bot), await filed(bot, other_rider(2))]
    for number in numbers:
        house.clock.move(seconds=1)
        await reviewed(cli, number, "approve")

    deliveries = (await bot.get("/v1/deliveries")).json["deliveries"]

    assert [news["data"]["number"] for news in deliveries] == numbers
    assert deliveries[0]["conversation"] == RIDER.conversation


async def test_only_the_bot_reads_deliveries(cli: Caller) -> None:
    assert (await cli.get("/v1/deliveries")).status == 403


async def test_an_unreadable_wait_is_named(bot: Caller) -> None:
    assert (await bot.get("/v1/deliveries", wait="long")).json["field"] == "wait"


async def test_news_of_one_moment_come_in_the_order_they_were_told(house: House) -> None:
    now = house.clock()
    async with house.database.write() as session:
        for place in range(20):
            await put(session, house.vault, conversation="c1", kind="told", data={"place": place}, at=now)
        await session.commit()

    async with house.database.read() as session:
        found = await pending(session, house.vault, limit=50)
    assert [one.data["place"] for one in found] == list(range(20))
