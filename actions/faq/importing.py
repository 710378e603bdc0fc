"""Taking in a whole list of answers as drafts, one per changed entry, or none of it. Nothing is published."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.log import record
from actions.errors import Conflict
from actions.faq.checking import Fault, faults_of
from actions.faq.content import TopicContent, bare
from actions.faq.differences import differences
from actions.faq.drafting import Draft, put_draft, refuse_taken_scope
from actions.faq.errors import DraftExists, InReview
from actions.faq.feed import hold_faq
from actions.faq.model import FaqRevision
from actions.faq.queries import all_open, all_published
from actions.faq.rows import ImportRow, ReadRow, read_rows
from actions.faq.scope import EntryName
from actions.faq.states import State
from actions.faq.surroundings import Surroundings, look_around
from actions.reference import Reference
from actions.staff.access import covers_all
from actions.staff.model import StaffMember


@dataclass
class Outcome:
    """What becomes of one row: `new`, `changed`, `unchanged`, or `wrong` with its problems."""

    place: str
    entry: str
    outcome: str
    columns: list[str] = field(default_factory=list)
    problems: list[Fault] = field(default_factory=list)
    draft: str | None = None

    def document(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Report:
    dry_run: bool
    rows: Sequence[Outcome]

    @property
    def is_sound(self) -> bool:
        return not any(row.problems for row in self.rows)

    def document(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            "applied": self.is_sound and not self.dry_run,
            "rows": [row.document() for row in self.rows],
            **{
                name: sum(row.outcome == name for row in self.rows) for name in ("new", "changed", "unchanged", "wrong")
            },
        }


async def import_answers(
    rows: Sequence[ImportRow],
    *,
    dry_run: bool,
    by: StaffMember,
    session: AsyncSession,
    reference: Reference,
    now: datetime,
) -> Report:
    """Check all rows against each other and what is out; write the drafts when none has a problem and it is no dry run.

    A draft of one's own is written over; a colleague's, or one in review, is a problem.
    """
    await hold_faq(session)
    around = await look_around(session, reference)
    # A long list takes a moment; meanwhile others are answered.
    read = await asyncio.to_thread(read_rows, rows, around)
    around = _with_rows(around, read)
    out = {revision.entry.name: revision for revision in await all_published(session)}
    begun = {revision.entry.name: revision for revision in await all_open(session)}
    outcomes = [_outcome(one, around, out.get(one.name), begun.get(one.name), by) for one in read]
    _refuse_twice(read, outcomes)
    for one, outcome in zip(read, outcomes, strict=True):
        await _refuse_overlap(session, one, outcome)
        if outcome.problems:
            outcome.outcome, outcome.columns = "wrong", []
    report = Report(dry_run, outcomes)
    if report.is_sound and not dry_run:
        await _write(read, outcomes, begun, by, session, now)
    return report


def _with_rows(around: Surroundings, read: Sequence[ReadRow]) -> Surroundings:
    """The topics as they would be with these rows: a wording belongs to whoever comes first."""
    coming = [(one.name.topic, one.content) for one in read if isinstance(one.content, TopicContent)]
    replaced = {topic for topic, _ in coming}
    wordings = {wording: topic for wording, topic in around.wordings.items() if topic not in replaced}
    for topic, content in coming:
        for wording in content.wordings():
            wordings.setdefault(bare(wording), topic)
    return replace(around, topics={*around.topics, *replaced}, wordings=wordings)


def _outcome(
    one: ReadRow, around: Surroundings, out: FaqRevision | None, begun: FaqRevision | None, by: StaffMember
) -> Outcome:
    outcome = Outcome(one.row.place, str(one.name)[:260], "unchanged", problems=list(one.faults))
    if one.content is None:
        outcome.problems += [] if one.faults else [Fault("topic", "读不懂", "请检查这一行")]
        return outcome
    outcome.problems += faults_of(one.name, one.content, around)
    document = one.content.document()
    if (out is not None and out.content == document) or (begun is not None and begun.content == document):
        return outcome
    outcome.outcome = "new" if out is None else "changed"
    outcome.columns = [found.column for found in differences(out.says if out is not None else None, one.content)]
    if not covers_all(by, one.name.scope.areas):
        outcome.problems.append(Fault("areas", "超出您负责的地区", "请负责那里的同事来办"))
    if (refusal := _others(begun, by)) is not None:
        outcome.problems.append(Fault("topic", refusal.detail.rstrip("。"), "先办完那一版"))
    return outcome


def _others(begun: FaqRevision | None, by: StaffMember) -> Conflict | None:
    if begun is None:
        return None
    if begun.state_now is not State.DRAFT:
        return InReview(begun.name, begun.author_name)
    if begun.author_id != by.id:
        return DraftExists(begun.name, begun.author_name, begun.draft_version)
    return None


def _refuse_twice(read: Sequence[ReadRow], outcomes: Sequence[Outcome]) -> None:
    first: dict[EntryName, str] = {}
    scopes: dict[str, list[EntryName]] = {}
    for one, outcome in zip(read, outcomes, strict=True):
        if one.name in first:
            outcome.problems.append(Fault("topic", f"和{first[one.name]}重复", "同一条只写一次"))
            continue
        first[one.name] = one.row.place
        others = scopes.setdefault(one.name.topic, [])
        clash = [
            name for name in others if name.scope.key and one.name.scope.key and name.scope.collides(one.name.scope)
        ]
        if clash:
            outcome.problems.append(Fault("areas", f"和{first[clash[0]]}的地区、行当一样细", "换一个范围"))
        others.append(one.name)


async def _refuse_overlap(session: AsyncSession, one: ReadRow, outcome: Outcome) -> None:
    try:
        await refuse_taken_scope(session, one.name)
    except Conflict as refusal:
        outcome.problems.append(Fault("areas", refusal.detail.rstrip("。"), "换一个范围"))


async def _write(
    read: Sequence[ReadRow],
    outcomes: Sequence[Outcome],
    begun: dict[EntryName, FaqRevision],
    by: StaffMember,
    session: AsyncSession,
    now: datetime,
) -> None:
    written: list[str] = []
    for one, outcome in zip(read, outcomes, strict=True):
        if outcome.outcome == "unchanged" or one.content is None:
            continue
        former = begun.get(one.name)
        version = former.draft_version if former is not None else None
        draft = await put_draft(Draft(one.name, one.content, version), by=by, session=session, now=now)
        outcome.draft = draft.name
        written.append(draft.name)
    actor = staff_actor(by.id, by.name)
    await record(session, "faq.imported", "faq", actor=actor, at=now, detail={"drafts": written})
