"""Keeps what nlu tells of the model that serves: one row for each model and feed, so that it can be seen over time."""

from __future__ import annotations

import logging
from asyncio import sleep

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.database import Database, insert_into
from actions.faq.feed_keeper import FeedKeeper
from actions.quality.evaluation_source import EvaluationSource, NoEvaluation
from actions.quality.model import Evaluation
from actions.quality.told_evaluation import ToldEvaluation

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0
#: Asked at every look while the answer may come from a publication, at every tenth otherwise.
LOOKS_BETWEEN, LOOKS_AFTER_PUBLICATION = 10, 10


async def keep_evaluation(told: ToldEvaluation, *, session: AsyncSession) -> None:
    """The same model judged again on the same feed replaces what was kept of it."""
    values = {"evaluated_at": told.evaluated_at, "shares": told.shares, "told": told.model_dump(mode="json")}
    row = insert_into(session, Evaluation).values(
        fingerprint=told.fingerprint, feed_version=told.feed_version, **values
    )
    await session.execute(row.on_conflict_do_update(index_elements=["fingerprint", "feed_version"], set_=values))


class EvaluationKeeper:
    def __init__(self, database: Database, source: EvaluationSource, feed: FeedKeeper) -> None:
        """`feed` tells of publications; it has looked once."""
        self._database = database
        self._source = source
        self._feed = feed
        self._kept: ToldEvaluation | None = None
        self._trouble: str | None = None

    async def ask(self) -> None:
        """Ask once and keep what is new; nlu being away, or having nothing yet, is no error."""
        try:
            told = await self._source.newest()
            if told != self._kept:
                async with self._database.write() as session:
                    await keep_evaluation(told, session=session)
                    await session.commit()
            self._kept, trouble = told, None
        except NoEvaluation as missing:
            trouble = missing.reason
        except (SQLAlchemyError, OSError) as error:
            trouble = type(error).__name__
        if trouble not in (self._trouble, None):
            log.info("no evaluation to keep", extra={"ids": {"reason": trouble}})
        self._trouble = trouble

    async def keep_asking(self, look_every_seconds: float = LOOK_EVERY_SECONDS) -> None:
        """Ask until cancelled: every ten minutes, and each minute while a publication of late is not judged yet."""
        version, looks, after_publication = self._feed.current.version, 0, LOOKS_AFTER_PUBLICATION
        while True:
            if self._feed.current.version != version:
                version, after_publication = self._feed.current.version, LOOKS_AFTER_PUBLICATION
            awaited = after_publication > 0 and (self._kept is None or self._kept.feed_version < version)
            if looks % LOOKS_BETWEEN == 0 or awaited:
                await self.ask()
            looks, after_publication = looks + 1, after_publication - 1
            await sleep(look_every_seconds)
