"""What becomes of the revision a cluster waits for: it is out, and the cluster is answered; or it came to nothing.

Looked at by clockwork, not in the transaction that rejects or publishes: a revision ends in many ways (rejected,
dropped, replaced, rolled back, taken out; by page, program or list), the FAQ knows nothing of questions, and whether an
answer stayed out until the bot holds it shows some seconds later only. Until then a page says what is to come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK
from actions.audit.acts import Detail
from actions.audit.log import record_each
from actions.faq.content import TopicContent, bare
from actions.faq.model import FaqEntry, FaqRevision, Origin
from actions.faq.states import OPEN
from actions.faq.states import State as Standing
from actions.questions.model import Cluster, Question
from actions.questions.states import Act, State, after
from actions.staff.model import StaffMember
from actions.vault import Vault

#: Bot and nlu follow a publication within two seconds.
AFTER_PUBLICATION = timedelta(seconds=3)
#: Why what was written is no answer.
FAILURES: Mapping[str, str] = {
    "rejected": "没有用上",
    "retired": "发布以后又停用了",
    "rolled-back": "发布以后又退回了",
    "without-phrasings": "发布了，可是勾上的问法没有全留下",
}


@dataclass(frozen=True)
class Failure:
    """Why a revision is no answer: a code of FAILURES for the audit log, what colleagues read, and who did it."""

    code: str
    said: str
    by: StaffMember | None


async def has_news(session: AsyncSession, now: datetime) -> bool:
    """Whether some revision a cluster waits for has been decided about."""
    return await session.scalar(_decided(now).with_only_columns(Cluster.id).limit(1)) is not None


async def follow_revisions(session: AsyncSession, *, vault: Vault, now: datetime) -> None:
    """Answered are clusters whose revision is out, or one written over it, with every phrasing they gave it.

    Where it was rejected or taken back, or goes without one of the phrasings, the cluster waits for an answer again,
    and says why. What went out less than AFTER_PUBLICATION ago is left for the next look.
    """
    waiting = (await session.execute(_decided(now).order_by(Cluster.id).with_for_update(of=Cluster))).all()
    answered: list[tuple[str, Detail]] = []
    returned: list[tuple[str, Detail]] = []
    for cluster, revision in waiting:
        last = await _last_of(session, revision)
        failure = await _failure(session, vault, cluster, revision, last)
        subject = f"cluster-{cluster.id}"
        if failure is not None:
            cluster.state = after(cluster.state_now, Act.LET_GO)
            cluster.reason, cluster.topic, cluster.number = failure.said, None, None
            cluster.changed_by, cluster.changed_at = failure.by, now
            returned.append((subject, {"revision": last.name, "why": failure.code}))
        elif last.published_at is not None and last.published_at <= now - AFTER_PUBLICATION:
            cluster.state, cluster.number = after(cluster.state_now, Act.ANSWER), last.number
            cluster.changed_at = now
            answered.append((subject, {"revision": last.name}))
    if answered:
        await record_each(session, "questions.answered", answered, actor=CLOCKWORK, at=now)
    if returned:
        await record_each(session, "questions.returned", returned, actor=CLOCKWORK, at=now)


def _decided(now: datetime) -> Select[Cluster, FaqRevision]:
    return (
        select(Cluster, FaqRevision)
        .join(FaqEntry, and_(FaqEntry.topic == Cluster.topic, FaqEntry.scope == ""))
        .join(FaqRevision, and_(FaqRevision.entry_id == FaqEntry.id, FaqRevision.number == Cluster.number))
        .where(Cluster.state == State.DRAFTING, FaqRevision.state.not_in(OPEN), _has_settled(now))
    )


def _has_settled(now: datetime) -> ColumnElement[bool]:
    """Never out, or so long ago that the bot holds it."""
    return or_(FaqRevision.published_at.is_(None), FaqRevision.published_at <= now - AFTER_PUBLICATION)


async def _last_of(session: AsyncSession, revision: FaqRevision) -> FaqRevision:
    """That revision, or the last one that was written over it and went out; bringing old words back is no writing."""
    last = revision
    while last.state_now is Standing.RETIRED and last.published_at is not None:
        over = select(FaqRevision).where(
            FaqRevision.entry_id == last.entry_id,
            FaqRevision.based_on == last.number,
            FaqRevision.origin == Origin.STAFF,
            FaqRevision.published_at.is_not(None),
        )
        following = await session.scalar(over.order_by(FaqRevision.number).limit(1))
        if following is None:
            break
        last = following
    return last


async def _failure(
    session: AsyncSession, vault: Vault, cluster: Cluster, revision: FaqRevision, last: FaqRevision
) -> Failure | None:
    """Why the last of a revision is not the cluster's answer; None where it is."""
    called = f"“{_title(last)}”第 {last.number} 版"
    if last.published_at is None:
        return _because("rejected", called, last.retired_by, last.reason)
    if last.state_now is Standing.RETIRED and last.retired_by is not None:
        return _because("retired", called, last.retired_by, last.reason)
    if last.state_now is Standing.RETIRED:
        back = await _brought_back(session, last)
        by, why = (back.author, back.reason) if back is not None else (None, None)
        return _because("rolled-back", called, by, why)
    if not _holds(last, await _phrasings_for(session, vault, cluster, revision)):
        return _because("without-phrasings", called, last.approver, None)
    return None


def _because(code: str, called: str, by: StaffMember | None, why: str | None) -> Failure:
    said = "：".join(part for part in (by.name if by is not None else "", why) if part)
    return Failure(code, f"{called}{FAILURES[code]}。{said}".removesuffix("。"), by)


def _title(revision: FaqRevision) -> str:
    says = revision.says
    return says.title if isinstance(says, TopicContent) else revision.entry.topic


async def _brought_back(session: AsyncSession, out: FaqRevision) -> FaqRevision | None:
    """The rollback that took its place."""
    query = select(FaqRevision).where(
        FaqRevision.entry_id == out.entry_id,
        FaqRevision.number > out.number,
        FaqRevision.origin == Origin.ROLLBACK,
        FaqRevision.published_at == out.retired_at,
    )
    return await session.scalar(query.order_by(FaqRevision.number).limit(1))


async def _phrasings_for(session: AsyncSession, vault: Vault, cluster: Cluster, revision: FaqRevision) -> Sequence[str]:
    """What of the cluster was written into that revision; [] for a topic that was made for it."""
    query = select(Question.text_box).where(Question.cluster_id == cluster.id, Question.written_into == revision.name)
    return [vault.decrypt(box) for box in await session.scalars(query)]


def _holds(revision: FaqRevision, phrasings: Sequence[str]) -> bool:
    says = revision.says
    known = {bare(text) for text in says.wordings()} if isinstance(says, TopicContent) else set()
    return all(bare(text) in known for text in phrasings)
