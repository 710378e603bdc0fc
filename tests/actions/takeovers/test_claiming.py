"""One operator takes a conversation; the worker hears from one voice at a time."""

from __future__ import annotations

import asyncio

from tests.actions.applicants import BAOHE, LONGZIHU, RIDER
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import (
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


async def test_a_claim_is_pending_until_the_bot_has_stopped(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await number_of(bot)

    claimed = await act(wang, number, "claim")

    assert "正在请小蜂停下" in claimed.text
    assert (await standing(bot))["state"] == "pending"
    assert await news(bot, "takeover.claimed") == [{"number": number, "claim": 1, "by": "王敏"}]
    assert (await written(wang, number, "您好")).status == 409
    assert (await acknowledged(bot)).json == {"state": "taken"}
    assert (await acknowledged(bot)).json == {"state": "taken"}
    assert "人工接待中" in (await wang.get(f"/desk/conversations/{number}")).text


async def test_of_two_claims_at_once_one_wins_and_the_other_reads_who(house: House, bot: Caller, cli: Caller) -> None:
    browsers = {"王敏": await operator(house, cli), "李强": await operator(house, cli, "liqiang", "李强")}
    number = await number_of(bot)

    pages = dict(
        zip(browsers, await asyncio.gather(*(act(one, number, "claim") for one in browsers.values())), strict=True)
    )

    [winner] = [name for name, page in pages.items() if page.status == 200]
    [loser] = [name for name, page in pages.items() if page.status == 409]
    assert f"{winner}已经先接了这个会话" in pages[loser].text
    assert [one["by"] for one in await news(bot, "takeover.claimed")] == [winner]
    assert [entry.action for entry in await house.audit()].count("takeover.claimed") == 1


async def test_an_acknowledgment_of_an_older_claim_is_stale(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await number_of(bot)
    await act(wang, number, "claim")
    await act(wang, number, "giving-up")
    assert (await acknowledged(bot)).json["type"] == "stale-claim"
    await act(wang, number, "claim")
    assert (await acknowledged(bot, claim=1)).status == 409
    assert (await acknowledged(bot, claim=2)).json == {"state": "taken"}


async def test_a_claim_nobody_acknowledges_ends_after_a_minute(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await number_of(bot)
    await act(wang, number, "claim")

    house.clock.move(seconds=59)
    await swept(house)
    assert (await standing(bot))["state"] == "pending"
    house.clock.move(seconds=1)
    await swept(house)
    await swept(house)

    assert (await standing(bot))["state"] == "waiting"
    assert await news(bot, "takeover.returned") == [{"number": number, "claim": 1, "why": "unacknowledged"}]


async def test_giving_up_puts_the_worker_back_and_tells_the_bot(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await number_of(bot)
    await act(wang, number, "claim")

    page = await act(wang, number, "giving-up")

    assert "已取消接入" in page.text
    assert (await standing(bot))["state"] == "waiting"
    assert [one["why"] for one in await news(bot, "takeover.returned")] == ["unacknowledged"]


async def test_a_worker_who_leaves_while_somebody_comes_stays(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    await act(wang, await number_of(bot), "claim")
    left = await bot.post("/v1/takeovers/leaving", {"conversation": RIDER.conversation})
    assert left.json == {"state": "pending"}


async def test_another_areas_conversation_is_not_there(house: House, bot: Caller, cli: Caller) -> None:
    stranger = await operator(house, cli, "liqiang", "李强", area=LONGZIHU)
    number = await number_of(bot)
    await said(bot, line("秘密"))

    for path in ("", "/events", "/photos/1"):
        page = await stranger.get(f"/desk/conversations/{number}{path}")
        assert page.status == 404
        assert "秘密" not in page.html
    for what in ("claim", "giving-up", "lines", "notes", "transfer", "closing", "typing"):
        assert (await act(stranger, number, what, ("client_id", "a" * 32), ("text", "x"))).status == 404
    assert number not in (await stranger.get("/desk/conversations?show=all")).text
    assert (await standing(bot))["state"] == "waiting"


async def test_only_operators_open_conversations(house: House, bot: Caller, cli: Caller) -> None:
    number = await number_of(bot)
    reviewer = await staff(house, cli, "reviewer", "administrator", areas=[BAOHE])
    for path in ("/desk/conversations", f"/desk/conversations/{number}", "/desk/quick-replies"):
        assert (await reviewer.get(path)).status == 403


async def test_a_form_without_its_token_is_refused(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    fields = [("text", "您好"), ("client_id", "a" * 32), ("outcome", "answered")]
    for what in ("claim", "giving-up", "lines", "notes", "transfer", "closing", "typing"):
        for csrf in (None, "", "wrong"):
            assert (await wang.post(f"/desk/conversations/{number}/{what}", fields, csrf=csrf)).status == 403
    assert await news(bot, "takeover.line") == []
    assert (await standing(bot))["state"] == "taken"
