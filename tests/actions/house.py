"""What tests hold in their hands: callers of the API and a clock."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
from nacl.public import PublicKey, SealedBox
from sqlalchemy import select

from actions.audit.model import AuditEntry
from actions.database import Database
from actions.settings import Client
from actions.vault import Vault

DATA_DIR = Path(__file__).resolve().parents[2] / "data"
CLIMB_AFTER = timedelta(minutes=5)
TOKENS = {who: f"token-of-{who}-for-tests" for who in Client}


class Noon:
    """A clock that stands still until moved; starts 2026-11-22 12:00 in China."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Answer:
    """A whole answer: status, raw body, and the JSON in it."""

    status: int
    raw: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass(frozen=True)
class House:
    client: TestClient[Any, Any]
    database: Database
    vault: Vault
    public_key: PublicKey
    clock: Noon
    checkpoints: list[str]
    heads: Path  # where the service compares its audit log; nothing is written there by itself

    def seal(self, value: str) -> str:
        """As the bot does: base64 of a libsodium sealed box."""
        return base64.b64encode(SealedBox(self.public_key).encrypt(value.encode())).decode()

    async def audit(self) -> list[AuditEntry]:
        """The audit log from its beginning."""
        async with self.database.read() as session:
            return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))

    def caller(self, who: Client) -> Caller:
        return Caller(self, {"Authorization": f"Bearer {TOKENS[who]}"})


@dataclass(frozen=True)
class Caller:
    """One client of the API with its token."""

    house: House
    headers: Mapping[str, str]

    async def get(self, path: str, **query: object) -> Answer:
        params = {name: str(value) for name, value in query.items()}
        async with self.house.client.get(path, params=params, headers=self.headers) as response:
            return Answer(response.status, await response.read(), dict(response.headers))

    async def put(self, path: str, body: object) -> Answer:
        """A PUT, which needs no Idempotency-Key."""
        async with self.house.client.put(path, data=json.dumps(body).encode(), headers=self.headers) as response:
            return Answer(response.status, await response.read(), dict(response.headers))

    async def post(self, path: str, body: object, *, key: str | None = None) -> Answer:
        """A POST with a fresh Idempotency-Key unless one is given."""
        headers = {**self.headers, "Idempotency-Key": key or uuid.uuid4().hex}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.house.client.post(path, data=data, headers=headers) as response:
            return Answer(response.status, await response.read(), dict(response.headers))
