"""What colleagues do with clusters before anybody writes: take one on, leave it unanswered, part and join."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.acts import AuditAct, Detail
from actions.audit.log import record
from actions.errors import InvalidField
from actions.questions.clusters import count_in, known_cluster, picked_of
from actions.questions.errors import AllPicked, ClusterMoved, NothingPicked, TooFewPicked, TwoAnswers
from actions.questions.model import Cluster, Question, Telling
from actions.questions.states import NAMES, UNDONE, Act, State, after
from actions.staff.model import StaffMember

LONGEST_REASON = 200


async def assign(
    name: str, to: StaffMember | None, *, by: StaffMember, session: AsyncSession, now: datetime
) -> Cluster:
    """Say who sees to it; None: nobody any more. Raises ClusterNotFound."""
    cluster = await known_cluster(session, name, to_change=True)
    cluster.assignee_id = to.id if to is not None else None
    await changed(
        cluster,
        "questions.assigned",
        by=by,
        session=session,
        now=now,
        detail={"target": f"staff:{to.id}" if to is not None else ""},
    )
    return cluster


async def dismiss(name: str, *, reason: str, by: StaffMember, session: AsyncSession, now: datetime) -> Cluster:
    """Nobody is to answer it; what is asked alike later joins. Raises ClusterNotFound, ClusterMoved, InvalidField."""
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise InvalidField("reason", f"请写明为什么不用答，不超过 {LONGEST_REASON} 字，同事会看到。")
    cluster = await known_cluster(session, name, to_change=True)
    cluster.state = after(cluster.state_now, Act.DISMISS)
    cluster.reason, cluster.topic, cluster.number = reason.strip(), None, None
    await changed(cluster, "questions.dismissed", by=by, session=session, now=now)
    return cluster


async def reopen(name: str, *, seen: str, by: StaffMember, session: AsyncSession, now: datetime) -> Cluster:
    """It waits for an answer again, whatever was decided; `seen` is the state the colleague saw.

    Whoever was told of an answer that is none is told of the next one, too. Raises ClusterNotFound, ClusterMoved.
    """
    cluster = await known_cluster(session, name, to_change=True)
    was = cluster.state_now
    if was != seen:
        raise ClusterMoved(NAMES[was])
    cluster.state = after(was, Act.LET_GO if was is State.DRAFTING else Act.REOPEN)
    cluster.reason = None
    if was is not State.ANSWERED:
        cluster.topic = cluster.number = None
    else:  # what they were told of stays noted: it is no new answer
        told = update(Question).where(Question.cluster_id == cluster.id, Question.state == Telling.TOLD)
        await session.execute(told.values(state=Telling.OPEN))
    await changed(cluster, "questions.reopened", by=by, session=session, now=now, detail={"was": was})
    return cluster


async def part(
    name: str, questions: Collection[int], *, by: StaffMember, session: AsyncSession, now: datetime
) -> Cluster:
    """Put these questions into a cluster of their own, which is returned; both stay as they are from now on.

    Raises ClusterNotFound, NothingPicked, and AllPicked where nothing would stay behind.
    """
    cluster = await known_cluster(session, name, to_change=True)
    picked = await picked_of(session, cluster, questions)
    if not picked:
        raise NothingPicked
    if len(picked) == await count_in(session, cluster):
        raise AllPicked
    own = begun(now)
    own.assignee_id, own.changed_by_id, own.is_settled = cluster.assignee_id, by.id, True
    session.add(own)
    await session.flush()
    for place, question in enumerate(picked):
        question.cluster_id, question.place = own.id, place
    await changed(
        cluster, "questions.parted", by=by, session=session, now=now, detail={"own": own.id, "count": len(picked)}
    )
    await session.refresh(own, ["assignee", "changed_by"])
    return own


async def join(names: Collection[str], *, by: StaffMember, session: AsyncSession, now: datetime) -> Cluster:
    """Make one of several, which is returned: the one an answer is being written for, else the first that was made.

    Raises ClusterNotFound, ClusterMoved, TooFewPicked, and TwoAnswers where answers are being written for several.
    """
    # In one order: two colleagues who join the same ones wait for each other.
    clusters = [await known_cluster(session, name, to_change=True) for name in sorted(set(names), key=_as_number)]
    if len(clusters) <= 1:
        raise TooFewPicked
    if done := next((one for one in clusters if one.state_now not in UNDONE), None):
        raise ClusterMoved(NAMES[done.state_now])
    writing = [one for one in clusters if one.state_now is State.DRAFTING]
    if len(writing) > 1:
        raise TwoAnswers
    into = writing[0] if writing else clusters[0]
    others = [one.id for one in clusters if one is not into]
    places = select(func.coalesce(func.max(Question.place), 0)).where(Question.cluster_id == into.id)
    last = await session.scalar(places) or 0
    moved = update(Question).where(Question.cluster_id.in_(others))
    await session.execute(moved.values(cluster_id=into.id, place=func.coalesce(Question.place, 0) + last + 1))
    await session.execute(delete(Cluster).where(Cluster.id.in_(others)))
    detail: Detail = {"of": [str(one) for one in others]}
    await changed(into, "questions.joined", by=by, session=session, now=now, detail=detail)
    return into


def _as_number(name: str) -> tuple[int, str]:
    return len(name), name


def begun(now: datetime) -> Cluster:
    """A cluster nobody has dealt with, in no session yet."""
    return Cluster(state=State.OPEN, is_settled=False, created_at=now, changed_at=now)


async def changed(
    cluster: Cluster,
    act: AuditAct,
    *,
    by: StaffMember,
    session: AsyncSession,
    now: datetime,
    detail: Detail | None = None,
) -> None:
    """A colleague dealt with it: noted on it, and in the audit log."""
    cluster.is_settled, cluster.changed_by_id, cluster.changed_at = True, by.id, now
    await session.flush()
    await session.refresh(cluster, ["assignee", "changed_by"])
    actor = staff_actor(by.id, by.name)
    await record(session, act, f"cluster-{cluster.id}", actor=actor, at=now, detail=detail)
