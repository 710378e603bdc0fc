"""Reading clusters. The session and its transaction are the caller's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.content import bare
from actions.questions.errors import ClusterNotFound
from actions.questions.model import Cluster, Question, Reason
from actions.questions.states import NAMES, State
from actions.staff.model import StaffMember
from actions.vault import Vault

#: What is counted for a cluster's nearest topics.
_LOOKED_AT = 200
#: Texts decrypted in one go.
_PIECE = 250
#: A question's first topic counts three times as much as its third.
_WEIGHTS = (3, 2, 1)

Counted = Row[int, int, int, datetime, int | None]


class Show(StrEnum):
    """Which clusters a list is of."""

    OPEN = "open"
    MINE = "mine"
    DRAFTING = "drafting"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


SHOW_NAMES: Mapping[Show, str] = {
    Show.OPEN: NAMES[State.OPEN],
    Show.MINE: "归我办",
    Show.DRAFTING: NAMES[State.DRAFTING],
    Show.ANSWERED: NAMES[State.ANSWERED],
    Show.DISMISSED: NAMES[State.DISMISSED],
}


@dataclass(frozen=True)
class Listed:
    """One cluster: how many questions of how many workers, the last of them, and what the most typical one says."""

    cluster: Cluster
    questions: int
    workers: int
    asked_at: datetime
    text: str
    topics: Sequence[str]  # the nearest first


async def known_cluster(session: AsyncSession, name: str, *, to_change: bool = False) -> Cluster:
    """`to_change`: others who want to wait until the caller is done. Raises ClusterNotFound."""
    if not (name.isascii() and name.isdecimal() and len(name) < 10):
        raise ClusterNotFound
    found = await session.get(Cluster, int(name), with_for_update={"of": Cluster} if to_change else None)
    if found is None:
        raise ClusterNotFound
    return found


async def counts(session: AsyncSession, member: StaffMember) -> dict[Show, int]:
    """How many clusters with a question each list has."""
    return {
        show: await session.scalar(select(func.count()).select_from(_counted(_of(show, member)).subquery())) or 0
        for show in Show
    }


async def count_open(session: AsyncSession) -> int:
    """Clusters nobody writes an answer for."""
    query = select(func.count(Question.cluster_id.distinct())).join(Cluster, Cluster.id == Question.cluster_id)
    return await session.scalar(query.where(Cluster.state == State.OPEN)) or 0


async def count_unsorted(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).where(Question.cluster_id.is_(None))) or 0


async def listed(
    session: AsyncSession,
    vault: Vault,
    show: Show,
    member: StaffMember,
    *,
    words: str = "",
    limit: int,
    offset: int,
) -> list[Listed]:
    """Those with most questions first, then the last asked; with `words` those with a question holding all of them."""
    which = _of(show, member)
    if words:
        which = and_(which, Cluster.id.in_(await _holding(session, vault, which, words)))
    query = _counted(which).order_by(func.count(Question.id).desc(), func.max(Question.asked_at).desc(), Cluster.id)
    rows = (await session.execute(query.limit(limit).offset(offset))).all()
    return await _described(session, vault, rows)


async def described(session: AsyncSession, vault: Vault, cluster: Cluster) -> Listed:
    """One cluster as a list would show it. Raises ClusterNotFound when none of its questions is left."""
    rows = (await session.execute(_counted(Cluster.id == cluster.id))).all()
    found = await _described(session, vault, rows)
    if not found:
        raise ClusterNotFound
    return found[0]


async def questions_in(session: AsyncSession, cluster: Cluster, *, limit: int, offset: int = 0) -> list[Question]:
    """The most typical first."""
    query = select(Question).where(Question.cluster_id == cluster.id).order_by(Question.place, Question.id)
    return list(await session.scalars(query.limit(limit).offset(offset)))


async def count_in(session: AsyncSession, cluster: Cluster) -> int:
    """How many questions lie in the cluster."""
    return await session.scalar(select(func.count()).where(Question.cluster_id == cluster.id)) or 0


async def picked_of(session: AsyncSession, cluster: Cluster, ids: Collection[int]) -> list[Question]:
    """Those of these questions that lie in the cluster, the most typical first."""
    query = select(Question).where(Question.cluster_id == cluster.id, Question.id.in_(ids))
    return list(await session.scalars(query.order_by(Question.place, Question.id)))


async def reasons_in(session: AsyncSession, cluster: Cluster) -> dict[Reason, int]:
    """How often each; the most frequent first."""
    query = select(Question.reason, func.count()).where(Question.cluster_id == cluster.id).group_by(Question.reason)
    counted = {Reason(reason): count for reason, count in await session.execute(query)}
    return dict(sorted(counted.items(), key=lambda one: -one[1]))


async def counties_in(session: AsyncSession, cluster: Cluster) -> dict[str, int]:
    """How often each county's code; the most frequent first, those of unknown places left out."""
    query = select(Question.county, func.count()).where(Question.cluster_id == cluster.id, Question.county.is_not(None))
    counted = {county or "": count for county, count in await session.execute(query.group_by(Question.county))}
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


async def _holding(session: AsyncSession, vault: Vault, which: ColumnElement[bool], words: str) -> set[int | None]:
    """Every text is decrypted, which of ten thousand takes a good tenth of a second; others are answered meanwhile."""
    wanted = [bare(word) for word in words.split()]
    query = select(Question.cluster_id, Question.text_box).join(Cluster, Cluster.id == Question.cluster_id).where(which)
    found: set[int | None] = set()
    for number, (cluster_id, box) in enumerate((await session.execute(query)).all()):
        if number % _PIECE == 0:
            await asyncio.sleep(0)
        if cluster_id not in found:
            text = bare(vault.decrypt(box))
            if all(word in text for word in wanted):
                found.add(cluster_id)
    return found


def _of(show: Show, member: StaffMember) -> ColumnElement[bool]:
    if show is Show.MINE:
        return (Cluster.assignee_id == member.id) & Cluster.state.in_((State.OPEN, State.DRAFTING))
    return Cluster.state == State(show)


def _counted(which: ColumnElement[bool]) -> Select[int, int, int, datetime, int | None]:
    return (
        select(
            Cluster.id,
            func.count(Question.id),
            func.count(Question.conversation.distinct()),
            func.max(Question.asked_at),
            func.min(Question.place),
        )
        .join(Question, Question.cluster_id == Cluster.id)
        .where(which)
        .group_by(Cluster.id)
    )


async def _described(session: AsyncSession, vault: Vault, rows: Sequence[Counted]) -> list[Listed]:
    ids = [row[0] for row in rows]
    clusters = {one.id: one for one in await session.scalars(select(Cluster).where(Cluster.id.in_(ids)))}
    typical = tuple_(Question.cluster_id, func.coalesce(Question.place, -1)).in_(
        [(id_, -1 if place is None else place) for id_, _, _, _, place in rows]
    )
    texts: dict[int | None, bytes] = {}
    for cluster_id, box in await session.execute(
        select(Question.cluster_id, Question.text_box).where(typical).order_by(Question.id)
    ):
        texts.setdefault(cluster_id, box)
    topics = await _nearest_topics(session, ids)
    return [
        Listed(clusters[id_], questions, workers, asked_at, vault.decrypt(texts[id_]), topics[id_])
        for id_, questions, workers, asked_at, _ in rows
        if id_ in texts and id_ in clusters  # else the last of it was erased between two looks
    ]


async def _nearest_topics(session: AsyncSession, clusters: Sequence[int]) -> dict[int, list[str]]:
    """By cluster, what its most typical questions sounded like: the likest first."""
    query = select(Question.cluster_id, Question.topics).where(
        Question.cluster_id.in_(clusters), func.coalesce(Question.place, 0) < _LOOKED_AT
    )
    votes: dict[int | None, Counter[str]] = {id_: Counter() for id_ in clusters}
    for cluster_id, topics in await session.execute(query.order_by(Question.cluster_id, Question.place, Question.id)):
        for weight, topic in zip(_WEIGHTS, topics, strict=False):
            votes[cluster_id][topic] += weight
    return {id_: [topic for topic, _ in votes[id_].most_common()] for id_ in clusters}
