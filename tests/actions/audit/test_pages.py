"""The audit log at the desk: what is found, in which words, and whether the chain is whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast, get_args

import pytest
from sqlalchemy import text

from actions.audit.actor import Actor
from actions.audit.acts import AuditAct, Detail, DetailName
from actions.audit.heads import export_head
from actions.audit.log import record
from actions.audit.words import ACTION_NAMES, DETAIL_NAMES, OBJECT_NAMES, UNION_COLUMNS, VALUE_NAMES
from actions.cover.states import CoverState
from actions.enrollment.causes import Cause as RejectionCause
from actions.enrollment.field_names import ALL_FIELD_NAMES
from actions.enrollment.kinds import ApplicationKind
from actions.filing.states import Cause as FilingCause
from actions.questions.states import State as ClusterState
from actions.retention.kinds import KINDS
from actions.staff.model import Role
from actions.takeovers.closing import OUTCOME_NAMES
from actions.takeovers.model import Level
from actions.tickets.handling import KIND_NAMES as TICKET_NAMES
from actions.unions.editing import EDITABLE
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


@pytest.mark.parametrize(
    ("codes", "words"),
    [(get_args(AuditAct), ACTION_NAMES), (get_args(DetailName), DETAIL_NAMES)],
    ids=["acts", "details"],
)
def test_whatever_can_be_recorded_has_its_word(codes: tuple[str, ...], words: Mapping[str, str]) -> None:
    assert list(words) == list(codes)  # mypy sees to it that nothing else is recorded


def test_each_act_is_recorded_somewhere_and_done_to_something() -> None:
    telling = {ACTIONS / "audit" / "acts.py", ACTIONS / "audit" / "words.py"}
    source = "\n".join(file.read_text(encoding="utf-8") for file in {*ACTIONS.rglob("*.py")} - telling)
    assert [act for act in ACTION_NAMES if f'"{act}"' not in source] == []
    assert {act.partition(".")[0] for act in ACTION_NAMES} == set(OBJECT_NAMES)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (Role, VALUE_NAMES["roles"]),
        (ApplicationKind, VALUE_NAMES["kind"]),
        (TICKET_NAMES, VALUE_NAMES["kind"]),
        ([kind.name for kind in KINDS if kind.is_personal], VALUE_NAMES["kind"]),
        (ALL_FIELD_NAMES, VALUE_NAMES["fields"]),
        (EDITABLE, UNION_COLUMNS),
        (Level, VALUE_NAMES["level"]),
        (CoverState, VALUE_NAMES["outcome"]),
        (OUTCOME_NAMES, VALUE_NAMES["outcome"]),
        (FilingCause, VALUE_NAMES["cause"]),
        (RejectionCause, VALUE_NAMES["cause"]),
        (ClusterState, VALUE_NAMES["was"]),
    ],
)
def test_every_code_in_a_detail_has_its_word(codes: Iterable[str], words: Mapping[str, str]) -> None:
    assert [code for code in codes if code not in words] == []


def test_no_word_is_a_code() -> None:
    every = [ACTION_NAMES, OBJECT_NAMES, DETAIL_NAMES, UNION_COLUMNS, *VALUE_NAMES.values()]
    assert [word for words in every for word in words.values() if re.search("[a-z]", word)] == []


async def test_an_act_nobody_knows_any_more_is_told_without_its_code(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    async with house.database.write() as session:
        await record(
            session,
            cast(AuditAct, "gone.for_good"),
            "7",
            actor=Actor("client:gone", ""),
            at=house.clock(),
            detail=cast(Detail, {"of_old": 3}),
        )
        await session.commit()

    [row] = await _rows(chief, "?subject=7")

    assert row.endswith("其他 其他 其他 7 其他 3")


async def test_no_detail_holds_what_a_worker_typed(house: House, bot: Caller, cli: Caller) -> None:
    await administrator(house, cli)
    await filed(bot)
    for entry in await house.audit():
        for value in (RIDER.name, RIDER.phone, RIDER.id_number):
            assert value not in entry.detail + entry.subject + entry.actor
