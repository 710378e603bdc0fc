"""Taking in a whole list of answers as drafts, one per changed entry, or none of it. Nothing is published."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.database import sample
from actions.faq.drafting import Draft, put_drafts
from actions.faq.errors import ListOutdated
from actions.faq.feed import hold_faq
from actions.faq.list_judging import Known, Outcome, judge, overtaken
from actions.faq.lost_signs import put_back_lost
from actions.faq.model import FaqEntry, FaqImport, FaqRevision
from actions.faq.queries import all_entries, every_revision, revisions_numbered, standing
from actions.faq.rows import ImportRow, ReadRow, read_rows
from actions.faq.scope import EntryName
from actions.faq.states import OPEN, State
from actions.faq.surroundings import surroundings_of
from actions.reference import Reference
from actions.staff.model import StaffMember


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


@dataclass(frozen=True)
class CheckedList:
    """Rows with what would become of them. `basis` is the same again as long as the same drafts would be made from the
    same answers. `seen` is what they were judged by: all that is out, and what is being worked on of the entries in
    `otherwise`, which do not say so yet."""

    read: Sequence[ReadRow]
    report: Report
    over_versions: Mapping[EntryName, int]
    basis: str
    otherwise: Collection[EntryName]
    seen: Sequence[tuple[int, str, int]]


async def check_list(
    rows: Sequence[ImportRow], *, by: StaffMember, session: AsyncSession, reference: Reference
) -> CheckedList:
    """All rows against each other and what there is. Writes nothing, and takes seconds: it belongs before a unit of
    work. The report is a dry run's.
    """
    entries = await all_entries(session)
    out, begun = await every_revision(session, State.PUBLISHED), await every_revision(session, *OPEN)
    known = Known(
        surroundings_of({entry.topic for entry in entries}, out, reference),
        {revision.entry.name: revision for revision in out},
        {revision.entry.name: revision for revision in begun},
    )
    # Thousands of rows take seconds; meanwhile others are answered.
    read = await asyncio.to_thread(read_rows, rows, known.around)
    former = await revisions_numbered(session, overtaken(read, known.out))
    return await asyncio.to_thread(_checked, read, replace(known, former=former), by)


async def import_list(
    checked: CheckedList, *, dry_run: bool, by: StaffMember, session: AsyncSession, now: datetime
) -> Report:
    """Draft a list when no row has a problem and it is no dry run. Raises ListOutdated."""
    if dry_run or not checked.report.is_sound:
        return Report(dry_run, checked.report.rows)
    return await draft_list(checked, by=by, session=session, now=now)


async def draft_list(checked: CheckedList, *, by: StaffMember, session: AsyncSession, now: datetime) -> Report:
    """Write the drafts of a list that has no problem. Raises ListOutdated when what it was judged by has changed since
    the check.
    """
    await hold_faq(session)
    if await standing(session, checked.otherwise) != checked.seen:
        raise ListOutdated
    coming = [
        (outcome, Draft(one.name, one.content, checked.over_versions.get(one.name)))
        for one, outcome in zip(checked.read, checked.report.rows, strict=True)
        if outcome.outcome != "unchanged" and one.content is not None
    ]
    written = FaqImport(staff_id=by.id, at=now, drafts=len(coming))
    session.add(written)
    await session.flush()
    wanted = [draft for _, draft in coming]
    drafts = await put_drafts(wanted, of_import=written.id, by=by, session=session, now=now)
    for (outcome, _), draft in zip(coming, drafts, strict=True):
        outcome.draft = draft
    await sample(session, FaqEntry, FaqRevision)
    actor = staff_actor(by.id, by.name)
    detail: Detail = {"import": written.id, "drafts": len(drafts)}
    await record(session, "faq.imported", "faq", actor=actor, at=now, detail=detail)
    return Report(False, checked.report.rows)


def _checked(read: Sequence[ReadRow], known: Known, by: StaffMember) -> CheckedList:
    read = put_back_lost(read, known)
    outcomes = judge(read, known, by)
    otherwise = {one.name for one in read if not _is_out(one, known)}
    judging = [*known.out.values(), *(known.begun[name] for name in otherwise if name in known.begun)]
    seen = sorted((one.id, one.state, one.draft_version) for one in judging)
    versions = {name: revision.draft_version for name, revision in known.begun.items()}
    return CheckedList(read, Report(True, outcomes), versions, _basis(read, outcomes, known), otherwise, seen)


def _is_out(one: ReadRow, known: Known) -> bool:
    """Whether what is out says the same, so that no draft of it matters."""
    out = known.out.get(one.name)
    return out is not None and one.content is not None and out.content == one.content.document()


def _basis(read: Sequence[ReadRow], outcomes: Sequence[Outcome], known: Known) -> str:
    told = [
        (outcome.entry, outcome.outcome, *(_version(there.get(one.name)) for there in (known.out, known.begun)))
        for one, outcome in zip(read, outcomes, strict=True)
        if outcome.outcome != "unchanged"
    ]
    return sha256(json.dumps(told).encode()).hexdigest()


def _version(revision: FaqRevision | None) -> tuple[str, int] | None:
    return (revision.name, revision.draft_version) if revision is not None else None
