"""The feed nlu and the bot follow: all entries that are out, under a version that moves by one with every change.

It is made once, at start, and served from memory: a poll that finds nothing new costs no query.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, select

from actions.clock import Clock
from actions.database import Database, hold_name
from actions.faq.entries import Entry
from actions.faq.model import FaqEntry, FaqFeed


@dataclass(frozen=True)
class Feed:
    """The bytes that go out, and a strong entity tag for just these bytes (without quotes)."""

    version: int
    body: bytes
    etag: str

    @classmethod
    def of(cls, version: int, entries: Sequence[FaqEntry]) -> Feed:
        body = _json({"version": version, "entries": [entry.document() for entry in entries]})
        return cls(version, body, sha256(body).hexdigest()[:32])


async def publish(database: Database, entries: Sequence[Entry], clock: Clock) -> Feed:
    """Put these entries out and no others; when they differ from what is out, the version moves by one."""
    rows = [entry.row() for entry in entries]
    digest = sha256(_json([row.document() for row in rows])).hexdigest()
    async with database.write() as session:
        await hold_name(session, "faq feed")
        out = await session.get(FaqFeed, 1)
        version = out.version if out is not None else 0
        if out is None or out.digest != digest:
            version += 1
            await session.execute(delete(FaqEntry))
            session.add_all(rows)
            await session.merge(FaqFeed(id=1, version=version, digest=digest, published_at=clock()))
            await session.commit()
    async with database.read() as session:
        return Feed.of(version, (await session.scalars(select(FaqEntry).order_by(FaqEntry.id))).all())


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
