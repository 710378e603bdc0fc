"""Whoever gets past the triggers is found out: edited, removed, moved, cut off, or written anew from some row on."""

from __future__ import annotations

import asyncio
import json
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from actions.audit.commands import NO_HEADS
from actions.audit.heads import export_head, export_last_head, heads_in
from actions.audit.log import hash_of
from actions.audit.model import AuditEntry
from actions.cli import main
from actions.settings import Client
from tests.actions.applicants import filed, other_rider
from tests.actions.house import TOKENS, Caller, House

_TRIGGERS = (
    "audit_entries_no_update",
    "audit_entries_no_delete",
    "audit_entries_no_replace",
    "audit_entries_append_only",
)


@pytest.fixture
async def heads(house: House, bot: Caller, tmp_path: Path) -> Path:
    """A log of six entries; heads were kept after two and after five. The triggers are gone already."""
    folder = tmp_path / "heads"
    for running in range(2, 8):
        await filed(bot, other_rider(running))
        if running in (3, 6):
            assert await export_head(house.database, folder, clock=house.clock) is not None
            house.clock.move(days=1)
    async with house.database.write() as session:
        for trigger in _TRIGGERS:
            on = "" if house.database.engine.dialect.name == "sqlite" else " ON audit_entries"
            await session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}{on}"))
        await session.commit()
    return folder


async def _verify(house: House, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    env = {"XIAOFENG_ACTIONS_URL": str(house.client.make_url("/")), "XIAOFENG_ACTIONS_TOKEN": TOKENS[Client.CLI]}
    code = await asyncio.to_thread(main, ["audit", "verify", *arguments], env)
    return code, capsys.readouterr().out.strip()


async def test_a_whole_log_agrees_with_its_heads(house: House, heads: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await _verify(house, capsys, "--heads", str(heads)) == (
        0,
        "操作记录完整：6 条，和 2 份存根一致；第 5 条以后还没有存根。",
    )


async def test_without_any_heads_it_is_said_what_cannot_be_seen_and_the_exit_code_tells(
    house: House, heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = await _verify(house, capsys)
    assert (code, "末尾有没有被截掉看不出来" in said) == (NO_HEADS, True)
    assert "完整" not in said
    assert await _verify(house, capsys, "--without-heads") == (0, said)


async def test_the_head_of_an_empty_log_counts_for_nothing(
    house: House, bot: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    await export_head(house.database, house.heads, clock=house.clock)
    await filed(bot)
    assert (await _verify(house, capsys))[0] == NO_HEADS


async def test_the_service_compares_with_the_heads_it_wrote(
    house: House, heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await export_head(house.database, house.heads, clock=house.clock)
    assert (await _verify(house, capsys))[1] == "操作记录完整：6 条，和 1 份存根一致；第 6 条以后还没有存根。"
    async with house.database.write() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.sequence > 4))
        await session.commit()

    code, said = await _verify(house, capsys)

    assert (code, said) == (1, "操作记录不完整：第 5 条到第 6 条被截掉了（2026-11-24T12 的存根）。")
    (house.heads / "2026-11-30T00.json").write_text("{}")
    assert await _verify(house, capsys) == (
        1,
        "存根读不了：服务端的 2026-11-30T00.json。末尾有没有被截掉看不出来。",
    )


async def test_an_edited_row_is_named(house: House, heads: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with house.database.write() as session:
        await session.execute(update(AuditEntry).where(AuditEntry.sequence == 3).values(actor="staff:9"))
        await session.commit()

    assert await _verify(house, capsys) == (1, "操作记录不完整：第 3 条被改过。")


async def test_a_removed_row_is_named(house: House, heads: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with house.database.write() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.sequence == 4))
        await session.commit()

    assert await _verify(house, capsys) == (1, "操作记录不完整：第 4 条不见了。")


async def test_rows_that_changed_places_are_named(
    house: House, heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house.database.write() as session:
        for was, becomes in ((3, 99), (4, 3), (99, 4)):
            await session.execute(update(AuditEntry).where(AuditEntry.sequence == was).values(sequence=becomes))
        await session.commit()

    code, said = await _verify(house, capsys)

    assert code == 1
    assert said.startswith("操作记录不完整：第 3 条接不上前一条")


@pytest.mark.parametrize("kept", [4, 0])
async def test_a_cut_off_end_only_shows_against_heads(
    house: House, heads: Path, capsys: pytest.CaptureFixture[str], kept: int
) -> None:
    async with house.database.write() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.sequence > kept))
        await session.commit()

    assert (await _verify(house, capsys, "--without-heads"))[0] == 0
    code, said = await _verify(house, capsys, "--heads", str(heads))
    assert code == 1
    assert f"第 {kept + 1} 条到第 5 条被截掉了" in said


async def test_an_end_written_anew_only_shows_against_heads(
    house: House, heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with house.database.write() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))
        entries[2].actor = "staff:9"
        for before, entry in pairwise(entries[1:]):
            entry.previous_hash = before.entry_hash
            entry.entry_hash = hash_of(entry)
        await session.commit()

    assert (await _verify(house, capsys, "--without-heads"))[0] == 0
    code, said = await _verify(house, capsys, "--heads", str(heads))
    assert code == 1
    assert "第 5 条或它以前的某一条被重写过（2026-11-23T12 的存根）" in said


async def test_the_head_is_kept_once_an_hour_and_never_written_over(house: House, bot: Caller, tmp_path: Path) -> None:
    folder = tmp_path / "heads"
    await filed(bot)
    file = await export_head(house.database, folder, clock=house.clock)
    assert file is not None
    before = file.read_bytes()
    await filed(bot, other_rider(2))

    assert await export_head(house.database, folder, clock=house.clock) is None
    assert file.read_bytes() == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    assert json.loads(before)["sequence"] == 1
    house.clock.move(minutes=60)
    await export_head(house.database, folder, clock=house.clock)
    assert [(day, head.sequence) for day, head in heads_in(folder)] == [("2026-11-22T12", 1), ("2026-11-22T13", 2)]
    assert {one.name for one in folder.iterdir()} == {"2026-11-22T12.json", "2026-11-22T13.json"}


async def test_a_clean_stop_keeps_the_head_too_beside_that_of_the_hour(
    house: House, bot: Caller, tmp_path: Path
) -> None:
    folder = tmp_path / "heads"
    await filed(bot)
    await export_head(house.database, folder, clock=house.clock)
    house.clock.move(minutes=5)
    await filed(bot, other_rider(2))

    await export_last_head(house.database, folder, clock=house.clock)

    assert [(at, head.sequence) for at, head in heads_in(folder)] == [("2026-11-22T12", 1), ("2026-11-22T12-05-00", 2)]


async def test_heads_of_a_release_that_kept_one_a_day_are_still_read(
    house: House, heads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (heads / "2026-11-22T12.json").rename(heads / "2026-11-22.json")
    assert [at for at, _ in heads_in(heads)] == ["2026-11-22", "2026-11-23T12"]
    assert (await _verify(house, capsys, "--heads", str(heads)))[0] == 0


async def test_the_head_is_printed_too(house: House, bot: Caller, capsys: pytest.CaptureFixture[str]) -> None:
    await filed(bot)
    env = {"XIAOFENG_ACTIONS_URL": str(house.client.make_url("/")), "XIAOFENG_ACTIONS_TOKEN": TOKENS[Client.CLI]}

    assert await asyncio.to_thread(main, ["audit", "head"], env) == 0

    [entry] = await house.audit()
    assert capsys.readouterr().out == f"1\t{entry.entry_hash}\n"


@pytest.mark.parametrize("text", ["", "{}", '{"sequence": "x", "hash": "y"}'])
async def test_heads_that_cannot_be_read_are_said_so(
    house: House, heads: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (heads / "2026-11-30.json").write_text(text)
    code, said = await _verify(house, capsys, "--heads", str(heads))
    assert (code, said.startswith("存根读不了")) == (1, True)


async def test_a_folder_that_is_not_there_is_said_so(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert (await _verify(house, capsys, "--heads", "/nowhere"))[0] == 1
