"""Enrollments counted from outside: what was done against what is there, as lost and doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tests.faults.ground import Ground
from tests.faults.notices import heard

#: What each enrollment is counted for.
KINDS = ("applications", "corrections", "memberships", "filings", "notices")
_DECISIONS = {
    "approve": "news.enrollment.approved",
    "return": "news.enrollment.returned",
    "reject": "news.enrollment.rejected",
}


@dataclass(frozen=True)
class Book:
    """By kind, how often there is what: by conversation or number of the application, with a notice's sentence."""

    of: Mapping[str, Counter[str]]


@dataclass(frozen=True)
class Difference:
    """What is missing and what is there too often, and how many of each were right to be there."""

    ordered: int
    lost: Counter[str]
    doubled: Counter[str]


def compare(ordered: Book, found: Book) -> dict[str, Difference]:
    """By kind. What nobody ordered counts as doubled."""
    return {
        kind: Difference(ordered.of[kind].total(), ordered.of[kind] - found.of[kind], found.of[kind] - ordered.of[kind])
        for kind in KINDS
    }


def ordered_in(ground: Ground) -> Book:
    """What workers confirmed and reviewers were told that they have decided."""
    decided = {decision: ground.office.decided(decision) for decision in _DECISIONS}
    notices: Counter[str] = Counter()
    for visit in ground.web:
        notices[f"enroll.done {ground.conversation(visit)}"] += visit.enrollments
        notices[f"enrollment_correct.done {ground.conversation(visit)}"] += visit.corrections
    chats = conversations(ground)
    for decision, sentence in _DECISIONS.items():
        for number, count in decided[decision].items():
            notices[f"{sentence} {chats.get(number, number)}"] += count
    corrections = {ground.conversation(visit): visit.corrections for visit in ground.web}
    return Book(
        {
            "applications": Counter({ground.conversation(visit): visit.enrollments for visit in ground.web}),
            "corrections": Counter(corrections),
            "memberships": decided["approve"],
            "filings": decided["approve"],
            "notices": notices,
        }
    )


def found_in(ground: Ground) -> Book:
    """What is in the tables of actions, at the receiver and on the workers' pages, who have caught up."""
    filed = ground.ledger.rows("actions", "SELECT conversation, count(*) FROM enrollments GROUP BY conversation")
    corrected = ground.ledger.rows(
        "actions",
        "SELECT e.conversation, count(*) FROM audit_entries a JOIN enrollments e ON e.number = a.subject"
        " WHERE a.action = 'enrollment.corrected' GROUP BY e.conversation",
    )
    members = ground.ledger.rows("actions", "SELECT enrollment_number FROM memberships")
    notices: Counter[str] = Counter()
    for visit in ground.web:
        visit.worker.catch_up()
        for sentence in ("enroll.done", "enrollment_correct.done", *_DECISIONS.values()):
            count = len(heard(sentence, visit.worker.replies.values()))
            notices[f"{sentence} {ground.conversation(visit)}"] += count
    return Book(
        {
            "applications": Counter(dict(map(tuple, filed))),
            "corrections": Counter(dict(map(tuple, corrected))),
            "memberships": Counter(number for (number,) in members),
            "filings": Counter(ground.receiver.applications),
            "notices": notices,
        }
    )


def conversations(ground: Ground) -> dict[str, str]:
    """Number of each application → its conversation."""
    return dict(map(tuple, ground.ledger.rows("actions", "SELECT number, conversation FROM enrollments")))
