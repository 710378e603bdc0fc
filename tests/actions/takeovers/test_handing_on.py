"""Transfer, close, and the queue that everybody sees their part of."""

from __future__ import annotations

import pytest

from tests.actions.applicants import BAOHE, LONGZIHU, other_rider
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import (
    HEFEI,
    acknowledged,
    act,
    line,
    news,
    number_of,
    operator,
    said,
    standing,
    swept,
    taken,
    written,
)


async def test_a_transferred_worker_waits_in_front_for_that_colleague(house: House, bot: Caller, cli: Caller) -> None:
    wang, li = await operator(house, cli), await operator(house, cli, "liqiang", "李强", area=LONGZIHU)
    zhao = await operator(house, cli, "zhaohong", "赵红")
    number = await taken(wang, bot)
    await number_of(bot, conversation=other_rider(2).conversation)

    page = await act(wang, number, "transfer", ("to", "staff:liqiang"))

    assert "已转出" in page.text
    assert await news(bot, "takeover.returned") == [{"number": number, "claim": 1, "why": "transfer"}]
    assert (await standing(bot))["position"] == 1
    assert "转给您" in (await li.get("/desk/conversations")).text
    refused = await act(zhao, number, "claim")
    assert refused.status == 409
    assert "转给李强的" in refused.text
    assert (await act(li, number, "claim")).status == 200
    assert (await acknowledged(bot, claim=2)).json == {"state": "taken"}


async def test_a_transfer_to_another_area_is_seen_there_and_no_longer_here(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang, li = await operator(house, cli), await operator(house, cli, "liqiang", "李强", area=LONGZIHU)
    number = await taken(wang, bot)

    await act(wang, number, "transfer", ("to", f"area:{LONGZIHU}"))

    assert (await wang.get(f"/desk/conversations/{number}")).status == 404
    assert number in (await li.get("/desk/conversations")).text
    assert "工友在合肥市包河区" in (await li.get(f"/desk/conversations/{number}")).text


@pytest.mark.parametrize("to", ["", "staff:nobody", "staff:wangmin", "area:999999", "moon:1"])
async def test_a_transfer_to_nobody_is_refused(house: House, bot: Caller, cli: Caller, to: str) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    assert (await act(wang, number, "transfer", ("to", to))).status == 422
    assert (await standing(bot))["state"] == "taken"


async def test_a_colleague_who_does_not_come_lets_the_others_in(house: House, bot: Caller, cli: Caller) -> None:
    wang, _ = await operator(house, cli), await operator(house, cli, "liqiang", "李强")
    number = await taken(wang, bot)
    await act(wang, number, "transfer", ("to", "staff:liqiang"))
    assert (await act(wang, number, "claim")).status == 409
    house.clock.move(minutes=5)
    await swept(house)
    assert (await act(wang, number, "claim")).status == 200


async def test_closing_gives_the_conversation_back_with_its_outcome(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)

    await act(wang, number, "closing", ("outcome", "answered"), ("topic", "join_cost"))

    assert await news(bot, "takeover.closed") == [{"number": number, "claim": 1, "outcome": "answered"}]
    assert (await standing(bot))["state"] is None
    assert "已答复" in (await wang.get("/desk/conversations?show=closed")).text
    await said(bot, line("谢谢"))
    assert "结束后说的" in (await wang.get(f"/desk/conversations/{number}")).text
    assert (await written(wang, number, "不客气")).status == 409


@pytest.mark.parametrize("fields", [[], [("outcome", "magic")], [("outcome", "answered"), ("topic", "no_such")]])
async def test_a_close_needs_an_outcome_and_a_topic_there_is(
    house: House, bot: Caller, cli: Caller, fields: list[tuple[str, str]]
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    assert (await act(wang, number, "closing", *fields)).status == 422
    assert (await standing(bot))["state"] == "taken"


async def test_the_queue_is_ones_own_area_sensitive_first_then_longest_waiting(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)
    numbers = []
    for running, reason in enumerate(("asked", "misses", "sensitive"), start=2):
        numbers.append(await number_of(bot, conversation=other_rider(running).conversation, reason=reason))
        house.clock.move(minutes=1)
    elsewhere = await number_of(bot, region=LONGZIHU)

    page = await wang.get("/desk/conversations")

    assert sorted(numbers, key=page.html.index) == [numbers[2], numbers[0], numbers[1]]
    assert elsewhere not in page.text
    assert "3 分钟" in page.text
    part = await wang.get("/desk/conversations?part=queue")
    assert numbers[0] in part.text
    assert "<html" not in part.html


async def test_a_place_nobody_knows_is_seen_by_every_operator(house: House, bot: Caller, cli: Caller) -> None:
    wang, li = await operator(house, cli), await operator(house, cli, "liqiang", "李强", area=LONGZIHU)
    number = await number_of(bot, region=None)
    for browser in (wang, li):
        assert number in (await browser.get("/desk/conversations")).text


async def test_nobody_coming_climbs_from_county_to_city_to_province(house: House, bot: Caller, cli: Caller) -> None:
    county = await operator(house, cli)
    city = await operator(house, cli, "liqiang", "李强", area=HEFEI)
    province = await operator(house, cli, "zhaohong", "赵红", area="340000")
    number = await number_of(bot, region=BAOHE)

    async def listed_to() -> list[bool]:
        return [number in (await one.get("/desk/conversations")).text for one in (county, city, province)]

    seen = [await listed_to()]
    for _ in range(3):
        house.clock.move(minutes=5)
        await swept(house)
        await swept(house)
        seen.append(await listed_to())

    assert seen == [[True, False, False], [True, True, False], [True, True, True], [True, True, True]]
    assert await news(bot, "takeover.climbed") == [{"number": number, "position": 1}] * 2
    climbs = [entry.detail for entry in await house.audit() if entry.action == "takeover.climbed"]
    assert climbs == ['{"level": "city"}', '{"level": "province"}']


async def test_where_only_the_province_has_operators_they_see_it_at_once(
    house: House, bot: Caller, cli: Caller
) -> None:
    province = await operator(house, cli, area="340000")
    number = await number_of(bot, region=BAOHE)
    assert number in (await province.get("/desk/conversations")).text
    house.clock.move(minutes=5)
    await swept(house)
    assert len(await news(bot, "takeover.climbed")) == 1  # the worker hears that nobody came


async def test_a_claimed_conversation_does_not_climb(house: House, bot: Caller, cli: Caller) -> None:
    await taken(await operator(house, cli), bot)
    house.clock.move(hours=1)
    await swept(house)
    assert await news(bot, "takeover.climbed") == []
