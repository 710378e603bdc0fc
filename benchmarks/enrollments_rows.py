"""What a story leaves in the tables: the application, its steps, the membership and filing it became, entries of the
audit log, the stored answer and the news. Boxes and hashes are the real vault's."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from actions.audit.actor import WORKER, staff_actor
from actions.audit.log import hash_of
from actions.audit.model import AuditEntry
from actions.clock import local_date
from actions.cover.consent import NUMBER_KIND as CANDIDATE
from actions.cover.states import CoverState
from actions.enrollment.jurisdiction import due_from
from actions.enrollment.kinds import ApplicationKind
from actions.enrollment.model import Enrollment
from actions.enrollment.person import PHONE_IN_USE, age_flag
from actions.enrollment.states import WAITING, State
from actions.enrollment.submission import NUMBER_KIND as APPLICATION
from actions.filing.states import State as FilingState
from actions.memberships.joining import NUMBER_KIND as MEMBER
from actions.numbers import with_check_digit
from actions.vault import Vault
from benchmarks.enrollments_stories import KEPT, Story, applicant

Row = tuple[str, dict[str, Any]]

#: How long stored answers are kept, the keys they stand under, and news that were taken (`actions/retention/days.py`).
_ANSWERS, _KEYS, _NEWS = timedelta(days=30), timedelta(days=400), timedelta(days=7)
_STILL_TO_FILE = timedelta(days=3)
_APPLICATION = dict.fromkeys(Enrollment.__table__.columns.keys())
_REASON = "请核对后重新填写。"
_REASONS = json.dumps({"phone": _REASON}, ensure_ascii=False)
_FACTS = json.dumps({"returned_fields": ["phone"], "reasons": {"phone": _REASON}}, ensure_ascii=False)


@cache
def _detail(county: str) -> str:
    """Of an entry that tells of a submission."""
    return json.dumps({"age": "", "hold": "", "kind": "join", "region": county})


@dataclass
class _Entry:
    """As much of an `AuditEntry` as its hash is made of, without the object mapper's weight."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    previous_hash: str
    entry_hash: str = ""


class Scribe:
    """Writes down one story after the other; `last` is the audit log's last sequence number and hash."""

    def __init__(self, vault: Vault, reviewers: Sequence[int], now: datetime, last: tuple[int, str]) -> None:
        self._vault = vault
        self._reviewers = reviewers
        self._now = now
        self._sequence, self._hash = last
        self._members = 0
        self.given: Counter[tuple[str, int]] = Counter()  # numbers given, by kind and year

    def rows_of(self, story: Story) -> Iterator[Row]:
        """Table and columns of each row, those that others refer to first."""
        number = self._number(APPLICATION, story.submitted_at)
        reviewer = self._reviewers[story.position % len(self._reviewers)]
        application = self._application(story, number, reviewer)
        yield "enrollments", application
        yield from self._steps(story)
        member = None
        if story.state is State.APPROVED:
            member = self._number(MEMBER, story.updated_at)
            yield from self._member(story, application, member)
        yield from self._log(story, number, reviewer)
        yield from self._news(story)

    def _number(self, kind: str, at: datetime) -> str:
        year = local_date(at).year
        self.given[kind, year] += 1
        return with_check_digit(f"{kind}{year % 100:02d}-{self.given[kind, year]:06d}")

    def _application(self, story: Story, number: str, reviewer: int) -> dict[str, Any]:
        waits = story.state in WAITING
        in_review = story.state is State.IN_REVIEW
        row: dict[str, Any] = {
            **_APPLICATION,
            "id": story.position + 1,
            "number": number,
            "kind": ApplicationKind.JOIN.value,
            "channel": "web",
            "consent_version": "2026-11",
            "consent_given_at": story.submitted_at,
            "trade": story.trade,
            "region": story.union.county,
            "choice": story.choice,
            "step": story.step,
            "organization_id": story.union.id,
            "state": story.state.value,
            "returned_fields": '["phone"]' if story.state is State.RETURNED else "[]",
            "hold_reason": PHONE_IN_USE if story.is_held else None,
            "reviewer_id": reviewer if in_review else None,
            "claimed_at": story.updated_at if in_review else None,
            "claimed_by": "审核员" if in_review else None,
            "waiting_since": story.submitted_at if waits else None,
            "due_at": due_from(story.submitted_at, story.union.limit_hours) if waits else None,
            "decided_by": None if waits or story.state is State.WITHDRAWN else "审核员",
            "cause": "not_verified" if story.state is State.REJECTED else None,
            "submitted_at": story.submitted_at,
            "updated_at": story.updated_at,
        }
        if story.state in (State.REJECTED, State.WITHDRAWN) and story.updated_at < self._now - KEPT:
            return {**row, "erased_at": story.updated_at + KEPT}
        return {**row, "conversation": story.conversation, **self._personal(story)}

    def _personal(self, story: Story) -> dict[str, Any]:
        vault, who = self._vault, applicant(story.seed)
        return {
            "name_box": vault.encrypt(who.name),
            "id_number_box": vault.encrypt(who.id_number),
            "phone_box": vault.encrypt(who.phone),
            "plate_box": vault.encrypt(who.plate) if story.has_plate else None,
            "id_number_hash": vault.fingerprint("id_number", who.id_number),
            "phone_hash": vault.fingerprint("phone", who.phone),
            "name_hash": vault.fingerprint("name", who.name),
            "age_flag": age_flag(who.id_number, local_date(story.submitted_at)),
            "employer_box": vault.encrypt(story.union.employer) if story.union.employer else None,
            "township_box": vault.encrypt(story.union.township) if story.union.township else None,
            "reason_box": vault.encrypt(_REASON) if story.state is State.REJECTED else None,
            "field_reasons_box": vault.encrypt(_REASONS) if story.state is State.RETURNED else None,
        }

    def _steps(self, story: Story) -> Iterator[Row]:
        events = [("submitted", story.submitted_at)]
        if story.state not in (State.SUBMITTED, State.WITHDRAWN):
            events.append(("taken", story.updated_at))
        if story.state not in WAITING:
            events.append((story.state.value, story.updated_at))
        for event, at in events:
            row: dict[str, Any] = {
                "enrollment_id": story.position + 1,
                "event": event,
                "at": at,
                "union_name": story.union.name,
                "facts_box": None,
            }
            if event == State.RETURNED:
                row["facts_box"] = self._vault.encrypt(_FACTS)
            yield "enrollment_steps", row

    def _member(self, story: Story, application: dict[str, Any], number: str) -> Iterator[Row]:
        self._members += 1
        names = (
            "name_box",
            "id_number_box",
            "phone_box",
            "id_number_hash",
            "name_hash",
            "phone_hash",
            "trade",
            "region",
        )
        joined_on = local_date(story.updated_at)
        yield (
            "memberships",
            {
                **{name: application[name] for name in names},
                "id": self._members,
                "number": number,
                "enrollment_number": application["number"],
                "conversation": story.conversation,
                "organization_id": story.union.id,
                "joined_on": joined_on,
            },
        )
        waits = self._now - story.updated_at < _STILL_TO_FILE
        yield (
            "filings",
            {
                "enrollment_number": application["number"],
                "organization_id": story.union.id,
                "region": story.union.county,
                "key": f"filing_{secrets.token_hex(16)}",
                "state": (FilingState.WAITING if waits else FilingState.FILED).value,
                "body_box": self._vault.encrypt(_REASON * 20) if waits else None,
                "attempts": 0 if waits else 1,
                "next_at": story.updated_at if waits else None,
                "claim": 0 if waits else 1,
                "opened_at": story.updated_at,
                "updated_at": story.updated_at,
            },
        )
        if joined_on.year == local_date(self._now).year:
            yield (
                "cover_candidates",
                {
                    "number": self._number(CANDIDATE, story.updated_at),
                    "membership_id": self._members,
                    "region": story.union.county,
                    "year": joined_on.year,
                    "state": (CoverState.INSURED if self._members % 10 else CoverState.WAITING).value,
                    "consent_version": "2026-11",
                    "answered_at": story.updated_at,
                    "queued_at": story.updated_at,
                    "updated_at": story.updated_at,
                },
            )

    def _log(self, story: Story, number: str, reviewer: int) -> Iterator[Row]:
        yield self._entry("submitted", number, WORKER.reference, story.submitted_at, _detail(story.union.county))
        if story.state is State.WITHDRAWN:
            yield self._entry("withdrawn", number, WORKER.reference, story.updated_at, "{}")
        elif story.state is not State.SUBMITTED:
            actor = staff_actor(reviewer, "").reference
            yield self._entry("taken", number, actor, story.updated_at, "{}")
            if story.state is not State.IN_REVIEW:
                yield self._entry(story.state.value, number, actor, story.updated_at, "{}")

    def _entry(self, act: str, subject: str, actor: str, at: datetime, detail: str) -> Row:
        entry = _Entry(self._sequence + 1, at, actor, f"enrollment.{act}", subject, detail, self._hash)
        entry.entry_hash = hash_of(cast(AuditEntry, entry))
        self._sequence, self._hash = entry.sequence, entry.entry_hash
        return "audit_entries", vars(entry)

    def _news(self, story: Story) -> Iterator[Row]:
        age = self._now - story.submitted_at
        if age < _KEYS:
            is_kept = age < _ANSWERS
            yield (
                "done_requests",
                {
                    "client": "bot",
                    "key": secrets.token_hex(16),
                    "request_hash": secrets.token_hex(32),
                    "conversation": story.conversation if is_kept else None,
                    "answer_box": self._vault.encrypt("x" * 400) if is_kept else None,
                    "done_at": story.submitted_at,
                },
            )
        if story.state is not State.SUBMITTED and self._now - story.updated_at < _NEWS:
            yield (
                "deliveries",
                {
                    "id": f"{int(story.updated_at.timestamp() * 1e9):016x}{secrets.token_hex(8)}",
                    "conversation": story.conversation,
                    "kind": f"enrollment.{story.state.value}",
                    "created_at": story.updated_at,
                    "acked_at": story.updated_at,
                },
            )
