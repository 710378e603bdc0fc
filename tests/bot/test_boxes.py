"""A new data key for the bot: old rows readable throughout, rewriting survives its death, hashes stay."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot import boxes
from bot.boxes import Reencryption, count_left
from bot.data_key import DataKey
from bot.sealing import Sealer
from tests.bot.core import SECRET, Core, running_core

OLD, NEW = bytes(range(32)), bytes([9] * 32)
FIRST = DataKey(OLD)


def _rotated() -> DataKey:
    return DataKey(NEW, others=[OLD], hash_key=FIRST._hash_key)


@pytest.fixture
async def core(database_url: str) -> AsyncIterator[Core]:
    """Ten conversations of two turns each, under the first key."""
    async with running_core(database_url) as core:
        for number in range(10):
            for turn in range(2):
                await core.say("你好", update_id=f"{number}-{turn}", address=f"{SECRET}{number}")
        yield core


def _job(core: Core, key: DataKey) -> Reencryption:
    return Reencryption(database=core.database, data_key=key, checkpoint=core.checkpoints)


async def test_all_is_written_anew_and_the_conversations_stay_the_same(core: Core) -> None:
    key = _rotated()
    before = await count_left(core.database, key, "none")
    assert sum(before.by_table.values()) == before.boxes == 30

    assert await _job(core, key).run_once() == before.boxes

    assert (await count_left(core.database, key, "none")).by_table == {}
    [state, *_] = await core.database.read(
        lambda connection: connection.execute(text("SELECT state FROM conversations")).scalars().all()
    )
    assert DataKey(NEW).decrypt(bytes(state))["runs"] == 2
    assert key.conversation_id("web", SECRET) == FIRST.conversation_id("web", SECRET)
    assert key.fingerprint("page", "token") == FIRST.fingerprint("page", "token")


async def test_killed_after_any_piece_it_goes_on_where_it_was(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "PIECE", 4)
    key, deaths, lefts = _rotated(), 0, [99]

    class Killed(BaseException):
        pass

    def dies(name: str) -> None:
        raise Killed

    while lefts[-1]:
        try:
            await Reencryption(database=core.database, data_key=key, checkpoint=dies).run_once()
        except Killed:
            deaths += 1
        lefts.append(sum((await count_left(core.database, key, "none")).by_table.values()))

    assert lefts == sorted(set(lefts), reverse=True)
    assert deaths > 3


async def test_turns_go_on_with_the_first_key_while_a_newer_one_rewrites(core: Core) -> None:
    """As between two processes, of which one has the new key at hand to read with."""
    await _job(core, DataKey(OLD, others=[NEW], hash_key=FIRST._hash_key)).run_once()
    answer = await core.say("再来", update_id="late", address=f"{SECRET}0")
    assert answer.replies[0]["text"].startswith("3:")


async def test_values_sealed_for_an_older_pair_are_counted_until_they_are_handed_over(core: Core) -> None:
    sealer = Sealer(bytes(core.private_key.public_key))
    box = core.data_key.encrypt({"form": {"values": {"name": {"sealed": sealer("张小蜂")}}}})
    old = core.data_key.encrypt({"values": [sealer("张小蜂").partition(".")[2]]})

    async def left(key_id: str) -> int:
        return (await count_left(core.database, core.data_key, key_id)).sealed_before

    assert await left(sealer.key_id) == 0
    await core.database.write(lambda c: c.execute(text("UPDATE conversations SET state = :box"), {"box": box}))
    assert (await left(sealer.key_id), await left("another")) == (0, 10)
    await core.database.write(lambda c: c.execute(text("UPDATE conversations SET state = :box"), {"box": old}))
    assert await left(sealer.key_id) == 10  # made by an earlier release: for whom is not known


async def test_the_launcher_is_told_ids_and_counts(core: Core) -> None:
    told = json.loads((await count_left(core.database, core.data_key, "12345678")).to_json(core.data_key, "12345678"))

    assert (told["data_key"], told["sealing_key"], told["left"]) == (FIRST.current, "12345678", 0)
