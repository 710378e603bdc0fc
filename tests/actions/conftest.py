"""The real application over real HTTP, on a migrated database of each kind; the clock is turned by hand."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Middleware
from argon2 import PasswordHasher
from nacl.public import PrivateKey

from actions.app import Parts, build_app
from actions.database import Database
from actions.faq.entries import load_entries
from actions.faq.feed_keeper import FeedKeeper
from actions.faq.seeding import seed_faq
from actions.faq.understanding import Understanding
from actions.migrate import migrate
from actions.reference import Reference
from actions.retention.days import retention
from actions.settings import Client
from actions.staff.passwords import Passwords
from actions.stations.gazetteer import Gazetteer
from actions.takeovers.hours import DeskHours
from actions.unions.samples import add_sample_unions
from actions.vault import Vault
from tests.actions.faq.feed_read_once import feed_read_once
from tests.actions.faq.nlu import Nlu, running_nlu
from tests.actions.house import CLIMB_AFTER, DATA_DIR, TOKENS, Caller, House, Noon
from tests.databases import Template


@pytest.fixture
def clock() -> Noon:
    return Noon()


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference.load(DATA_DIR)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(DATA_DIR)


@pytest.fixture(scope="session")
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, reference: Reference
) -> Template:
    """The migrated tables with the sample unions and the shipped answers, as a first start leaves them."""

    async def prepare(url: str) -> None:
        database = Database(url)
        await migrate(database.engine)
        async with database.write() as session:
            await add_sample_unions(session, reference)
            await session.commit()
        await seed_faq(database, load_entries(DATA_DIR), Noon())
        await database.aclose()

    return Template(
        prepare,
        folder=tmp_path_factory.mktemp("template"),
        postgres_folder=lambda: str(request.getfixturevalue("postgres_folder")),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Iterator[str]:
    """A migrated database with sample unions and shipped answers, once on SQLite and once on PostgreSQL."""
    with template.copy(request.param, tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """That database, open."""
    opened = Database(database_url)
    yield opened
    await opened.aclose()


@pytest.fixture
async def nlu() -> AsyncIterator[Nlu]:
    """A server that plays nlu's part in checking answers."""
    async with running_nlu() as running:
        yield running


@pytest.fixture
def middlewares() -> Sequence[Middleware]:
    """What a test puts around the handlers."""
    return ()


@pytest.fixture
async def house(
    database: Database,
    reference: Reference,
    gazetteer: Gazetteer,
    clock: Noon,
    nlu: Nlu,
    tmp_path: Path,
    middlewares: Sequence[Middleware],
) -> AsyncIterator[House]:
    """The application listening on loopback, with clients for every caller."""
    sealing_key = PrivateKey.generate()
    vault = Vault(sealing_private_key=bytes(sealing_key), field_key=b"f" * 32, lookup_key=b"l" * 32)
    passed: list[str] = []
    feed = FeedKeeper(database, clock, feed_read_once)
    await feed.look()
    app = build_app(
        Parts(
            database=database,
            vault=vault,
            clock=clock,
            checkpoint=passed.append,
            clients=TOKENS,
            reference=reference,
            gazetteer=gazetteer,
            feed=feed,
            understanding=Understanding(nlu.url, nlu.token),
            public_url="http://desk.test",
            desk_hours=DeskHours.parse("1-7 08:30-17:30"),
            climb_after=CLIMB_AFTER,
            chat_url="http://chat.test",
            rosters_kept=timedelta(days=30),
            trusted_proxies=0,
            retention=retention(""),
            passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
            new_token=lambda: uuid.uuid4().hex,
            audit_heads=(heads := tmp_path / "audit-heads"),
            files_outward=True,
        )
    )
    app.middlewares.extend(middlewares)
    heads.mkdir()
    async with TestServer(app) as server, TestClient(server) as client:
        yield House(client, database, vault, sealing_key.public_key, clock, passed, heads)


@pytest.fixture
def bot(house: House) -> Caller:
    return house.caller(Client.BOT)


@pytest.fixture
def cli(house: House) -> Caller:
    return house.caller(Client.CLI)
