"""On PostgreSQL several processes may be at one conversation: a send begins before a hand-over, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

from bot.database.tables import conversations, outbox
from bot.delivery_store import Claimed
from tests.bot.core import Core, running_core
from tests.bot.takeover.seats import seated
from tests.databases import Template

CHAT = "chat-1"


@pytest.fixture
def postgresql_url(tmp_path: Path, template: Template) -> Iterator[str]:
    with template.copy("postgresql", tmp_path) as url:
        yield url


async def hand_over(core: Core, conversation: str) -> None:
    """What the turn of a claim does first; raises DBAPIError when somebody holds the conversation."""
    taken = update(conversations).where(conversations.c.id == conversation).values(owner="person", owner_epoch=1)

    def work(connection: Connection) -> None:
        connection.execute(text("set local lock_timeout = '20ms'"))
        connection.execute(taken)

    await core.database.write(work)


async def test_a_hand_over_waits_for_a_send_that_begins(postgresql_url: str) -> None:
    async with running_core(postgresql_url) as core:
        conversation = (await seated(core, [CHAT]))[CHAT]

        def begin(connection: Connection) -> None:
            begun = core.delivery._store._claim(connection, conversation)
            assert isinstance(begun, Claimed)
            with pytest.raises(DBAPIError, match="lock timeout"):
                await_only(hand_over(core, conversation))

        await core.database.write(begin)
        await hand_over(core, conversation)

        assert [row.status for row in await core.rows(outbox)] == ["sending"]
