"""Questions are sorted into clusters by nlu: what is new all the time, and once a day everything nobody dealt with.

Sorting what is new leaves every cluster as it is. The daily sorting may take apart and join those no colleague has
dealt with, since what came one by one is seldom laid well; an address of a cluster stays with most of its questions.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.checkpoints import Checkpoint
from actions.clock import Clock, local_date
from actions.database import Database, table_of
from actions.faq.errors import UnderstandingUnavailable
from actions.faq.understanding import Grouped, Understanding
from actions.questions.arranging import begun
from actions.questions.clusters import count_unsorted
from actions.questions.model import Cluster, Question
from actions.questions.states import State
from actions.vault import Vault

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 15.0
#: After each sorting so many times as long as it took is waited: of thousands it takes a core for some seconds.
_PAUSE_TIMES = 10.0
#: In China the day's whole sorting comes at the first look after three in the morning.
AFTER_MIDNIGHT = timedelta(hours=3)
#: The newest so many are looked at, what is older stays where it lies: nlu takes 20 s for them, for twice as many 97.
MOST_SORTED = 10_000
COMMITTED = "questions.sorted"
#: Rows of one unit of work, between which others write.
_PIECE = 250


@dataclass(frozen=True)
class Lying:
    """A question as it lay when nlu was asked."""

    id: int
    text: str
    cluster: int | None
    place: int | None


async def sort_questions(
    database: Database,
    *,
    vault: Vault,
    understanding: Understanding,
    clock: Clock,
    checkpoint: Checkpoint,
    everything: bool = False,
) -> int:
    """Lay questions into clusters; returns how many were laid somewhere else than before.

    `everything`: also those in clusters nobody has dealt with. What a colleague moves meanwhile stays moved. Raises
    UnderstandingUnavailable.
    """
    async with database.read() as session:
        lying = await _lying(session, vault)
        settled = await _settled(session)
    in_use = {one.cluster for one in lying if one.cluster is not None}
    fixed = settled & in_use if everything else in_use
    groups = await understanding.group([(one.id, one.text, one.cluster) for one in lying], sorted(fixed))
    known = {one.id: one for one in lying}
    moved = 0
    for cluster, piece in _moves(groups, known, fixed):
        async with database.write() as session:
            await _lay(session, cluster, piece, clock)
            await session.commit()
        checkpoint(COMMITTED)
        moved += len(piece)
    async with database.write() as session:
        await _drop_empty(session)
        await session.commit()
    return moved


async def keep_sorting(
    database: Database, *, vault: Vault, understanding: Understanding, clock: Clock, checkpoint: Checkpoint
) -> None:
    """Look until cancelled. While nlu cannot be asked what is new waits; the line is logged once."""
    sorted_on: date = local_date(clock() - AFTER_MIDNIGHT)
    trouble = ""
    while True:
        started, took = time.monotonic(), 0.0
        try:
            everything = local_date(clock() - AFTER_MIDNIGHT) > sorted_on
            async with database.read() as session:
                waiting = await count_unsorted(session)
            if everything or waiting:
                moved = await sort_questions(
                    database,
                    vault=vault,
                    understanding=understanding,
                    clock=clock,
                    checkpoint=checkpoint,
                    everything=everything,
                )
                sorted_on = local_date(clock() - AFTER_MIDNIGHT) if everything else sorted_on
                took = time.monotonic() - started
                log.info("questions sorted", extra={"ids": {"count": moved}})
            trouble = ""
        except UnderstandingUnavailable as refusal:
            if trouble != (trouble := refusal.reason):
                log.warning("questions cannot be sorted", extra={"ids": {"reason": refusal.reason}})
        except (SQLAlchemyError, OSError) as error:
            log.warning("questions cannot be sorted", extra={"ids": {"error": type(error).__name__}})
        await asyncio.sleep(max(LOOK_EVERY_SECONDS, _PAUSE_TIMES * took))


async def _lying(session: AsyncSession, vault: Vault) -> list[Lying]:
    """The newest first. Questions with an answer are left out: what is asked again later is asked for a new one."""
    query = (
        select(Question.id, Question.text_box, Question.cluster_id, Question.place)
        .outerjoin(Cluster, Cluster.id == Question.cluster_id)
        .where(or_(Question.cluster_id.is_(None), Cluster.state != State.ANSWERED))
        .order_by(Question.asked_at.desc(), Question.id.desc())
        .limit(MOST_SORTED)
    )
    found: list[Lying] = []
    for number, (id_, box, cluster, place) in enumerate((await session.execute(query)).all()):
        if number % _PIECE == 0:
            await asyncio.sleep(0)  # thousands of texts are decrypted
        found.append(Lying(id_, vault.decrypt(box), cluster, place))
    return found


async def _settled(session: AsyncSession) -> set[int]:
    return set(await session.scalars(select(Cluster.id).where(Cluster.is_settled)))


def _moves(
    groups: Sequence[Grouped], known: Mapping[int, Lying], fixed: set[int]
) -> Iterator[tuple[int | None, list[tuple[Lying, int]]]]:
    """What lies elsewhere now, with its place, in pieces of one cluster; None for a new one.

    A group of nobody's cluster goes on as the one most of its questions lay in, unless a larger group does.
    """
    taken = set(fixed)
    for group in groups:
        members = [(known[id_], place) for place, id_ in enumerate(group.questions) if id_ in known]
        cluster = group.cluster
        if cluster is None:
            before = Counter(one.cluster for one, _ in members if one.cluster is not None and one.cluster not in taken)
            cluster = before.most_common(1)[0][0] if before else None
            taken |= {cluster} if cluster is not None else set()
        moved = [(one, place) for one, place in members if (one.cluster, one.place) != (cluster, place)]
        if cluster is None:
            yield None, moved
        else:
            yield from ((cluster, moved[start : start + _PIECE]) for start in range(0, len(moved), _PIECE))


async def _lay(session: AsyncSession, cluster: int | None, moved: Sequence[tuple[Lying, int]], clock: Clock) -> None:
    if cluster is None:
        new = begun(clock())
        session.add(new)
        await session.flush()
        cluster = new.id
    questions = table_of(Question)
    statement = (
        update(questions)
        .where(questions.c.id == bindparam("of"), questions.c.cluster_id.is_not_distinct_from(bindparam("was")))
        .values(cluster_id=bindparam("now_in"), place=bindparam("now_at"))
    )
    rows = [{"of": one.id, "was": one.cluster, "now_in": cluster, "now_at": place} for one, place in moved]
    if rows:
        await (await session.connection()).execute(statement, rows)


async def _drop_empty(session: AsyncSession) -> None:
    """Clusters whose questions lie elsewhere or are gone; those with an answer on its way stay."""
    holds = exists().where(Question.cluster_id == Cluster.id)
    await session.execute(delete(Cluster).where(~holds, Cluster.state != State.DRAFTING))
