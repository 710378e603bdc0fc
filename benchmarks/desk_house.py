"""A real actions process and the desk on it: operators signed in and conversations open, made by its own use cases."""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import system_clock
from actions.database import Database
from actions.migrate import migrate
from actions.reference import Reference
from actions.staff.access import PROVINCE
from actions.staff.model import Role, StaffMember
from actions.staff.sessions import begin_session
from actions.takeovers.claiming import acknowledge, claim
from actions.takeovers.opening import open_takeover
from actions.takeovers.requests import NewTakeover
from actions.vault import Vault
from benchmarks.processes import Server, running_server
from launcher.paths import ROOT
from tests.ports import free_port

#: Nobody climbs while it is measured: each would be one more piece of news.
CLIMB_AFTER = timedelta(hours=24)
_MOST_TAKEN_EACH = 4  # conversations an operator has from the beginning
_AT_ONCE = 100
_REASONS = ("asked", "asked", "asked", "misses", "sensitive", "asked", "misses", "asked", "outage", "emergency")
_TEXTS = ("超时被扣了钱怎么办", "我在路上摔了一跤", "平台说我违规", "入会要带什么", "工资拖了两个月", "人工")


@dataclass(frozen=True)
class Operator:
    """A colleague at the desk: their name, their browser's cookie and the first conversation they have."""

    name: str
    cookie: str
    number: str
    conversation: str


@dataclass(frozen=True)
class Desk:
    """`waiting` are the bot's ids of conversations nobody has claimed yet; `token` is the bot's."""

    url: str
    token: str
    operators: list[Operator]
    waiting: list[str]
    server: Server


@contextmanager
def running_desk(name: str, folder: Path, database_url: str, operators: int, conversations: int) -> Iterator[Desk]:
    """Prepare the tables, then start actions on them. Raises CannotRun.

    There must be a conversation for every operator. One operator in three works for the province, the others for a city
    each in turn; one conversation in ten is in a place nobody knows.
    """
    keys = {key: secrets.token_bytes(32) for key in ("SEALING_PRIVATE_KEY", "FIELD_KEY", "LOOKUP_KEY")}
    vault = Vault(
        sealing_private_key=keys["SEALING_PRIVATE_KEY"],
        field_key=keys["FIELD_KEY"],
        lookup_key=keys["LOOKUP_KEY"],
    )
    staff, waiting = asyncio.run(_prepared(database_url, vault, operators, conversations))
    token, port = secrets.token_urlsafe(), free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("XIAOFENG_")},
        "PYTHONPATH": str(ROOT),
        "XIAOFENG_DATA_DIR": str(ROOT / "data"),
        "XIAOFENG_ACTIONS_DATABASE_URL": database_url,
        "XIAOFENG_ACTIONS_PORT": str(port),
        "XIAOFENG_ACTIONS_CLIENTS": f"bot={token}",
        "XIAOFENG_DESK_CLIMB_MINUTES": str(int(CLIMB_AFTER.total_seconds() // 60)),
        **{f"XIAOFENG_{key}": base64.b64encode(value).decode() for key, value in keys.items()},
    }
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "actions.main"]
    with running_server(name, command, ready_url=f"{url}/readyz", folder=folder, environment=environment) as server:
        server.wait_until_ready()
        yield Desk(url, token, staff, waiting, server)


async def _prepared(url: str, vault: Vault, operators: int, conversations: int) -> tuple[list[Operator], list[str]]:
    reference, database = Reference.load(ROOT / "data"), Database(url)
    async with aclosing(database):
        await migrate(database.engine)
        async with database.write() as session:
            members, cookies = await _staff(session, reference, operators)
            await session.commit()
        taken = operators * max(1, min(_MOST_TAKEN_EACH, conversations // operators // 2))
        opened = await _opened(database, vault, reference, conversations, placeless=taken)
        for (number, conversation), member in zip(opened[:taken], itertools.cycle(members), strict=False):
            await _take(database, vault, number, conversation, member)
    staff = [
        Operator(member.name, cookie, *mine)
        for member, cookie, mine in zip(members, cookies, opened[:operators], strict=True)
    ]
    return staff, [conversation for _, conversation in opened[taken:]]


async def _staff(session: AsyncSession, reference: Reference, count: int) -> tuple[list[StaffMember], list[str]]:
    """Operators with sessions: signing 50 in through the door would meet its limits."""
    now = system_clock()
    cities = itertools.cycle(code for code, region in reference.regions.items() if region.level == "city")
    members = [
        StaffMember(
            login=f"operator{number}",
            name=f"接线员{number}号",
            roles=[Role.OPERATOR],
            areas=[PROVINCE if number % 3 == 0 else next(cities)],
            password_hash="never signs in",  # not a hash: no password opens it
            created_at=now,
        )
        for number in range(count)
    ]
    session.add_all(members)
    await session.flush()
    cookies = []
    for member in members:
        cookie, _ = await begin_session(
            session, member.id, device="benchmark", new_token=secrets.token_urlsafe, now=now
        )
        cookies.append(cookie)
    return members, cookies


async def _opened(
    database: Database, vault: Vault, reference: Reference, count: int, *, placeless: int
) -> list[tuple[str, str]]:
    """Number and the bot's id of each, in the order they were opened; they began to wait a second apart.

    The first ones are in places nobody knows, so that every operator may take them.
    """
    counties = itertools.cycle(code for code, region in reference.regions.items() if region.level == "county")
    first = datetime.now(UTC) - timedelta(seconds=count)
    opened = []
    for begin in range(0, count, _AT_ONCE):
        async with database.write() as session:
            for place in range(begin, min(begin + _AT_ONCE, count)):
                wanted = new_takeover(place, region=None if place < placeless or place % 10 == 9 else next(counties))
                takeover, _ = await open_takeover(
                    NewTakeover.model_validate(wanted),
                    session=session,
                    vault=vault,
                    reference=reference,
                    climb_after=CLIMB_AFTER,
                    now=first + timedelta(seconds=place),
                )
                opened.append((takeover.number, str(wanted["conversation"])))
            await session.commit()
    return opened


async def _take(database: Database, vault: Vault, number: str, conversation: str, member: StaffMember) -> None:
    async with database.write() as session:
        now = system_clock()
        taken = await claim(number, member=member, session=session, vault=vault, now=now)
        await acknowledge(conversation, taken.claim, 0, session=session, now=now)
        await session.commit()


def new_takeover(place: int, *, region: str | None) -> Mapping[str, object]:
    """What the bot sends to hand a conversation over, with what was said before in it."""
    at = datetime.now(UTC).isoformat()
    lines = [
        {"from": "bot" if turn % 2 else "worker", "kind": "text", "text": text, "at": at}
        for turn, text in enumerate(_TEXTS)
    ]
    return {
        "conversation": secrets.token_hex(16),
        "channel": "web",
        "reason": _REASONS[place % len(_REASONS)],
        "region": region,
        "lines": lines,
    }
