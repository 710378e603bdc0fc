"""Importing a list: drafts for what changed, or a report of every bad row and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import column, func, select, table

from actions.faq.model import FaqRevision
from tests.actions.faq.editing import LI, WANG, act, entry_in_feed, version
from tests.actions.house import Answer, Caller, House

pytestmark = pytest.mark.usefixtures("colleagues")


def row(place: str = "第 2 行", **cells: str) -> dict[str, str]:
    return {
        "place": place, "topic": "new_topic", "title": "新问题一个", "category": "join", "sensitive": "否",
        "answer": "新的答案。", "source": "章程", "source_date": "2023-10-12", "valid_from": "2026-11-22",
        "phrasings": "没人问过的", **cells,
    }  # fmt: skip


async def imported(cli: Caller, *rows: dict[str, str], by: str = WANG, dry_run: bool = False) -> Answer:
    return await cli.post("/v1/faq/imports", {"as": by, "dry_run": dry_run, "rows": list(rows)})


def problems(answer: Answer) -> list[tuple[str, str, str]]:
    return [
        (one["place"], fault["column"], fault["problem"]) for one in answer.json["rows"] for fault in one["problems"]
    ]


async def exported_rows(cli: Caller, *topics: str) -> list[dict[str, str]]:
    """What is out, as rows that say the same."""
    found = [one for one in (await cli.get("/v1/faq/export")).json["topics"] if one["topic"] in topics]
    return [_as_row(one) for one in found]


def _as_row(one: dict[str, Any]) -> dict[str, str]:
    source = one["source"]
    return row(
        one["topic"], topic=one["topic"], title=one["title"], category=one["category"], answer=one["answer"],
        sensitive="是" if one["sensitive"] else "否", source=source["text"], source_date=source["date"],
        facts="|".join(source["facts"]), valid_from=one["valid_from"], buttons="|".join(one["buttons"]),
        phrasings="\n".join(one["phrasings"]),
    )  # fmt: skip


async def test_a_draft_is_made_for_what_changed_and_nothing_goes_out(cli: Caller, bot: Caller) -> None:
    before = await version(bot)
    same, other = await exported_rows(cli, "join_cost", "join_how")

    report = await imported(cli, same, {**other, "answer": "改了的答案。"}, row())

    assert report.status == 200, report.raw.decode()
    assert [(one["outcome"], one["columns"], one["draft"]) for one in report.json["rows"]][:2] == [
        ("unchanged", [], None),
        ("changed", ["answer"], "join_how.2"),
    ]
    assert (report.json["new"], report.json["changed"], report.json["unchanged"]) == (1, 1, 1)
    assert report.json["rows"][2]["draft"] == "new_topic.1"
    assert await version(bot) == before
    assert await entry_in_feed(bot, "new_topic") is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_plans_by_what_a_list_has_added(cli: Caller, house: House) -> None:
    rows = [row(f"第 {n} 行", topic=f"topic_{n}", title=f"问题{n}", phrasings=f"没人问过的{n}") for n in range(100)]

    report = await imported(cli, *rows)

    assert report.json["new"] == 100, report.raw.decode()
    async with house.database.read() as session:
        known = select(column("reltuples")).select_from(table("pg_class")).where(column("relname") == "faq_revisions")
        assert await session.scalar(known) == await session.scalar(select(func.count(FaqRevision.id)))


async def test_a_dry_run_tells_the_same_and_writes_nothing(cli: Caller, house: House) -> None:
    report = await imported(cli, row(), dry_run=True)

    assert (report.json["applied"], report.json["new"], report.json["rows"][0]["draft"]) == (False, 1, None)
    assert (await cli.get("/v1/faq/entries/new_topic")).status == 404
    assert await house.audit() == []


async def test_an_unknown_variable_keeps_the_list_out_and_is_named(cli: Caller) -> None:
    wrong = row("第 3 行", topic="second_topic", title="第二个问题", answer="打 {手机号}。", phrasings="也没人问过的")

    report = await imported(cli, row("第 2 行", answer="{地区}的{行当}打 ｛工会热线｝。"), wrong)

    assert problems(report) == [("第 3 行", "answer", "没有变量 {手机号}")]
    [fault] = report.json["rows"][1]["problems"]
    assert fault["advice"] == "能用的有 {地区}、{行当}、{工会热线}、{今天}"
    assert (await cli.get("/v1/faq/entries/new_topic")).status == 404


async def test_one_bad_row_keeps_the_whole_list_out_and_every_bad_cell_is_named(cli: Caller) -> None:
    rows = [
        row("第 2 行"),
        row("第 3 行", topic="second_topic", title="第二个问题", answer="", phrasings="没人 问过的？"),
        row("第 4 行", topic="third_topic", title="第三个问题", category="sports", phrasings="谁可以加入工会"),
        row("第 5 行"),
        row("第 6 行", topic="join_cost", areas="北京市", trades="飞行员", title="", category="", sensitive="",
            phrasings=""),
    ]  # fmt: skip

    report = await imported(cli, *rows)

    assert report.json["applied"] is False
    assert problems(report) == [
        ("第 3 行", "answer", "没有填"),
        ("第 4 行", "category", "没有“sports”这一类"),
        ("第 4 行", "phrasings", "“谁可以加入工会”已经是 join_who_can 的问法"),
        ("第 5 行", "topic", "和第 2 行重复"),
        ("第 6 行", "areas", "不认识地区“北京市”"),
        ("第 6 行", "trades", "不认识行当“飞行员”"),
    ]
    assert (await cli.get("/v1/faq/entries/new_topic")).status == 404


async def test_a_phrasing_of_two_rows_belongs_to_the_first(cli: Caller) -> None:
    report = await imported(cli, row(), row("第 3 行", topic="second_topic", title="第二个问题"))

    assert problems(report) == [("第 3 行", "phrasings", "“没人问过的”已经是 new_topic 的问法")]


async def test_rows_may_speak_of_each_other(cli: Caller) -> None:
    rows = [
        row(buttons="second_topic"),
        row("第 3 行", topic="second_topic", title="第二个问题", phrasings="也没人问过"),
        row("第 4 行", topic="second_topic", areas="合肥市", title="", category="", sensitive="", phrasings=""),
    ]

    report = await imported(cli, *rows)

    assert [one["draft"] for one in report.json["rows"]] == [
        "new_topic.1",
        "second_topic.1",
        "second_topic@340100.1",
    ]


async def test_ones_own_draft_is_written_over_and_a_colleagues_is_not(cli: Caller) -> None:
    await imported(cli, row())

    own = await imported(cli, row(answer="再改。"))
    colleagues = await imported(cli, row(answer="我也改。"), by=LI)
    await act(cli, "new_topic.1", "submission", by=WANG)
    in_review = await imported(cli, row(answer="又改。"))

    assert own.json["rows"][0]["draft"] == "new_topic.1"
    assert "王敏" in problems(colleagues)[0][2]
    assert "正在等人审批" in problems(in_review)[0][2]


async def test_the_same_list_again_changes_no_draft(cli: Caller) -> None:
    await imported(cli, row())

    again = await imported(cli, row())

    assert again.json["unchanged"] == 1
    assert (await cli.get("/v1/faq/revisions/new_topic.1")).json["draft_version"] == 1
