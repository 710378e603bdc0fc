"""Beside a worker's message: published answers, stations, their applications; and what operators made of them."""

from __future__ import annotations

import html
import re

import pytest

from actions.stations.gazetteer import Gazetteer
from actions.stations.samples import load_samples, seed_samples
from tests.actions.applicants import filed
from tests.actions.desk_browser import staff
from tests.actions.faq.editing import LI, WANG, hired, narrower, published
from tests.actions.house import DATA_DIR, Caller, House
from tests.actions.takeovers.chats import line, operator, taken, written

ASKED = line("要交钱吗", understood={"topics": ["join_cost", "join_how", "no_such_topic"]})


def _suggested(page: str) -> dict[str, str]:
    """`seq:topic` → the text that goes into the reply box."""
    found = re.findall(r'data-insert="([^"]*)" data-picked="([^"]*)"', page)
    return {picked: html.unescape(text) for text, picked in found}


async def test_the_best_answers_stand_beside_the_message_with_source_and_date(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[ASKED])
    suggested = _suggested((await wang.get(f"/desk/conversations/{number}")).html)
    feed = {entry["id"]: entry for entry in (await cli.get("/v1/faq/feed")).json["entries"]}
    assert list(suggested) == ["1:join_cost", "1:join_how"]
    entry = feed["join_cost"]
    assert suggested["1:join_cost"].startswith(entry["answer"])
    assert f"{entry['source']['text']}，{entry['source']['date']}" in suggested["1:join_cost"]


async def test_the_workers_place_chooses_the_answer(house: House, bot: Caller, cli: Caller) -> None:
    await hired(house, WANG, LI)
    await published(cli, areas=["340100"], content=narrower())
    wang = await operator(house, cli, "zhaohong", "赵红")
    number = await taken(wang, bot, lines=[ASKED])
    suggested = _suggested((await wang.get(f"/desk/conversations/{number}")).html)
    assert suggested["1:join_cost"].startswith(narrower()["answer"])


async def test_a_suggested_answer_has_its_variables_said_as_the_bot_would(
    house: House, bot: Caller, cli: Caller
) -> None:
    await hired(house, WANG, LI)
    await published(cli, says={"answer": "{地区}的{行当}，{今天}也可以打 {工会热线}。"})
    wang = await operator(house, cli, "zhaohong", "赵红")
    asked = line("包河区要交钱吗", understood={"topics": ["join_cost"], "region": "340111"})
    number = await taken(wang, bot, lines=[asked])

    suggested = _suggested((await wang.get(f"/desk/conversations/{number}")).html)

    assert suggested["1:join_cost"].startswith("合肥市包河区的工友，11月22日也可以打 12351。\n（来源：")


async def test_stations_near_what_the_worker_named(
    house: House, bot: Caller, cli: Caller, gazetteer: Gazetteer, reference: object
) -> None:
    await seed_samples(house.database, load_samples(DATA_DIR, gazetteer, reference.facilities), house.clock)  # type: ignore[attr-defined]
    wang = await operator(house, cli)
    asked = line("合肥南站附近哪里能充电", understood={"topics": ["find_station"], "region": "340111"})
    number = await taken(wang, bot, lines=[asked])
    page = await wang.get(f"/desk/conversations/{number}")
    assert page.html.count("地址：") == 3


async def test_the_workers_applications_are_shown_masked(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    application = await filed(bot)
    page = await wang.get(f"/desk/conversations/{await taken(wang, bot)}")
    assert application in page.text
    assert "张**" in page.text
    assert "张小蜂" not in page.text


async def test_what_became_of_a_suggestion_is_evidence_for_those_who_write_answers(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[ASKED])
    text = _suggested((await wang.get(f"/desk/conversations/{number}")).html)["1:join_cost"]

    await written(wang, number, text, assist="1:join_cost")

    assert await _evidence(house, cli) == {"join_cost": ("1", "1", "0", "0"), "join_how": ("1", "0", "0", "1")}


async def test_an_edited_suggestion_counts_as_edited_also_when_picked_later(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[ASKED])
    await written(wang, number, "您好", client_id="a" * 32)
    await written(wang, number, "不用交钱的", client_id="b" * 32, assist="1:join_cost")
    await written(wang, number, "不用交钱的", client_id="b" * 32, assist="1:join_cost")
    assert await _evidence(house, cli) == {"join_cost": ("1", "0", "1", "0"), "join_how": ("1", "0", "0", "1")}


@pytest.mark.parametrize("picked", ["", "x", "1:", "99:join_cost", "1:no_such", "１:join_cost"])
async def test_a_pick_that_was_never_offered_is_no_evidence(
    house: House, bot: Caller, cli: Caller, picked: str
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[ASKED])
    assert (await written(wang, number, "您好", assist=picked)).status == 200
    assert await _evidence(house, cli) == {"join_cost": ("1", "0", "0", "1"), "join_how": ("1", "0", "0", "1")}


async def test_only_faq_staff_read_the_evidence(house: House, cli: Caller) -> None:
    assert (await (await operator(house, cli)).get("/desk/assist-uses")).status == 403


async def _evidence(house: House, cli: Caller) -> dict[str, tuple[str, ...]]:
    """Per topic: suggested, inserted, edited, passed over, as the page tells."""
    editor = await staff(house, cli, "faq_editor", login="editor", name="编辑")
    page = await editor.get("/desk/assist-uses")
    titles = {entry["title"]: entry["id"] for entry in (await cli.get("/v1/faq/feed")).json["entries"]}
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page.html, re.S)
    cells = {html.unescape(title): re.findall(r"<span>\s*(\d+)\s*</span>", rest) for title, rest in rows}
    return {titles[title]: tuple(found) for title, found in cells.items()}
