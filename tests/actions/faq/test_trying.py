"""Trying a draft out on the page: what the bot would do with a question before and after it."""

from __future__ import annotations

from typing import Any

import pytest

from actions.faq.trying import tried_out
from actions.faq.understanding import Tried
from tests.actions.desk_browser import Browser, Page
from tests.actions.faq.drafting_at_desk import DRAFT, NEW, changed, editor, saved
from tests.actions.faq.editing import act
from tests.actions.faq.nlu import Nlu, understood
from tests.actions.house import Caller, House

TRIES = "/desk/faq/entries/join_cost/tries"


async def tried(browser: Browser, path: str = DRAFT, to: str = TRIES, **fields: str | list[str]) -> Page:
    page = await browser.get(path)
    return await browser.post(to, changed(page, **fields), csrf=page.csrf)


async def test_a_question_shows_what_the_bot_does_now_and_afterwards(house: House, cli: Caller, nlu: Nlu) -> None:
    wang = await editor(house, cli)

    page = await tried(wang, asked="交钱不", title="入会花不花钱", phrasings="入会一共花多少", answer="还没写完")

    assert page.status == 200
    assert "现在 听不懂，最像怎么入会(总体途径) 5%" in page.text
    assert "发布以后 直接回答：入会花不花钱 92%" in page.text
    typed = dict(page.form("draft"))
    assert (typed["asked"], typed["answer"]) == ("交钱不", "还没写完")
    [body] = nlu.asked
    assert body["texts"] == ["交钱不"]
    assert body["entries"] == [
        {
            "id": "join_cost",
            "title": "入会花不花钱",
            "category": "join",
            "sensitive": False,
            "phrasings": ["入会一共花多少"],
        }
    ]
    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 1


async def test_htmx_gets_the_piece_alone(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    wang.headers["HX-Request"] = "true"

    page = await tried(wang, asked="交钱不")

    assert "<html" not in page.html
    assert "直接回答" in page.text


async def test_without_nlu_that_is_said_and_the_page_is_there(house: House, cli: Caller, nlu: Nlu) -> None:
    nlu.status = 500
    wang = await editor(house, cli)

    page = await tried(wang, asked="交钱不", answer="写了一半。")

    assert page.status == 200
    assert "现在试不了" in page.text
    assert dict(page.form("draft"))["answer"] == "写了一半。"


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"asked": " "}, "先写一句"), ({"asked": "长" * 501}, "500"), ({"asked": "交钱不", "title": ""}, "先写上标题")],
)
async def test_what_cannot_be_tried_is_said(
    house: House, cli: Caller, nlu: Nlu, fields: dict[str, str], said: str
) -> None:
    wang = await editor(house, cli)

    page = await tried(wang, **fields)

    assert said in page.text
    assert nlu.asked == []


async def test_a_new_topic_and_a_narrower_answer_are_tried_as_well(house: House, cli: Caller, nlu: Nlu) -> None:
    wang = await editor(house, cli)

    nlu.makes = understood("answer", ("join_1", 0.9))
    new = await tried(wang, NEW, f"{NEW}/tries", asked="医保卡", title="医保卡怎么办", phrasings="医保卡")
    await tried(wang, f"{NEW}?topic=join_cost", f"{NEW}/tries", asked="交钱不", areas=["340100"])

    assert "医保卡怎么办 90%" in new.text
    assert [body["entries"] for body in nlu.asked][1] == []  # a narrower answer teaches nothing
    assert nlu.asked[0]["entries"][0]["id"] == "join_1"


async def test_phrasings_that_collided_in_the_last_check_are_named(house: House, cli: Caller, nlu: Nlu) -> None:
    wang = await editor(house, cli)
    collision = {"phrasing": "怎么入", "topic": "join_cost", "other": "join_how", "score": 0.93}
    nlu.finds = {"collisions": [collision]}
    name = await saved(wang, phrasings="怎么入")
    assert (await act(cli, name, "check", by="wangmin")).status == 200

    page = await wang.get(DRAFT)

    assert "“怎么入”像“怎么入会(总体途径)” 93%" in page.text


def test_choices_are_three_and_two_needs_are_two_answers() -> None:
    both = understood("answer", ("join_cost", 0.8), ("join_how", 0.75), second="join_how")
    several = understood("suggest", ("join_cost", 0.5), ("join_how", 0.3), ("enroll", 0.2), ("help", 0.1))
    titles = {"join_cost": "收不收钱", "join_how": "怎么入会"}

    told = tried_out(Tried.model_validate({"text": "咋弄", "before": several, "after": both}), titles)

    assert (told.before.does, told.before.answers) == (
        "给几个选择",
        [("收不收钱", "50%"), ("怎么入会", "30%"), ("enroll", "20%")],
    )
    assert (told.after.does, told.after.answers) == ("直接回答", [("收不收钱", "80%"), ("怎么入会", "75%")])
    assert told.stays == ""


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (understood("answer", ("join_cost", 0.9)), "发布以后答的还是这一条。"),
        (understood("answer", ("join_cost", 0.8), ("join_how", 0.75), second="join_how"), "发布以后答的还是这两条。"),
        (understood("suggest", ("join_cost", 0.5), ("join_how", 0.3)), "发布以后给的还是这几个选择。"),
        (understood("fallback", ("join_cost", 0.1)), "发布以后还是听不懂。"),
    ],
)
def test_where_the_same_comes_of_it_it_says_what_is_the_same(made: dict[str, Any], said: str) -> None:
    told = tried_out(Tried.model_validate({"text": "咋弄", "before": made, "after": made}), {})

    assert told.stays == said
