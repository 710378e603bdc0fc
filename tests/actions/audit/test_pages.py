"""The audit log at the desk: what is found, in which words, and whether the chain is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from actions.audit.heads import export_head
from actions.audit.words import ACTION_NAMES
from tests.actions.applicants import RIDER, filed, other_rider
from tests.actions.desk_browser import Browser, administrator, staff
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import opened

ACTIONS = Path(__file__).resolve().parents[3] / "actions"
VERIFICATION = "/desk/audit/verification"


async def _rows(browser: Browser, query: str = "") -> list[str]:
    """The rows of one page as a reader sees them."""
    html = (await browser.get(f"/desk/audit{query}")).html
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in body.split("</tr>")[:-1]]


async def test_acts_are_listed_newest_first_in_words(house: House, bot: Caller, cli: Caller) -> None:
    chief = await administrator(house, cli)
    number = await filed(bot)

    [newest, *older] = await _rows(chief)

    assert "工友本人 提交入会申请" in newest
    assert number in newest
    assert any("管理员（admin） 设好二次验证" in row for row in older)


async def test_details_are_told_in_words(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await staff(house, cli, "operator", "faq_editor", areas=["340111", "340000"])
    [row] = await _rows(chief, "?action=staff.added")
    assert "岗位 问答编辑、接线员" in row
    assert "地区 全省、合肥市包河区" in row


async def test_codes_of_every_subject_are_told_in_words(house: House, bot: Caller, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await filed(bot)
    await filed(bot, other_rider(2).but(phone=RIDER.phone))
    await opened(bot, reason="sensitive")
    rows = await _rows(chief, "?actor=worker")
    assert "原因 敏感问题" in rows[0]
    assert "挂起原因 手机号已被另一人使用" in rows[1]


async def test_filters_narrow_by_actor_action_subject_and_chinas_day(house: House, bot: Caller, cli: Caller) -> None:
    chief = await administrator(house, cli)
    first = await filed(bot)
    house.clock.move(hours=12, minutes=1)  # 16:01 UTC is the next day in China
    second = await filed(bot, other_rider(2))
    house.clock.move(hours=-12, minutes=-1)

    by_worker = await _rows(chief, "?actor=worker")
    by_action = await _rows(chief, "?action=staff.password_set")
    by_subject = await _rows(chief, f"?subject={first}")
    next_day = await _rows(chief, "?day=2026-11-23&actor=worker")
    both = await _rows(chief, f"?subject={first}&action=staff.added")

    assert len(by_worker) == 2
    assert [("用链接设密码" in row) for row in by_action] == [True]
    assert [(first in row) for row in by_subject] == [True]
    assert [(second in row) for row in next_day] == [True]
    assert both == []


async def test_a_long_log_has_pages_that_keep_the_filter(house: House, bot: Caller, cli: Caller) -> None:
    chief = await administrator(house, cli)
    for running in range(51):
        await filed(bot, other_rider(running + 2))

    first = await chief.get("/desk/audit?actor=worker")

    assert len(await _rows(chief, "?actor=worker")) == 50
    assert 'href="/desk/audit?actor=worker&amp;page=2"' in first.html
    assert len(await _rows(chief, "?actor=worker&page=2")) == 1


async def test_nonsense_in_the_address_filters_nothing(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    for query in ("?day=2026-13-45", "?day=9999-12-31", "?page=0", "?page=x", "?page=99999999999", "?subject=%00"):
        assert len(await _rows(chief, query)) == len(await _rows(chief))
    assert "<script>" not in (await chief.get('/desk/audit?subject="><script>')).html


async def test_a_whole_chain_is_told_so_and_looking_is_an_act(house: House, bot: Caller, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await filed(bot)
    entries = len(await house.audit())

    await export_head(house.database, house.heads, clock=house.clock)
    page = await chief.submit("/desk/audit", VERIFICATION)

    assert f"记录链完整：{entries} 条记录" in page.text
    assert (await house.audit())[-1].action == "audit.verified"


async def test_a_broken_chain_is_told_with_its_place(house: House, bot: Caller, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await filed(bot)
    async with house.database.write() as session:
        for trigger in ("audit_entries_no_update", "audit_entries_append_only"):
            on = "" if house.database.engine.dialect.name == "sqlite" else " ON audit_entries"
            await session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}{on}"))
        await session.execute(text("UPDATE audit_entries SET actor = 'staff:9' WHERE sequence = 2"))
        await session.commit()

    page = await chief.submit("/desk/audit", VERIFICATION)

    assert "记录链在第 2 条断了" in page.text


async def test_a_cut_off_end_is_told_with_its_rows_and_stays_told_on_the_start_page(
    house: House, bot: Caller, cli: Caller
) -> None:
    chief = await administrator(house, cli)
    await filed(bot)
    await export_head(house.database, house.heads, clock=house.clock)
    last = len(await house.audit())
    async with house.database.write() as session:
        for trigger in ("audit_entries_no_delete", "audit_entries_append_only"):
            on = "" if house.database.engine.dialect.name == "sqlite" else " ON audit_entries"
            await session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}{on}"))
        await session.execute(text(f"DELETE FROM audit_entries WHERE sequence = {last}"))
        await session.commit()

    page = await chief.submit("/desk/audit", VERIFICATION)

    assert f"末尾的记录被截掉了：第 {last} 条到第 {last} 条" in page.text
    assert "核对：记录链断了" in (await chief.get("/desk")).text


async def test_without_heads_the_page_says_what_cannot_be_seen(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    page = await chief.submit("/desk/audit", VERIFICATION)
    assert "末尾有没有被截掉看不出来" in page.text
    assert "核对：没有存根可比" in (await chief.get("/desk")).text


@pytest.mark.parametrize("areas", [["340111"], ["340100"]])
async def test_an_administrator_of_less_than_the_province_neither_looks_nor_is_led_there(
    house: House, cli: Caller, areas: list[str]
) -> None:
    browser = await staff(house, cli, "administrator", areas=areas)
    start = await browser.get("/desk")
    entries = len(await house.audit())

    page = await browser.get("/desk/audit")
    verified = await browser.post(VERIFICATION, csrf=start.csrf)

    assert (page.status, verified.status) == (403, 403)
    assert "只有负责全省的管理员能看" in page.text
    assert "/desk/audit" not in start.html
    assert len(await house.audit()) == entries


async def test_only_administrators_look(house: House, cli: Caller) -> None:
    assert (await (await staff(house, cli, "reviewer", "operator")).get("/desk/audit")).status == 403


def test_every_act_that_is_recorded_has_words() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted(ACTIONS.rglob("*.py")))
    recorded = set(re.findall(r'(?:await |\b)_?record\(\s*(?:request, )?session,\s*"([a-z_.-]+)"', source))
    recorded |= set(re.findall(r'(?:tell\(\s*enrollment,\s*|event = )"(enrollment\.\w+)"', source))
    recorded |= set(re.findall(r'act = "(staff\.\w+)" if .+ else "staff\.\w+"', source))
    recorded |= set(re.findall(r'act = "staff\.\w+" if .+ else "(staff\.\w+)"', source))
    assert recorded == set(ACTION_NAMES)


async def test_no_detail_holds_what_a_worker_typed(house: House, bot: Caller, cli: Caller) -> None:
    await administrator(house, cli)
    await filed(bot)
    for entry in await house.audit():
        for value in (RIDER.name, RIDER.phone, RIDER.id_number):
            assert value not in entry.detail + entry.subject + entry.actor
