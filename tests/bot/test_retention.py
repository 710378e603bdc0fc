"""What the bot has kept long enough goes; what is on its way, and a page's numbering, stay."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bot import retention as module
from bot.database.tables import commands, conversations, inbox, outbox
from bot.failpoints import Checkpoint
from bot.retention import DAYS, Retention, retention
from tests.bot.core import Core, running_core

DAY = 86_400


@pytest.fixture
async def core(database_url: str) -> AsyncIterator[Core]:
    """A conversation on the web and one on Telegram."""
    async with running_core(database_url) as core:
        await core.say("你好", update_id="1")
        await core.say("你好", update_id="2", address="4711", channel="telegram")
        yield core


def _job(core: Core, checkpoint: Checkpoint | None = None) -> Retention:
    return Retention(database=core.database, data_key=core.data_key, kept=retention(""), clock=core.clock,
                     checkpoint=checkpoint or core.checkpoints)  # fmt: skip


async def _change(core: Core, statement: str) -> None:
    await core.database.write(lambda connection: connection.execute(text(statement)))


async def test_each_kind_goes_when_its_days_are_over(core: Core) -> None:
    said = update(conversations).values(said=core.data_key.encrypt([{"text": "你好"}]))
    await core.database.write(lambda connection: connection.execute(said))
    await _change(core, "UPDATE outbox SET status = 'sent' WHERE status = 'pending'")
    assert await _job(core).purge() == 0

    core.clock.forward(31 * DAY)
    await _job(core).purge()
    assert (len(await core.rows(inbox)), len(await core.rows(outbox))) == (0, 2)
    assert {row.said for row in await core.rows(conversations)} == {None}

    core.clock.forward(150 * DAY)
    await _job(core).purge()
    assert await core.rows(outbox) == []
    assert len(await core.rows(conversations)) == 2


async def test_a_conversation_of_a_year_ago_is_forgotten_and_its_numbering_goes_on(core: Core) -> None:
    await _change(core, "UPDATE outbox SET status = 'sent' WHERE status = 'pending'")
    core.clock.forward((DAYS["conversations"] + 1) * DAY)

    await _job(core).purge()

    [left] = await core.rows(conversations)
    assert (left.channel, left.last_seq, left.active_at, left.said) == ("web", 1, None, None)
    assert core.data_key.decrypt(left.state) == {}
    again = await core.say("我又来了", update_id="3")
    assert [reply["seq"] for reply in again.replies] == [2]
    assert again.replies[0]["text"] == "1:我又来了"  # as if they had never met
    on_telegram = await core.say("我又来了", update_id="4", address="4711", channel="telegram")
    assert on_telegram.owner == "bot"
    assert {core.data_key.decrypt(row.address) for row in await core.rows(conversations) if row.address} == {"4711"}


@pytest.mark.parametrize(
    "busy",
    [
        "UPDATE conversations SET owner = 'person'",
        "UPDATE outbox SET status = 'sending'",
        "UPDATE inbox SET status = 'new', payload = '{}'",
    ],
)
async def test_what_is_under_way_stays_however_old(core: Core, busy: str) -> None:
    await _change(core, busy)
    core.clock.forward(2_000 * DAY)

    await _job(core).purge()

    assert len(await core.rows(conversations)) == 2
    assert "outbox" not in busy or len(await core.rows(outbox)) == 2
    assert "inbox" not in busy or len(await core.rows(inbox)) == 2


async def test_a_command_not_yet_handed_over_stays(core: Core) -> None:
    [web, _] = [row.id for row in await core.rows(conversations)]
    at = core.clock()
    row = {"id": "a", "conversation_id": web, "kind": "erase_person", "body": b"", "status": "waiting", "tries": 0,
           "next_try_at": at, "created_at": at, "done_at": None}  # fmt: skip
    rows = [row, {**row, "id": "b", "status": "done", "done_at": at}]
    await core.database.write(lambda connection: connection.execute(commands.insert(), rows))
    core.clock.forward(2_000 * DAY)

    await _job(core).purge()

    assert [one.id for one in await core.rows(commands)] == ["a"]


async def test_killed_after_any_batch_it_goes_on(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    for number in range(5, 12):
        await core.say("你好", update_id=str(number))
    core.clock.forward(31 * DAY)

    class Killed(BaseException):
        pass

    def dies(name: str) -> None:
        raise Killed

    left = [len(await core.rows(inbox))]
    while left[-1]:
        with pytest.raises(Killed):
            await _job(core, dies).purge()
        left.append(len(await core.rows(inbox)))

    assert left == [9, 7, 5, 3, 1, 0]


async def test_the_dry_run_counts_and_changes_nothing(core: Core) -> None:
    core.clock.forward(31 * DAY)
    assert (await _job(core).due())["inbox"] == 2
    assert len(await core.rows(inbox)) == 2


def test_days_are_set_by_kind() -> None:
    assert retention("lines=7")["lines"] == timedelta(days=7)
    for wrong in ("lines=1", "lines", "members=5", "lines=x"):
        with pytest.raises(ValueError, match=r"days|kind"):
            retention(wrong)
