"""Rosters at the desk: taken in, handed out, followed up by the county's own staff, and by nobody of the enterprise."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from aiohttp import request
from openpyxl import Workbook, load_workbook
from yarl import URL

from tests.actions.applicants import BAOHE, LONGZIHU, RIDER, filed, other_rider, phone_of
from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.house import Caller, House
from tests.actions.rosters.lists import given, lines, row, row_of
from tests.actions.unions.lists import county_row, enterprise_row, given_unions, township_row

HEADS = ("姓名", "手机号")
TWO = (HEADS, ("周装卸", phone_of(71)), ("吴分拣", phone_of(72)))


def csv_file(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def excel_file(rows: Sequence[Sequence[object]], merged: str | None = None) -> bytes:
    workbook, file = Workbook(), io.BytesIO()
    for cells in rows:
        workbook.worksheets[0].append(list(cells))
    if merged:
        workbook.worksheets[0].merge_cells(merged)
    workbook.save(file)
    return file.getvalue()


async def sent(
    browser: Browser, content: bytes, name: str = "roster.csv", *, act: str = "import", region: str = LONGZIHU
) -> Page:
    fields = {"site": "东升站", "employer": "举例速递", "region": region, "act": act}
    return await browser.upload("/desk/rosters", "/desk/rosters", content, name, *fields.items())


@pytest.fixture
async def reviewer(house: House, cli: Caller) -> Browser:
    return await staff(house, cli, "reviewer", areas=[LONGZIHU])


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (csv_file(TWO), "a.csv"),
        (csv_file(TWO, "gb18030"), "a.csv"),
        (excel_file(TWO), "a.xlsx"),
        (excel_file([HEADS, *((name, int(phone)) for name, phone in TWO[1:])]), "a.XLSX"),
    ],
    ids=["utf-8", "gbk", "excel", "numbers"],
)
async def test_a_file_is_tried_first_and_then_taken_in(
    house: House, reviewer: Browser, content: bytes, name: str
) -> None:
    tried = await sent(reviewer, content, name, act="check")
    assert (tried.status, await lines(house)) == (200, [])
    assert "试运行，没有写入。共 2 行：新收 2 人" in tried.text

    taken = await sent(reviewer, content, name)
    assert taken.path.startswith("/desk/rosters/QD26-")
    assert "周**" in taken.text
    assert "周装卸" not in taken.html
    assert [house.vault.decrypt(line.name_box) for line in await lines(house)] == ["周装卸", "吴分拣"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (csv_file([(*HEADS, "身份证号"), (*TWO[1], "x")]), "a.csv", "第 1 行 C 列（“身份证号”）：清单只收姓名和手机号"),
        (csv_file([(*HEADS, ""), TWO[1], (*TWO[2], "备注")]), "a.csv", "第 3 行 C 列（没有列名）：清单只收"),
        (csv_file([("姓名",), ("周装卸",)]), "a.csv", "第一行缺少这些列：手机号"),
        (csv_file([HEADS]), "a.csv", "只有列名，没有人"),
        (excel_file([HEADS, ("周装卸", "=1+1")]), "a.xlsx", "第 2 行 B 列是公式"),
        (excel_file([HEADS, *TWO[1:]], merged="A2:A3"), "a.xlsx", "第 2 行 A 列是合并单元格（A2:A3）"),
        (b"PK broken", "a.xlsx", "打不开"),
        (b"%PDF", "a.pdf", "只认 .csv 和 .xlsx"),
        (csv_file([HEADS, *(("周装卸", phone_of(n)) for n in range(5_001))]), "a.csv", "最多 5000 人"),
        (csv_file([HEADS, TWO[1], ("吴", "1391")]), "a.csv", "有 2 处错误，一行也没有导入"),
    ],
    ids=["column", "no-heading", "missing", "empty", "formula", "merged", "broken", "pdf", "many", "rows"],
)
async def test_what_cannot_be_taken_in_is_told_with_its_place_and_nothing_is_kept(
    house: House, reviewer: Browser, content: bytes, name: str, said: str
) -> None:
    page = await sent(reviewer, content, name)

    assert page.status == 422
    assert said in page.text
    assert await lines(house) == []


async def test_the_page_shows_who_joined_and_who_did_not_yet(
    house: House, bot: Caller, cli: Caller, reviewer: Browser
) -> None:
    who = other_rider(5)
    number = await given(cli, row_of(RIDER, 2), row_of(who, 3))
    await filed(bot)

    listed = await reviewer.get("/desk/rosters")
    assert number in listed.text
    page = await reviewer.get(f"/desk/rosters/{number}?show=applying")
    assert "张**" in page.text
    assert "李**" not in page.text
    waiting = await reviewer.get(f"/desk/rosters/{number}?show=waiting")
    assert "李**" in waiting.text
    assert RIDER.phone not in waiting.html + page.html


async def test_whole_names_are_shown_once_and_that_is_recorded(house: House, cli: Caller, reviewer: Browser) -> None:
    number = await given(cli, row_of(RIDER))
    here = f"/desk/rosters/{number}"
    shown = await reviewer.submit(here, f"{here}/reveal")

    assert RIDER.name in shown.text
    assert RIDER.phone in shown.text
    assert RIDER.name not in (await reviewer.get(here)).text
    assert (await house.audit())[-1].action == "roster.revealed"


async def test_codes_are_exported_for_everybody_and_tell_nothing_of_who_joined(
    house: House, bot: Caller, cli: Caller, reviewer: Browser
) -> None:
    number = await given(cli, row_of(RIDER, 2), row_of(other_rider(5), 3))
    before = await _export(house, reviewer, number)
    await filed(bot)
    after = await _export(house, reviewer, number)

    assert before == after
    assert before[0] == ("行号", "姓名", "手机号", "邀请码", "链接")
    _, name, phone, code, link = before[1]
    assert (name, phone) == (RIDER.name, f"{RIDER.phone[:3]}****{RIDER.phone[-4:]}")
    assert link == f"http://chat.test/?i={code}"
    assert [entry.action for entry in await house.audit()].count("roster.handed_out") == 2


async def _export(house: House, browser: Browser, number: str) -> list[tuple[object, ...]]:
    here = f"/desk/rosters/{number}"
    csrf = (await browser.get(here)).csrf
    url = house.client.make_url("/").join(URL(f"{here}/invitations"))
    cookies = {"xiaofeng_desk": str(browser.cookie)}
    async with request("POST", url, data={"csrf": csrf}, cookies=cookies, headers=browser.headers) as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"] == f'attachment; filename="{number}.xlsx"'
        sheet = load_workbook(io.BytesIO(await response.read())).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize("union", ["LZH-Q1", "LZH-01"])
async def test_who_reviews_for_one_union_sees_no_roster_at_all(house: House, cli: Caller, union: str) -> None:
    """An enterprise's reviewer above all: not the list, not a count, not by number, not by form."""
    await given_unions(cli, county_row(), township_row(), enterprise_row())
    number = await given(cli, row_of(RIDER))
    browser = await staff(house, cli, "reviewer", "administrator", areas=[LONGZIHU], union=union)

    start = await browser.get("/desk")
    assert "/desk/rosters" not in start.html
    before = len(await house.audit())
    for path in ("/desk/rosters", f"/desk/rosters/{number}"):
        assert (await browser.get(path)).status == 403
    for path in ("/desk/rosters", f"/desk/rosters/{number}/reveal", f"/desk/rosters/{number}/invitations"):
        page = await browser.post(path, csrf=(await browser.get("/desk/account")).csrf)
        assert page.status == 403, path
        assert "张" not in page.text
    assert len(await house.audit()) == before


async def test_another_countys_roster_does_not_exist(house: House, cli: Caller) -> None:
    number = await given(cli, row_of(RIDER))
    browser = await staff(house, cli, "reviewer", areas=[BAOHE])

    assert number not in (await browser.get("/desk/rosters")).text
    assert (await browser.get(f"/desk/rosters/{number}")).status == 404
    for act in ("reveal", "invitations"):
        csrf = (await browser.get("/desk/rosters")).csrf
        assert (await browser.post(f"/desk/rosters/{number}/{act}", csrf=csrf)).status == 404
    assert (await sent(browser, csv_file(TWO))).status == 422
    assert len(await lines(house)) == 1


async def test_a_city_sees_figures_and_no_person(house: House, cli: Caller) -> None:
    number = await given(cli, row_of(RIDER), row(3))
    browser = await staff(house, cli, "administrator", areas=["340300"])

    listed = await browser.get("/desk/rosters")
    assert number in listed.text
    assert "东升站" in listed.text
    assert "导入清单" not in listed.text
    assert (await browser.get(f"/desk/rosters/{number}")).status == 404


async def test_a_county_administrator_follows_up_too(house: House, cli: Caller) -> None:
    number = await given(cli, row_of(RIDER))
    browser = await staff(house, cli, "administrator", areas=[LONGZIHU])

    assert (await browser.get(f"/desk/rosters/{number}")).status == 200
