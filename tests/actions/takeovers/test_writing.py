"""What an operator writes reaches the worker word for word, once."""

from __future__ import annotations

import asyncio
import base64
import json

from aiohttp import FormData
from sqlalchemy import text

from tests.actions.applicants import RIDER
from tests.actions.desk_browser import Browser
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import PNG, act, line, news, number_of, operator, said, taken, written


async def test_an_operators_words_go_to_the_bot_as_they_are(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)

    await written(wang, number, "  您好，我是王敏。\n请讲。 ")

    [told] = await news(bot, "takeover.line")
    assert told["text"].splitlines() == ["您好，我是王敏。", "请讲。"]
    assert {**told, "text": ""} == {"number": number, "claim": 1, "seq": 2, "text": ""}


async def test_the_same_form_sent_twice_is_kept_once(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)

    pages = await asyncio.gather(*(written(wang, number, "您好", client_id="a" * 32) for _ in range(3)))
    await written(wang, number, "您好", client_id="b" * 32)

    assert {page.status for page in pages} == {200}
    assert [told["seq"] for told in await news(bot, "takeover.line")] == [2, 3]


async def test_only_who_has_the_conversation_may_write(house: House, bot: Caller, cli: Caller) -> None:
    wang, li = await operator(house, cli), await operator(house, cli, "liqiang", "李强")
    number = await taken(wang, bot)
    page = await written(li, number, "我来说两句")
    assert page.status == 409
    assert "由王敏接待" in page.text
    assert "我来说两句" in page.html  # what was typed is not lost
    assert await news(bot, "takeover.line") == []


async def test_a_note_stays_with_colleagues(house: House, bot: Caller, cli: Caller) -> None:
    wang, li = await operator(house, cli), await operator(house, cli, "liqiang", "李强")
    number = await taken(wang, bot)
    await act(li, number, "notes", ("text", "他上周也来过"), ("client_id", "n" * 32))
    assert await news(bot, "takeover.line") == []
    page = await wang.get(f"/desk/conversations/{number}")
    assert "他上周也来过" in page.text
    assert "工友看不到" in page.text


async def test_html_in_texts_is_shown_as_text(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[line("<script>alert(1)</script>")])
    await said(bot, line('"><img src=x onerror=alert(2)>'))
    await written(wang, number, "<b>您好</b>")
    page = await wang.get(f"/desk/conversations/{number}")
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    assert "<b>" not in page.html
    assert "<script>alert(1)</script>" in page.text
    assert (await news(bot, "takeover.line"))[0]["text"] == "<b>您好</b>"


async def test_a_photo_goes_both_ways(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    sent = {"type": "image/png", "data": base64.b64encode(PNG).decode()}
    misnamed = {**sent, "type": "image/jpeg"}
    number = await taken(wang, bot, lines=[line("看这个", kind="photo", photo=misnamed)])

    status = await _photo(house, wang, number, PNG)

    assert status == 303
    [told] = await news(bot, "takeover.line")
    assert told["photo"] == sent
    for seq in (1, 2):
        async with house.client.get(
            f"/desk/conversations/{number}/photos/{seq}", cookies={"xiaofeng_desk": wang.cookie or ""}
        ) as response:
            assert (response.status, response.content_type) == (200, "image/png")
            assert await response.read() == PNG


async def test_a_large_photo_passes_and_a_too_large_or_false_one_is_named(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    assert await _photo(house, wang, number, PNG + b"\0" * 1_500_000) == 303
    assert await _photo(house, wang, number, PNG + b"\0" * 1_600_000) == 422
    assert await _photo(house, wang, number, b"<svg onload=alert(1)>") == 422
    assert await _photo(house, wang, number, PNG + b"\0" * 3_000_000) == 413
    assert len(await news(bot, "takeover.line")) == 1


async def test_a_script_gets_json_and_problems_instead_of_pages(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    csrf = (await wang.get("/desk/quick-replies")).csrf

    async def sent(**fields: str) -> tuple[int, str, dict[str, str]]:
        async with house.client.post(
            f"/desk/conversations/{number}/lines",
            data={"csrf": csrf, "client_id": "c" * 32, **fields},
            headers={"Accept": "application/json"},
            cookies={"xiaofeng_desk": wang.cookie or ""},
        ) as response:
            return response.status, response.content_type, json.loads(await response.read())

    assert await sent(text="您好") == (200, "application/json", {"next": f"/desk/conversations/{number}#line-2"})
    status, kind, problem = await sent(text=" ", client_id="d" * 32)
    assert (status, kind, problem["detail"]) == (422, "application/problem+json", "请先写内容。")


async def test_an_operators_typing_wakes_the_bots_poll_once(house: House, bot: Caller, cli: Caller) -> None:
    wang, li = await operator(house, cli), await operator(house, cli, "liqiang", "李强")
    number = await taken(wang, bot)
    for one in (await bot.get("/v1/deliveries")).json["deliveries"]:
        await bot.post("/v1/deliveries/acks", {"ids": [one["id"]]})
    poll = asyncio.create_task(bot.get("/v1/deliveries", wait=60))
    async with asyncio.timeout(30):
        assert (await act(li, number, "typing")).status == 204  # not hers: nothing is told
        assert (await act(wang, number, "typing")).status == 204
        answer = await poll
    assert answer.json == {"deliveries": [], "typing": [RIDER.conversation]}
    assert (await bot.get("/v1/deliveries")).json["typing"] == []


async def test_every_act_is_audited_by_ids_only(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    await written(wang, number, "您好，王大哥")
    await act(wang, number, "notes", ("text", "手机尾号对不上"), ("client_id", "n" * 32))
    await act(wang, number, "closing", ("outcome", "answered"), ("topic", "join_cost"))
    kept = [entry for entry in await house.audit() if entry.action.startswith("takeover.")]
    assert [entry.action.removeprefix("takeover.") for entry in kept] == [
        "opened",
        "claimed",
        "taken",
        "line_written",
        "note_written",
        "closed",
    ]
    assert {entry.subject for entry in kept} == {number}
    assert not any(word in entry.detail for entry in kept for word in ("王", "尾号", RIDER.conversation))


async def test_after_erasure_no_row_holds_what_was_said(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[line("我叫张小蜂", understood={"topics": ["join_cost"]})])
    await written(wang, number, "好的")

    erased = await bot.post("/v1/erasures", {"conversation": RIDER.conversation})

    assert erased.json["erased"]["takeovers"] == 1
    async with house.database.read() as session:
        lines = (await session.execute(text("SELECT text_box, photo_box, understood_box FROM takeover_lines"))).all()
        row = (await session.execute(text("SELECT conversation, state, outcome FROM takeovers"))).one()
    assert {tuple(one) for one in lines} == {(None, None, None)}
    assert tuple(row) == (None, "closed", "erased")
    assert "内容已按本人要求删除" in (await wang.get(f"/desk/conversations/{number}")).text
    assert [one["outcome"] for one in await news(bot, "takeover.closed")] == ["erased"]
    assert (await written(wang, number, "还在吗")).status == 409


async def test_what_was_handed_over_is_in_my_data(bot: Caller) -> None:
    number = await number_of(bot)
    mine = await bot.get("/v1/personal-data", conversation=RIDER.conversation)
    [kept] = mine.json["takeovers"]
    assert (kept["number"], kept["state"], kept["lines"]) == (number, "waiting", 1)


async def _photo(house: House, browser: Browser, number: str, content: bytes) -> int:
    csrf = (await browser.get("/desk/quick-replies")).csrf
    form = FormData({"csrf": csrf, "client_id": f"photo-{len(content)}", "text": ""})
    form.add_field("photo", content, filename="x.png", content_type="image/png")
    async with house.client.post(
        f"/desk/conversations/{number}/lines",
        data=form,
        cookies={"xiaofeng_desk": browser.cookie or ""},
        allow_redirects=False,
    ) as response:
        return response.status


async def test_a_conversation_in_which_the_worker_has_said_nothing_can_be_opened(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)

    number = await taken(wang, bot, lines=[{**line("您好，我是小蜂"), "from": "bot"}])

    assert "您好，我是小蜂" in (await wang.get(f"/desk/conversations/{number}")).text
