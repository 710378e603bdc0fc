"""The list of answers at the desk: all of them, found by words, sorted into kinds of work, bounded to the area."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from actions.faq.overview_pages import PAGE_LENGTH
from tests.actions.applicants import BAOHE
from tests.actions.desk_browser import Browser, Page, sign_in, staff
from tests.actions.faq.editing import LI, WANG, act, drafted, narrower, published
from tests.actions.house import Caller, House

HEFEI = "340100"


def shown(page: Page) -> list[str]:
    """The ids of the answers on a page, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a href="/desk/faq/entries/([^"]+)"', page.html)


def counts(page: Page) -> dict[str, int]:
    """Each kind of work with the number beside it."""
    found = re.findall(r'<a href="/desk/faq\?[^"]*"[^>]*>([^<]+) <span class="count">(\d+)</span>', page.html)
    return {name: int(number) for name, number in found}


async def found(browser: Browser, words: str, kind: str = "all") -> list[str]:
    return shown(await browser.get(f"/desk/faq?kind={kind}&q={quote(words)}"))


async def submitted(cli: Caller, **body: object) -> str:
    draft = await drafted(cli, **body)  # type: ignore[arg-type]
    assert draft.status == 201, draft.raw.decode()
    name = str(draft.json["revision"])
    assert (await act(cli, name, "submission", by=WANG)).status == 200
    return name


async def test_every_answer_is_on_some_page_of_twenty_five(wang: Browser, cli: Caller) -> None:
    entries = (await cli.get("/v1/faq/entries")).json["entries"]
    page, seen = await wang.get("/desk/faq"), []
    while True:
        assert len(shown(page)) <= PAGE_LENGTH
        seen += shown(page)
        if "下一页" not in page.html:
            break
        page = await wang.get(page.html.split('<a class="button" href="')[-1].split('"')[0].replace("&amp;", "&"))

    assert sorted(seen) == sorted(entry["entry"] for entry in entries)
    assert counts(page)["全部"] == len(entries)


@pytest.mark.usefixtures("li")
async def test_a_narrower_answer_stands_below_the_general_one_and_says_for_whom(wang: Browser, cli: Caller) -> None:
    await published(cli, areas=[HEFEI], trades=["rider"], content=narrower())

    page = await wang.get("/desk/faq?q=join_cost")

    assert shown(page) == ["join_cost", "join_cost@340100-rider"]
    assert "合肥市的外卖骑手" in page.text
    assert page.text.count("入会要不要交钱") == 2


@pytest.mark.parametrize("words", ["入会要不要交钱", "join_cost", "没有“入会费”这一说", "进工会花钱不", "花钱 扣我钱"])
async def test_an_answer_is_found_by_title_id_answer_and_phrasings(wang: Browser, words: str) -> None:
    assert "join_cost" in await found(wang, words)


async def test_every_word_must_stand_in_it(wang: Browser) -> None:
    assert await found(wang, "入会要不要交钱 驿站里的微波炉") == []
    assert "没有找到" in (await wang.get("/desk/faq?q=%E5%93%88%E5%93%88%E5%93%88zz")).text


async def test_signs_are_only_signs(wang: Browser) -> None:
    for words in ("%25zz", "';--", "%00", "<b>", "？！"):
        assert (await wang.get(f"/desk/faq?q={words}")).status == 200


@pytest.mark.usefixtures("li")
async def test_a_kind_of_work_has_its_number_and_its_list(wang: Browser, li: Browser, cli: Caller) -> None:
    before = counts(await wang.get("/desk/faq"))
    await published(cli, topic="join_cost")
    await drafted(cli, topic="join_cost", says={"answer": "又改了。"})
    await submitted(cli, topic="new_topic", says={"title": "新问题", "phrasings": ["新问题怎么问"]})
    await act(cli, "join_how", "retirement", by=LI, reason="过时了")

    for browser, awaiting in ((wang, []), (li, ["new_topic"])):
        told = counts(await browser.get("/desk/faq"))
        for name, kind, expected in (
            ("草稿", "draft", ["join_cost"]),
            ("审核中", "in_review", ["new_topic"]),
            ("等我批准", "awaiting_me", awaiting),
            ("已停用", "retired", ["join_how"]),
        ):
            assert await found(browser, "", kind) == expected, name
            assert told[name] == len(expected), name
        assert told["待复核"] == before["待复核"] - 2
        assert told["全部"] == before["全部"] + 1


@pytest.mark.usefixtures("li")
async def test_whoever_wrote_it_is_not_waited_for(house: House, wang: Browser, cli: Caller) -> None:
    zhao = await staff(house, cli, "faq_editor", "faq_approver", login="zhao", name="赵云")
    draft = await drafted(cli, by="zhao")
    await act(cli, draft.json["revision"], "submission", by="zhao")

    assert await found(zhao, "", "awaiting_me") == []
    assert await found(zhao, "", "in_review") == ["join_cost"]


@pytest.mark.usefixtures("li")
async def test_what_was_turned_down_comes_back_to_who_wrote_it_until_it_is_begun_anew(
    wang: Browser, cli: Caller
) -> None:
    name = await submitted(cli)
    await act(cli, name, "rejection", by=LI, reason="来源不对")
    assert await found(wang, "", "rejected") == ["join_cost"]

    await drafted(cli)
    assert await found(wang, "", "rejected") == []


@pytest.mark.usefixtures("li")
@pytest.mark.parametrize(
    ("says", "told", "is_counted"),
    [
        ({"valid_until": "2026-12-22"}, "还有 30 天到期", True),
        ({"valid_until": "2026-12-23"}, "", False),
        ({"valid_until": "2026-11-22"}, "今天到期", True),
        ({"valid_from": "2026-11-01", "valid_until": "2026-11-21"}, "2026-11-21 已过期", True),
        ({"valid_from": "2026-12-01"}, "2026-12-01 起生效", False),
    ],
)
async def test_an_answer_that_ends_or_has_not_begun_says_so(
    wang: Browser, cli: Caller, says: dict[str, str], told: str, is_counted: bool
) -> None:
    await published(cli, says=says)

    page = await wang.get("/desk/faq?q=join_cost")

    if told:
        assert told in page.text
    else:
        assert "到期 " not in page.text.partition("现状")[2]
    assert counts(page)["快到期/已过期"] == int(is_counted)


@pytest.mark.usefixtures("li")
async def test_the_day_is_chinas(house: House, wang: Browser, cli: Caller) -> None:
    await published(cli, says={"valid_until": "2026-11-22"})
    house.clock.move(hours=11, minutes=59)  # 23:59 in China
    await sign_in(wang, WANG)
    assert "今天到期" in (await wang.get("/desk/faq?q=join_cost")).text

    house.clock.move(minutes=1)
    assert "2026-11-22 已过期" in (await wang.get("/desk/faq?q=join_cost")).text


@pytest.mark.usefixtures("li", "wang")
async def test_who_is_bounded_to_an_area_reads_all_and_works_on_their_own(house: House, cli: Caller) -> None:
    for area in (HEFEI, BAOHE):
        await drafted(cli, areas=[area], content=narrower())
    await drafted(cli)
    bounded = await staff(house, cli, "faq_editor", login="zhao", name="赵云", areas=[BAOHE])

    assert await found(bounded, "join_cost") == ["join_cost", "join_cost@340100", "join_cost@340111"]
    assert await found(bounded, "", "draft") == ["join_cost@340111"]
    assert await found(bounded, "", "unreviewed") == []
    assert "别处的在“全部”里" in (await bounded.get("/desk/faq?kind=draft")).text


@pytest.mark.usefixtures("li")
async def test_the_start_page_counts_what_the_list_holds(house: House, wang: Browser, li: Browser, cli: Caller) -> None:
    await drafted(cli, topic="join_how", says={"title": "怎么入会", "phrasings": ["怎么加入啊"], "buttons": []})
    await submitted(cli)

    for browser in (wang, li):
        start = (await browser.get("/desk")).html
        rows = re.findall(r'<a href="(/desk/faq\?kind=\w+)">.*?<strong class="number[^>]*>(\d+)<', start, re.DOTALL)
        assert rows
        for address, number in rows:
            assert len(shown(await browser.get(address))) == int(number), address


async def test_it_says_how_often_a_topic_was_used_in_thirty_days(wang: Browser, bot: Caller) -> None:
    counts_of = [
        {"day": "2026-11-01", "county": None, "topic": "join_cost", "outcome": "answered", "count": 3},
        {"day": "2026-11-20", "county": BAOHE, "topic": "join_cost", "outcome": "chosen", "count": 2},
        {"day": "2026-11-20", "county": None, "topic": "join_cost", "outcome": "unhelpful", "count": 9},
        {"day": "2026-09-01", "county": None, "topic": "join_cost", "outcome": "answered", "count": 40},
    ]
    assert (await bot.post("/v1/faq/outcomes", {"counts": counts_of})).status == 200

    page = await wang.get("/desk/faq?q=join_cost")

    assert '<td data-label="30 天用了"><span>5 次</span></td>' in page.html


async def test_the_most_used_come_first_where_that_is_wanted_on_every_page(wang: Browser, bot: Caller) -> None:
    counts_of = [
        {"day": "2026-11-20", "county": None, "topic": topic, "outcome": "answered", "count": count}
        for topic, count in (("working_hours", 2), ("union_what_is", 7), ("join_cost", 5))
    ]
    assert (await bot.post("/v1/faq/outcomes", {"counts": counts_of})).status == 200
    page = await wang.get("/desk/faq")
    address = re.search(r'<a href="([^"]+)">用得多的排前面</a>', page.html)
    assert address is not None

    by_use = await wang.get(address[1].replace("&amp;", "&"))

    assert shown(by_use)[:4] == ["union_what_is", "join_cost", "working_hours", shown(page)[0]]
    following = by_use.html.split('<a class="button" href="')[-1].split('"')[0].replace("&amp;", "&")
    assert "order=uses" in following
    assert not set(shown(await wang.get(following))) & set(shown(by_use))
    assert "按分类排</a>" in by_use.html
