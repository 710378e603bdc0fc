"""The feed nlu and the bot follow: every answer that is out and valid today, under a version that moves by one; and the
thresholds staff have set for nlu.

The feed's row is written in the transaction of whatever changes what is out, so that the table and the feed never
disagree; every process makes the same feed from the row's day and the published revisions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.database import hold_name
from actions.faq.content import TopicContent, VariantContent
from actions.faq.model import FaqFeed, FaqRevision
from actions.faq.queries import all_published, by_topic
from actions.faq.threshold_queries import published_thresholds

#: `entries`, and `thresholds` where staff have set them.
Content = dict[str, Any]


@dataclass(frozen=True)
class Feed:
    """The bytes that go out, and a strong entity tag for just these bytes (without quotes)."""

    version: int
    body: bytes
    etag: str

    @classmethod
    def of(cls, version: int, content: Content) -> Feed:
        body = _json({"version": version, **content})
        return cls(version, body, sha256(body).hexdigest()[:32])


async def hold_faq(session: AsyncSession) -> None:
    """Everybody who changes the FAQ works one after the other; taken first in a unit of work."""
    await hold_name(session, "faq")


async def settle_feed(session: AsyncSession, now: datetime, *, not_before: date | None = None) -> bool:
    """Make the feed's row agree with what is out; tells whether the version moved. The caller holds the FAQ.

    `not_before` is a day that has certainly come, whatever this machine's clock says.
    """
    await session.flush()
    row = await session.get(FaqFeed, 1, populate_existing=True)
    day = max(filter(None, (local_date(now), row.day if row is not None else None, not_before)))
    digest = _digest(await _content(session, day))
    if row is None:
        session.add(FaqFeed(id=1, version=1, day=day, digest=digest, published_at=now))
    else:
        row.day = day
        if row.digest == digest:
            await session.flush()
            return False
        row.version, row.digest, row.published_at = row.version + 1, digest, now
    await session.flush()
    return True


async def read_feed(session: AsyncSession) -> Feed | None:
    """The feed as its row says; None when a publish came between two looks: look again."""
    row = await session.get(FaqFeed, 1, populate_existing=True)
    if row is None:
        return None
    content = await _content(session, row.day)
    return Feed.of(row.version, content) if _digest(content) == row.digest else None


async def _content(session: AsyncSession, day: date) -> Content:
    entries = feed_entries(await all_published(session), day)
    thresholds = await published_thresholds(session)
    return {"entries": entries} | ({"thresholds": thresholds.says.shares()} if thresholds is not None else {})


def feed_entries(published: Sequence[FaqRevision], day: date) -> list[dict[str, Any]]:
    """What followers get of these revisions on that day of China's, by topic."""
    entries = []
    for topic, revisions in by_topic(published).items():
        valid = [(revision, says) for revision in revisions if (says := revision.says).is_valid_on(day)]
        if not valid:
            continue
        general, says = valid[0]
        if not isinstance(says, TopicContent):
            continue  # title and phrasings belong to the general answer: without it nothing leads to the others
        entries.append(
            {
                "id": topic,
                "category": says.category,
                "title": says.title,
                **_answer(general, says),
                "sensitive": says.sensitive,
                "phrasings": says.phrasings,
                "valid_from": says.valid_from.isoformat(),
                "valid_until": says.valid_until.isoformat() if says.valid_until is not None else None,
                "variants": [
                    {"areas": one.entry.areas, "trades": one.entry.trades, **_answer(one, narrower)}
                    for one, narrower in valid[1:]
                ],
            }
        )
    return entries


def _answer(revision: FaqRevision, says: VariantContent) -> dict[str, Any]:
    return {
        "answer": says.answer,
        "buttons": says.buttons,
        "source": {"text": says.source.text, "date": says.source.date.isoformat()},
        "review": revision.review,
    }


def _digest(content: Content) -> str:
    """Of the entries alone where there is nothing else, as it was before there could be."""
    return sha256(_json(content if "thresholds" in content else content["entries"])).hexdigest()


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
