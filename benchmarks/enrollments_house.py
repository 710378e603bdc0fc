"""A real actions process on a PostgreSQL database full of applications, and whoever asks it: the bot and colleagues."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl.public import PrivateKey
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import system_clock
from actions.database import Database
from actions.migrate import migrate
from actions.reference import Reference
from actions.staff.access import PROVINCE
from actions.staff.model import DeskSession, Role, SecondFactor, StaffMember
from actions.staff.sessions import begin_session
from actions.unions.model import BOUNDING, Organization
from actions.vault import Vault
from benchmarks.enrollments_filling import Known, fill
from benchmarks.enrollments_roster import add_roster
from benchmarks.enrollments_unions import take_in
from benchmarks.processes import Server, running_server
from bot.sealing import Sealer
from launcher.paths import ROOT
from tests.ports import free_port

#: Of the unions under the counties' one in so many has a reviewer of its own.
_STAFFED_OF = 3


@dataclass(frozen=True)
class Prepared:
    """A filled database, and what opens it: `cookies` are browsers of colleagues by what they look after, `roster` is
    the number of one in the big county."""

    keys: Mapping[str, bytes]
    known: Known
    cookies: Mapping[str, str]
    roster: str


@dataclass(frozen=True)
class House:
    """Actions at work on it; `seal` is the bot's."""

    url: str
    bot_token: str
    cli_token: str
    seal: Sealer
    prepared: Prepared
    server: Server


def prepare(name: str, database_url: str, socket_folder: str, applications: int) -> Prepared:
    """Fill the empty database called `name`. Raises CannotRun."""
    return asyncio.run(_prepare(name, database_url, socket_folder, applications))


@contextmanager
def running_house(name: str, folder: Path, database_url: str, prepared: Prepared) -> Iterator[House]:
    """Actions on that database, perhaps not yet ready."""
    bot_token, cli_token, port = secrets.token_urlsafe(), secrets.token_urlsafe(), free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("XIAOFENG_")},
        "PYTHONPATH": str(ROOT),
        "XIAOFENG_DATA_DIR": str(ROOT / "data"),
        "XIAOFENG_ACTIONS_DATABASE_URL": database_url,
        "XIAOFENG_ACTIONS_PORT": str(port),
        "XIAOFENG_ACTIONS_CLIENTS": f"bot={bot_token},cli={cli_token}",
        **{f"XIAOFENG_{key}": base64.b64encode(value).decode() for key, value in prepared.keys.items()},
    }
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "actions.main"]
    with running_server(name, command, ready_url=f"{url}/readyz", folder=folder, environment=environment) as server:
        public = bytes(PrivateKey(prepared.keys["SEALING_PRIVATE_KEY"]).public_key)
        yield House(url, bot_token, cli_token, Sealer(public), prepared, server)


async def _prepare(name: str, url: str, socket_folder: str, applications: int) -> Prepared:
    keys = {key: secrets.token_bytes(32) for key in ("SEALING_PRIVATE_KEY", "FIELD_KEY", "LOOKUP_KEY")}
    vault = Vault(
        sealing_private_key=keys["SEALING_PRIVATE_KEY"],
        field_key=keys["FIELD_KEY"],
        lookup_key=keys["LOOKUP_KEY"],
    )
    reference, database, now = Reference.load(ROOT / "data"), Database(url), system_clock()
    async with aclosing(database):
        await migrate(database.engine)
        await take_in(database, reference)
        async with database.write() as session:
            reviewers = await _reviewers(session, reference, now)
            await session.commit()
        known = await fill(socket_folder, name, applications, vault=vault, reviewers=reviewers, now=now)
        async with database.write() as session:
            cookies = await _colleagues(session, reference, known, vault, now)
            roster = await add_roster(session, known, vault=vault, now=now)
            await session.commit()
    return Prepared(keys, known, cookies, roster)


async def _reviewers(session: AsyncSession, reference: Reference, now: datetime) -> list[int]:
    """One for each county, and for some of the unions in it; they are there and never ask. Their ids."""
    counties = [code for code, region in reference.regions.items() if region.level == "county"]
    members = [_colleague(f"c{county}", [county], now) for county in counties]
    under = select(Organization).where(Organization.kind.in_(BOUNDING)).order_by(Organization.code)
    for number, union in enumerate(await session.scalars(under)):
        # A county's first township has one: its queue is looked at, too.
        if number % _STAFFED_OF == 0 or union.code.endswith("-T0"):
            members.append(_colleague(f"u{union.id}", [union.region], now, union.id))
    session.add_all(members)
    await session.flush()
    return [member.id for member in members]


async def _colleagues(
    session: AsyncSession, reference: Reference, known: Known, vault: Vault, now: datetime
) -> dict[str, str]:
    """Signed in, each with a second factor: the cookies of their browsers."""
    county = known.big_county
    city = f"{county[:4]}00"
    others = [code for code, region in reference.regions.items() if region.parent == city]
    members = {
        "county": _colleague("county", [county], now),
        "counties": _colleague("counties", others, now),
        "union": _colleague("union", [county], now, known.big_union),
        "city": _colleague("city", [city], now),
        "province": _colleague("province", [PROVINCE], now),
        "administrator": _colleague("administrator", [PROVINCE], now, roles=(Role.ADMINISTRATOR,)),
    }
    session.add_all(members.values())
    await session.flush()
    cookies = {}
    for name, member in members.items():
        session.add(SecondFactor(staff_id=member.id, secret_box=vault.encrypt("never asked"), since=now, last_step=0))
        cookies[name], begun = await begin_session(
            session, member.id, device="benchmark", new_token=secrets.token_urlsafe, now=now
        )
        given = update(DeskSession).where(DeskSession.id == begun.id).values(second_factor_at=now)
        await session.execute(given)
    return cookies


def _colleague(
    login: str,
    areas: Sequence[str],
    now: datetime,
    organization_id: int | None = None,
    *,
    roles: Sequence[Role] = (Role.REVIEWER,),
) -> StaffMember:
    return StaffMember(
        login=login,
        name="审核员",
        roles=sorted(roles),
        areas=list(areas),
        organization_id=organization_id,
        password_hash="never signs in",  # not a hash: no password opens it
        created_at=now,
    )
