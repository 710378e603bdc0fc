"""Answers in a sheet, at the desk: taken along, sent in, reported on row by row, drafted as reported and only once."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
from aiohttp import request
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from yarl import URL

from actions.faq import list_pages
from actions.faq.categories import CATEGORY_NAMES
from actions.faq.columns import GUIDE, HEADINGS, heading
from actions.faq.importing import CheckedList, check_list
from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.editing import act, hired, published
from tests.actions.faq.editing import drafted as api_drafted
from tests.actions.faq.lists import LISTS, as_gbk, csv_text, drafted, excel, narrower, row, sent
from tests.actions.house import Caller, House

EDITOR = "zhou"


@pytest.fixture
async def editor(house: House, cli: Caller) -> Browser:
    return await staff(house, cli, "faq_editor", login=EDITOR, name="周编辑")


async def file_of(house: House, browser: Browser, name: str) -> bytes:
    url = house.client.make_url("/").join(URL(f"{LISTS}/{name}"))
    async with request("GET", url, cookies={"xiaofeng_desk": str(browser.cookie)}, headers=browser.headers) as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        return await response.read()


async def begun(cli: Caller) -> dict[str, str]:
    """The title or answer of every draft there is, by its revision."""
    names = [one["open"]["revision"] for one in (await cli.get("/v1/faq/entries")).json["entries"] if one["open"]]
    return {name: (await cli.get(f"/v1/faq/revisions/{name}")).json["content"]["answer"] for name in names}


def edited(content: bytes, *cells: tuple[str, Any]) -> bytes:
    """The file with some cells typed over: `("G2", "新的答案。")`."""
    workbook, kept = load_workbook(io.BytesIO(content)), io.BytesIO()
    for place, value in cells:
        workbook["问答"][place] = value
    workbook.save(kept)
    return kept.getvalue()


async def test_what_is_out_is_downloaded_and_taken_in_again_without_a_draft(
    house: House, cli: Caller, editor: Browser
) -> None:
    await hired(house, "wangmin", "lijun")
    await published(cli, topic="join_cost", areas=["340100"], trades=["rider"], content={
        "answer": "合肥的骑手不要钱。", "source": {"text": "合肥市总", "date": "2026-01-01", "facts": []},
        "valid_from": "2026-11-22", "valid_until": "2027-12-31", "buttons": [],
    })  # fmt: skip
    content = await file_of(house, editor, "answers.xlsx")
    topics = (await cli.get("/v1/faq/export")).json["topics"]
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == tuple(names[0] for names in HEADINGS.values())
    assert len(rows) == 1 + len(topics) + 1

    page = await sent(editor, content)

    assert page.status == 200
    assert "没有要改的，一份草稿也不用写" in page.text
    assert 'name="token"' not in page.html
    assert await begun(cli) == {}


async def test_categories_are_shown_and_read_by_their_names(house: House, cli: Caller, editor: Browser) -> None:
    content = await file_of(house, editor, "answers.xlsx")
    cells = load_workbook(io.BytesIO(content)).worksheets[0][column("category")][1:]
    assert {cell.value for cell in cells} <= set(CATEGORY_NAMES.values())
    assert cells[0].value != "维权"

    await drafted(editor, await sent(editor, edited(content, (f"{column('category')}2", "维权"))))

    [name] = await begun(cli)
    assert (await cli.get(f"/v1/faq/revisions/{name}")).json["content"]["category"] == "rights"


@pytest.mark.parametrize("by_excel", [True, False], ids=["excel", "others"])
async def test_a_download_saved_as_gbk_changes_nothing_where_only_signs_were_lost(
    house: House, cli: Caller, editor: Browser, by_excel: bool
) -> None:
    rows = list(load_workbook(io.BytesIO(await file_of(house, editor, "answers.xlsx"))).worksheets[0].values)
    kept = next(cells for cells in rows if "💰" in str(cells))  # row of the sheet with such a phrasing

    untouched = await sent(editor, as_gbk(as_csv(rows), by_excel=by_excel), "answers.csv")
    answer = list(HEADINGS).index("answer")
    mine = [[*cells[:answer], "改了的答案?", *cells[answer + 1 :]] if cells is kept else cells for cells in rows]
    changed = await sent(editor, as_gbk(as_csv(mine), by_excel=by_excel), "answers.csv")
    await drafted(editor, changed)

    assert "没有要改的，一份草稿也不用写" in untouched.text
    assert "新增 0 条，改 1 条" in changed.text
    [name] = await begun(cli)
    says = (await cli.get(f"/v1/faq/revisions/{name}")).json["content"]
    assert says["answer"] == "改了的答案?"
    assert says["phrasings"] == str(kept[list(HEADINGS).index("phrasings")]).split("\n")


async def test_what_was_lost_is_put_back_from_the_version_the_row_was_made_from(
    house: House, cli: Caller, editor: Browser
) -> None:
    await hired(house, "wangmin", "lijun")
    says = {
        "title": "工资💰",
        "answer": "去问。\n👍好的",
        "phrasings": ["钱💰呢", "没钱😭呢", "没有的?"],
        "buttons": [],
    }
    await published(cli, topic="new_topic_1", says=says)
    of_old = row(1, **says | {"phrasings": "钱?呢\n没钱??呢\n没有的?", "title": "工资??", "answer": "去问。\n??好的"})
    old = of_old | {"source": "中国工会章程", "facts": "join-067", "buttons": "", "revision": "1"}
    await published(cli, topic="new_topic_1", says=says | {"answer": "同事发布的答案。"})

    untouched = await sent(editor, csv_text(old).encode("gbk"), "a.csv")
    damaged = await sent(editor, csv_text(old).encode("utf-8"), "a.csv")
    typed = await sent(editor, csv_text(old | {"revision": "2", "phrasings": "钱?呢\n新写的?"}).encode("gbk"), "a.csv")
    await drafted(editor, typed)

    assert "没有要改的，一份草稿也不用写" in untouched.text
    assert damaged.status == 422
    content = (await cli.get("/v1/faq/revisions/new_topic_1.3")).json["content"]
    assert (content["title"], content["phrasings"]) == ("工资💰", ["钱💰呢", "新写的?"])


async def test_an_unknown_variable_in_a_sheet_is_reported_by_its_row(
    house: House, cli: Caller, editor: Browser
) -> None:
    report = await sent(editor, excel(row(1, answer="{地区}打 {工会热线}。"), row(2, answer="打 {手机号}。")))

    assert "没有变量 {手机号}" in report.text
    assert "能用的有 {地区}、{行当}、{工会热线}、{今天}" in report.text
    assert 'name="token"' not in report.html
    assert await begun(cli) == {}


async def test_a_download_with_one_answer_changed_becomes_that_one_draft(
    house: House, cli: Caller, editor: Browser
) -> None:
    content = edited(await file_of(house, editor, "answers.xlsx"), ("G2", "改了的答案。"))

    report = await sent(editor, content)

    assert report.status == 200
    assert "还没有写入。新增 0 条，改 1 条" in report.text
    assert "第 2 行" in report.text
    assert await begun(cli) == {}
    page = await drafted(editor, report)
    assert (page.path, page.status) == (f"{LISTS}?done=1", 200)
    [(name, answer)] = (await begun(cli)).items()
    assert answer == "改了的答案。"
    assert page.link_to(name) == f"/desk/faq/revisions/{name}"
    assert "一份一份打开，看过再送审" in page.text
    assert "您还没送审的草稿" in page.text
    assert [entry.action for entry in await house.audit()][-2:] == ["faq.drafted", "faq.imported"]


async def test_the_template_explains_each_column_and_its_example_is_never_drafted(
    house: House, cli: Caller, editor: Browser
) -> None:
    content = await file_of(house, editor, "template.xlsx")
    workbook = load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["问答", "怎么填"]
    assert [line[0].value for line in workbook["怎么填"].iter_rows(min_row=2)] == [heading(column) for column in GUIDE]
    assert set(GUIDE) == set(HEADINGS)

    untouched = await sent(editor, content, "template.xlsx")
    assert (untouched.status, "第 2 行是模板里的示例" in untouched.text) == (422, True)
    assert "只有列名" in untouched.text

    cells = zip("ABCDEFGHIJKLMNOP", [row().get(column, "") for column in HEADINGS], strict=True)
    old = edited(content, (f"{column('category')}2", "join"))  # as templates of before had it
    assert "第 2 行是模板里的示例" in (await sent(editor, old, "template.xlsx")).text
    report = await sent(editor, edited(content, *((f"{letter}3", value) for letter, value in cells)))
    assert report.status == 200
    await drafted(editor, report)
    assert list(await begun(cli)) == ["new_topic_1.1"]


async def test_the_report_names_row_column_and_what_to_do_and_nothing_is_kept(cli: Caller, editor: Browser) -> None:
    page = await sent(editor, excel(row(), row(2, answer=""), row(3, category="sports"), row(1, title="又一个")))

    assert page.status == 422
    assert "有 3 行有误，一行也没有导入" in page.text
    assert "第 3 行 回答 没有填 请补上" in page.text
    assert "第 4 行 分类 没有“sports”这一类 可以填：入会、工会组织、驿站、福利待遇、维权、不归工会管" in page.text
    assert "第 5 行 编号 和第 2 行重复 同一条只写一次" in page.text
    assert 'name="token"' not in page.html
    assert await begun(cli) == {}


async def test_the_report_says_of_each_row_what_becomes_of_it(cli: Caller, editor: Browser, house: House) -> None:
    await hired(house, "wangmin", "lijun")
    says = {"title": "新问题第1个", "answer": "新的答案，第 1 条。", "phrasings": ["没人问过的第1句"], "buttons": [],
            "source": {"text": "章程", "date": "2023-10-12", "facts": []}}  # fmt: skip
    await published(cli, topic="new_topic_1", says=says)
    await published(cli, topic="new_topic_2", says=says | {"title": "新问题第2个", "phrasings": ["没人问过的第2句"]})

    page = await sent(editor, excel(row(1), row(2, source="另一个章程"), row(3), narrower(3, areas="合肥市")))

    assert "新增 2 条，改 1 条，不变 1 条" in page.text
    assert "第 3 行 new_topic_2 新问题第2个 改 回答、来源" in page.text
    assert "第 4 行 new_topic_3 新问题第3个 新增 全部" in page.text
    assert "第 5 行 new_topic_3@340100 分地区、行当的答复 新增 全部" in page.text
    assert "不变的 1 行：第 2 行" in page.text


def changes_of(page: Page, place: str) -> tuple[bool, list[str]]:
    """Whether they stand open in the row of that place; each line with its mark."""
    [row_] = re.findall(rf'<th scope="row">{place}</th>(.*?)</tr>', page.html, re.DOTALL)
    marks = {"gone": "-", "come": "+"}
    lines = re.findall(
        r'<li class="(gone|come)"><(?:del|ins)><span[^>]*>[^<]*</span>(.*?)</(?:del|ins)>', row_, re.DOTALL
    )
    return '<details class="fold" open>' in row_, [marks[mark] + text for mark, text in lines]


async def test_the_report_shows_what_each_row_changes_before_and_after(
    house: House, cli: Caller, editor: Browser
) -> None:
    await hired(house, "wangmin", "lijun")
    long, cut = "一二三四五六七八九十" * 6, ("…九十一二三四五六七八九十", "一二三四五六七八九十一二…")
    source = f"{long}甲{long}"
    says = {
        "title": "新问题第1个",
        "answer": f"{long}\n问站长。\n再问我们。",
        "phrasings": [f"旧的第{number}句" for number in range(5)],
        "source": {"text": source, "date": "2023-10-12", "facts": []},
        "buttons": ["enroll"],
    }
    other = {**says, "title": "新问题第2个", "phrasings": ["没人问过的第2句"], "buttons": ["enroll", "human"]}
    await published(cli, topic="new_topic_1", says=says)
    await published(cli, topic="new_topic_2", says=other)
    first = {
        "answer": f"{long}\n问工会。\n再问我们。",
        "source": f"{long}乙丙{long}",
        "phrasings": "新的一句\n旧的第0句",
    }
    second = {"answer": other["answer"], "source": source}

    page = await sent(
        editor,
        excel(
            row(1, **first),
            row(2, title="新问题二", category="维权", buttons="human|join_cost", **second),
            row(3),
        ),
    )
    ordered = await sent(editor, excel(row(2, buttons="human|enroll", **second)))

    assert changes_of(page, "第 2 行") == (
        False,
        [
            *("-问站长。", "+问工会。"),
            *(f"-{cut[0]}甲{cut[1]}", f"+{cut[0]}乙丙{cut[1]}"),
            "-我要入会",
            *("-旧的第1句", "-旧的第2句", "-旧的第3句", "+新的一句"),
        ],
    )
    assert "还有 1 行没有列出" in page.text
    assert changes_of(page, "第 3 行") == (
        False,
        ["-新问题第2个", "+新问题二", "-入会", "+维权", "-我要入会", "+入会要不要交钱"],
    )
    assert changes_of(ordered, "第 2 行") == (True, [])
    assert "按钮：只是顺序变了" in ordered.text
    assert "第 4 行 new_topic_3 新问题第3个 新增 全部" in page.text


async def test_each_row_is_for_the_colleagues_areas_only(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "faq_editor", login=EDITOR, name="周编辑", areas=["340100"])
    rows = (
        {**narrower(areas="合肥市包河区"), "topic": "join_cost"},
        {**narrower(areas="蚌埠市"), "topic": "join_cost"},
        row(2),
    )

    page = await sent(browser, excel(*rows))
    assert page.status == 422
    assert "有 2 行有误" in page.text
    assert "第 3 行 地区 超出您负责的地区 请负责那里的同事来办" in page.text
    assert "第 4 行 地区 超出您负责的地区" in page.text

    await drafted(browser, await sent(browser, excel(rows[0])))
    assert list(await begun(cli)) == ["join_cost@340111.1"]


async def test_a_report_is_drafted_once_however_often_its_button_is_pressed(
    house: House, cli: Caller, editor: Browser
) -> None:
    report = await sent(editor, excel(row(), row(2)))

    pages = await asyncio.gather(*(drafted(editor, report) for _ in range(3)))

    assert sorted(page.status for page in pages) == [200, 409, 409]
    assert all("这份报告用过了" in page.text for page in pages if page.status == 409)
    assert sorted(await begun(cli)) == ["new_topic_1.1", "new_topic_2.1"]
    assert [entry.action for entry in await house.audit()].count("faq.imported") == 1


async def test_a_press_while_another_one_writes_reads_that_the_report_was_used(
    editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, first = await sent(editor, excel(row())), []

    async def check_after_another_press(*args: Any, **options: Any) -> CheckedList:
        monkeypatch.undo()
        first.append(await drafted(editor, report))
        return await check_list(*args, **options)

    monkeypatch.setattr(list_pages, "check_list", check_after_another_press)
    page = await drafted(editor, report)

    assert [first[0].status, page.status] == [200, 409]
    assert "这份报告用过了" in page.text


async def test_an_older_report_does_not_draft_a_newer_file(cli: Caller, editor: Browser) -> None:
    older = await sent(editor, excel(row(answer="旧文件的答案。")))
    newer = await sent(editor, excel(row(answer="新文件的答案。")))

    assert (await drafted(editor, older)).status == 409
    assert await begun(cli) == {}
    await drafted(editor, newer)
    assert await begun(cli) == {"new_topic_1.1": "新文件的答案。"}


async def test_nobody_drafts_by_a_colleagues_report(house: House, cli: Caller, editor: Browser) -> None:
    report = await sent(editor, excel(row()))
    other = await staff(house, cli, "faq_editor", login="other", name="吴编辑")

    page = await other.post(LISTS, [("token", report.field("token"))], csrf=(await other.get(LISTS)).csrf)

    assert page.status == 409
    assert await begun(cli) == {}


async def test_what_a_colleague_published_meanwhile_is_told_and_not_overwritten(
    house: House, cli: Caller, editor: Browser
) -> None:
    await hired(house, "wangmin", "lijun")
    report = await sent(editor, edited(await file_of(house, editor, "answers.xlsx"), ("G2", "表里的答案。")))
    [one] = (await cli.get("/v1/faq/export")).json["topics"][:1]
    await published(cli, topic=one["topic"], content=said(one) | {"answer": "同事发布的答案。"})

    again = await drafted(editor, report)

    assert again.status == 409
    assert "有同事改动过答复。一份草稿也没有写" in again.text
    assert "这一行是旧版（第 1 版）上的，现在已经是第 2 版" in again.text
    assert 'name="token"' not in again.html
    assert await begun(cli) == {}


def as_csv(rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def said(topic: dict[str, Any]) -> dict[str, Any]:
    """What an exported topic says, to be drafted."""
    return {name: value for name, value in topic.items() if name not in ("topic", "review", "revision", "variants")}


def column(name: str) -> str:
    return get_column_letter(list(HEADINGS).index(name) + 1)


async def test_an_old_download_undoes_nothing_a_colleague_published(house: House, cli: Caller, editor: Browser) -> None:
    await hired(house, "wangmin", "lijun")
    [one, other] = (await cli.get("/v1/faq/export")).json["topics"][:2]
    old = await file_of(house, editor, "answers.xlsx")
    await published(cli, topic=one["topic"], content=said(one) | {"answer": "同事发布的答案。"})

    untouched = await sent(editor, old)
    own = await sent(editor, edited(old, (f"{column('answer')}3", "只改了另一条。")))

    assert "和现在的答复一样" in untouched.text
    assert "改 1 条" in own.text
    assert (await drafted(editor, own)).status == 200
    assert list((await begun(cli)).values()) == ["只改了另一条。"]
    assert next(iter(await begun(cli))).startswith(other["topic"])


async def test_a_row_changed_on_an_old_version_says_so_and_what_to_do(
    house: House, cli: Caller, editor: Browser
) -> None:
    await hired(house, "wangmin", "lijun")
    [one] = (await cli.get("/v1/faq/export")).json["topics"][:1]
    old = await file_of(house, editor, "answers.xlsx")
    await published(cli, topic=one["topic"], content=said(one) | {"answer": "同事发布的答案。"})
    mine = (f"{column('answer')}2", "我在旧表上写的。")

    refused = await sent(editor, edited(old, mine))
    meant = await sent(editor, edited(old, mine, (f"{column('revision')}2", 2)))

    assert refused.status == 422
    assert "版本 这一行是旧版（第 1 版）上的，现在已经是第 2 版 请重新下载，在新的一版上改。" in refused.text
    assert "就把这一格改成 2" in refused.text
    assert (meant.status, "改 1 条" in meant.text) == (200, True)


async def test_a_row_of_what_was_taken_out_since_says_so(house: House, cli: Caller, editor: Browser) -> None:
    await hired(house, "wangmin", "lijun")
    [one] = (await cli.get("/v1/faq/export")).json["topics"][:1]
    old = await file_of(house, editor, "answers.xlsx")
    await act(cli, one["topic"], "retirement", by="lijun", reason="过时了")

    page = await sent(editor, edited(old, (f"{column('answer')}2", "我在旧表上写的。")))

    assert "这一行是第 1 版上的，那一条后来停用了" in page.text


async def test_a_file_of_before_the_column_is_read_with_one_warning(editor: Browser) -> None:
    heads = [names[0] for name, names in HEADINGS.items() if name != "revision"]

    page = await sent(editor, excel(row(1), row(2), heads=heads))

    assert (page.status, "新增 2 条" in page.text) == (200, True)
    assert page.text.count("这张表没有“版本”这一列") == 1


async def test_what_is_no_version_is_named(editor: Browser) -> None:
    page = await sent(editor, excel(row(1, revision="最新")))

    assert (page.status, "“最新”不是第几版" in page.text) == (422, True)


async def test_a_colleagues_draft_that_came_meanwhile_is_a_problem_of_its_row(
    house: House, cli: Caller, editor: Browser
) -> None:
    await hired(house, "wangmin")
    report = await sent(editor, excel(row()))
    says = {"title": "同事的标题", "phrasings": ["同事的问法"]}
    assert (await api_drafted(cli, topic="new_topic_1", says=says)).status == 201

    page = await drafted(editor, report)

    assert page.status == 409
    assert "王敏已经起草了第 1 版，还没送审" in page.text
    assert 'name="token"' not in page.html
    assert list((await begun(cli)).values()) == ["入会不要钱。"]


async def test_ones_own_draft_is_written_over_as_the_report_said(cli: Caller, editor: Browser) -> None:
    await drafted(editor, await sent(editor, excel(row())))

    await drafted(editor, await sent(editor, excel(row(answer="再改一次。"), row(2))))

    assert await begun(cli) == {"new_topic_1.1": "再改一次。", "new_topic_2.1": "新的答案，第 2 条。"}
    assert (await cli.get("/v1/faq/revisions/new_topic_1.1")).json["draft_version"] == 2


async def test_a_report_is_kept_for_a_day(house: House, cli: Caller, editor: Browser) -> None:
    report = await sent(editor, excel(row()))
    house.clock.move(days=1, minutes=1)
    assert (await cli.post("/v1/purges", {})).json["purged"]["faq_lists"] == 1
    fresh = await staff(house, cli, "faq_editor", login="fresh", name="新来的")

    page = await fresh.post(LISTS, [("token", report.field("token"))], csrf=(await fresh.get(LISTS)).csrf)

    assert page.status == 409


async def test_nothing_chosen_is_told_at_the_field(editor: Browser) -> None:
    page = await editor.submit(LISTS, LISTS)

    assert page.status == 422
    assert "请先选一个 .xlsx 或 .csv 文件" in page.text
