"""Writing an answer for a cluster: its questions become phrasings, and the cluster waits for that revision."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multidict import MultiMapping
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.acts import Detail
from actions.faq.content import LONGEST_PHRASING, MOST_PHRASINGS, TopicContent, bare
from actions.faq.draft_form import cells_of, read_cells
from actions.faq.drafting import Draft
from actions.faq.errors import DraftFaults, TopicNotFound
from actions.faq.model import FaqRevision, Origin
from actions.faq.scope import EntryName
from actions.faq.surroundings import look_around
from actions.faq.writing import Standing, keep_writing, stand
from actions.questions.arranging import changed
from actions.questions.clusters import known_cluster, picked_of
from actions.questions.errors import NothingNew, NothingPicked
from actions.questions.model import Cluster, Question
from actions.questions.states import Act, after
from actions.reference import Reference
from actions.staff.model import StaffMember
from actions.vault import Vault

# What the bot writes where it took something out.
_MARK = re.compile(r"\[(?:身份证号|手机号|车牌|姓名|账号|地址|邀请码)\]")


@dataclass(frozen=True)
class Wording:
    """What several questions say alike. `fits`: short enough for a phrasing; `is_whole`: nothing was taken out."""

    text: str
    questions: tuple[int, ...]

    @property
    def fits(self) -> bool:
        return len(self.text) <= LONGEST_PHRASING and bool(bare(self.text))

    @property
    def is_whole(self) -> bool:
        return not _MARK.search(self.text)


def wordings_of(questions: Sequence[Question], vault: Vault) -> list[Wording]:
    """In the order given; those that differ only in width, case, spaces or punctuation are one."""
    found: dict[str, tuple[str, list[int]]] = {}
    for question in questions:
        text = " ".join(vault.decrypt(question.text_box).split())
        found.setdefault(bare(text) or text, (text, []))[1].append(question.id)
    return [Wording(text, tuple(ids)) for text, ids in found.values()]


def ticked(form: MultiMapping[Any], column: str) -> set[int]:
    """The ids a form or an address names; a box stands for all questions of one wording."""
    named = (one for sent in form.getall(column, []) for one in str(sent).split(","))
    return {int(one) for one in named if one.isascii() and one.isdecimal() and len(one) < 10}


async def add_phrasings(
    name: str,
    topic: str,
    questions: Collection[int],
    *,
    by: StaffMember,
    session: AsyncSession,
    vault: Vault,
    reference: Reference,
    now: datetime,
) -> FaqRevision:
    """Write these questions into the topic's draft, begun where there is none; the cluster waits for it.

    Where they stand already in what is being written, or in what went out since they were asked, nothing is written
    and the cluster waits for that. What is too long for a phrasing is left out. The caller holds the FAQ. Raises
    ClusterNotFound, ClusterMoved, NothingPicked, NothingNew, TopicNotFound, DraftFaults, and what `keep_writing`
    raises.
    """
    cluster = await known_cluster(session, name, to_change=True)
    picked = await picked_of(session, cluster, questions)
    fitting = [one for one in wordings_of(picked, vault) if one.fits]
    if not fitting:
        raise NothingPicked
    taken = [one for wording in fitting for one in wording.questions]
    standing = await stand(session, EntryName(topic), reference)
    content = standing.begins_with
    if not isinstance(content, TopicContent):
        raise TopicNotFound
    draft = standing.draft
    if standing.begun is None and standing.out is None:
        raise TopicNotFound  # retired: bringing it back is a decision of its own
    new = _new_to(content, fitting)
    if not new:
        known = _holding(standing, content, fitting, cluster, since=max(one.asked_at for one in picked))
        await _wait_for(cluster, known, taken, by=by, session=session, now=now)
        return known
    cells = cells_of(content.model_copy(update={"phrasings": _joined(content, new)}), narrower=False)
    around = await look_around(session, reference, about=[topic, *content.buttons])
    with_them, faults = read_cells(standing.name, cells, around, standing)
    if with_them is None:
        raise DraftFaults(faults)
    wanted = Draft(standing.name, with_them, draft.draft_version if draft is not None else None)
    revision = await keep_writing(wanted, standing.seen, standing, by=by, session=session, now=now)
    await _wait_for(cluster, revision, taken, by=by, session=session, now=now)
    return revision


async def take_up(
    name: str, revision: FaqRevision, *, by: StaffMember, session: AsyncSession, now: datetime
) -> Cluster:
    """The cluster waits for that revision of a topic made for it. Raises ClusterNotFound, ClusterMoved."""
    cluster = await known_cluster(session, name, to_change=True)
    await _wait_for(cluster, revision, (), by=by, session=session, now=now)
    return cluster


async def _wait_for(
    cluster: Cluster,
    revision: FaqRevision,
    taken: Collection[int],
    *,
    by: StaffMember,
    session: AsyncSession,
    now: datetime,
) -> None:
    """`taken`: the questions that are phrasings in it; only as long as it holds them it is their answer."""
    cluster.state = after(cluster.state_now, Act.TAKE_UP)
    cluster.topic, cluster.number, cluster.reason = revision.entry.topic, revision.number, None
    if taken:
        await session.execute(update(Question).where(Question.id.in_(taken)).values(written_into=revision.name))
    if cluster.assignee_id is None:
        cluster.assignee_id = by.id
    detail: Detail = {"revision": revision.name}
    await changed(cluster, "questions.taken-up", by=by, session=session, now=now, detail=detail)


def _new_to(content: TopicContent, wordings: Sequence[Wording]) -> list[str]:
    known = {bare(text) for text in content.wordings()}
    return [one.text for one in wordings if bare(one.text) not in known]


def _holding(
    standing: Standing, content: TopicContent, wordings: Sequence[Wording], cluster: Cluster, *, since: datetime
) -> FaqRevision:
    """What holds them all: it is out and came `since`, or is being written.

    Raises NothingNew where it came before, was brought back, or is the answer that was taken back from the cluster.
    """
    out, begun = standing.out, standing.begun
    is_out = out is not None and isinstance(says := out.says, TopicContent) and not _new_to(says, wordings)
    if begun is not None and not is_out:
        return begun
    if out is None or out.origin == Origin.ROLLBACK or out.published_at is None or out.published_at <= since:
        raise NothingNew(content.title)
    if (cluster.topic, cluster.number) == (out.entry.topic, out.number):
        raise NothingNew(content.title)
    return out


def _joined(content: TopicContent, new: Sequence[str]) -> list[str]:
    joined = [*content.phrasings, *new]
    if len(joined) > MOST_PHRASINGS:
        over = len(joined) - MOST_PHRASINGS
        raise DraftFaults({"phrasings": f"一个问题最多 {MOST_PHRASINGS} 种问法，还多 {over} 种。请少勾几句。"})
    return joined
