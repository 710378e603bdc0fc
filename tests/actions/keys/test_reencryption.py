"""A new field key while the house is at work: nothing becomes unreadable, and what stopped goes on where it was."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary, text

from actions.keys import boxes, reencryption
from actions.keys.boxes import boxes_left, encrypted_columns
from actions.keys.reencryption import reencrypt
from actions.models import metadata
from actions.vault import Vault
from tests.actions.applicants import RIDER, filed, other_rider, reviewed
from tests.actions.house import Caller, House

OLD, NEW = b"f" * 32, b"n" * 32


class Killed(BaseException):
    """What a checkpoint raises in place of a killed process."""


def _vault(current: bytes, *others: bytes) -> Vault:
    return Vault(sealing_private_key=b"s" * 32, field_key=current, lookup_key=b"l" * 32, other_field_keys=others)


def _pass(name: str) -> None:
    assert name == "keys.reencrypted"


@pytest.fixture
async def peopled(house: House, bot: Caller, cli: Caller) -> House:
    """Applications, a membership, news, stored answers, all under the old key."""
    numbers = [await filed(bot, other_rider(running)) for running in range(2, 9)]
    await reviewed(cli, numbers[0], "approve")
    await filed(bot)
    return house


async def _left(house: House, vault: Vault) -> int:
    return (await boxes_left(house.database, metadata, current=vault.fields.current)).count


async def test_everything_is_written_anew_and_the_old_key_can_go(peopled: House) -> None:
    rotated = _vault(NEW, OLD)
    before = await boxes_left(peopled.database, metadata, current=rotated.fields.current)
    assert before.count == before.boxes > 30

    done = await reencrypt(peopled.database, metadata, rotated, checkpoint=_pass)

    assert (done, await _left(peopled, rotated)) == (before.boxes, 0)
    async with peopled.database.read() as session:
        kept = (await session.execute(text("SELECT name_box FROM enrollments"))).scalars().all()
    names = {_vault(NEW).decrypt(bytes(box)) for box in kept}
    assert names == {RIDER.name, other_rider(2).name}


async def test_killed_after_any_batch_it_goes_on_where_it_was(peopled: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reencryption, "BATCH", 3)
    rotated, deaths = _vault(NEW, OLD), 0

    def dies(name: str) -> None:
        raise Killed

    lefts = [await _left(peopled, rotated)]
    while lefts[-1]:
        try:
            await reencrypt(peopled.database, metadata, rotated, checkpoint=dies)
        except Killed:
            deaths += 1
        lefts.append(await _left(peopled, rotated))
        async with peopled.database.read() as session:  # readable throughout
            kept = (await session.execute(text("SELECT id_number_box FROM enrollments"))).scalars().all()
        assert RIDER.id_number in {rotated.decrypt(bytes(box)) for box in kept}

    assert lefts == sorted(set(lefts), reverse=True)
    assert deaths > 5


@pytest.mark.parametrize("length", [1, 3, 8, 9])  # eight applications: whole pieces, pieces with a rest
async def test_however_long_the_pieces_are_no_box_is_passed_over(
    peopled: House, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    rotated = _vault(NEW, OLD)
    whole = await boxes_left(peopled.database, metadata, current=rotated.fields.current)
    monkeypatch.setattr(boxes, "PIECE", length)

    assert await boxes_left(peopled.database, metadata, current=rotated.fields.current) == whole
    assert await reencrypt(peopled.database, metadata, rotated, checkpoint=_pass) == whole.boxes
    assert await _left(peopled, rotated) == 0


async def test_a_change_made_meanwhile_is_not_overwritten(peopled: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rotated = _vault(NEW, OLD)
    fresh = rotated.encrypt("王新名")
    original = reencryption._rewrite_row

    async def slow(session, table, row, vault):  # type: ignore[no-untyped-def]
        if table.name == "enrollments":
            await session.execute(text("UPDATE enrollments SET name_box = :box"), {"box": fresh})
        return await original(session, table, row, vault)

    monkeypatch.setattr(reencryption, "_rewrite_row", slow)
    await reencrypt(peopled.database, metadata, rotated, checkpoint=_pass)

    async with peopled.database.read() as session:
        kept = (await session.execute(text("SELECT name_box FROM enrollments"))).scalars().all()
    assert {bytes(box) for box in kept} == {fresh}


async def test_what_an_earlier_release_wrote_counts_as_left_and_is_written_anew(peopled: House) -> None:
    async with peopled.database.write() as session:
        await session.execute(text("UPDATE done_requests SET answer_box = substr(answer_box, 9)"))
        await session.commit()
    same_key = _vault(OLD)
    assert await _left(peopled, same_key) > 0

    await reencrypt(peopled.database, metadata, same_key, checkpoint=_pass)

    assert await _left(peopled, same_key) == 0


async def test_a_box_no_key_opens_stays_and_is_counted(peopled: House) -> None:
    without_the_old = _vault(NEW)

    assert await reencrypt(peopled.database, metadata, without_the_old, checkpoint=_pass) == 0
    assert await _left(peopled, without_the_old) > 0


async def test_the_command_line_is_told_ids_and_counts(peopled: House, cli: Caller) -> None:
    told = (await cli.get("/v1/keys")).json

    assert told["field_key"] == _vault(OLD).fields.current
    assert (told["left"], told["left_in"], told["other_field_keys"]) == (0, [], [])
    assert told["boxes"] > 30


def test_every_binary_column_holds_boxes_and_is_looked_after() -> None:
    binary = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert {
        f"{table.name}.{column.name}" for table, columns in encrypted_columns(metadata) for column in columns
    } == binary
    assert {name for name in binary if not name.endswith("_box")} == set()
