"""Who joins and follows the application to its end, correcting what reviewers send back."""

from __future__ import annotations

import time

from tests.faults.notices import heard, responses
from tests.faults.visits import TRIES_AGAIN_AFTER_SECONDS, Visit, joins
from tests.people import person

LISTENS_SECONDS = 15
_OTHER_PHONES = 500_000  # nobody else's: people are numbered from 1


def joins_and_follows(visit: Visit) -> None:
    """The form, then what reviewers decide: each return is corrected, until the application is approved or rejected."""
    joins(visit)
    while not visit.approvals and not visit.rejections:
        _hears(visit)


def _hears(visit: Visit) -> None:
    """Wait for the next decision, and do what it asks for."""
    visit.worker.catch_up()
    deadline = time.monotonic() + visit.patience_seconds
    while True:
        replies = visit.worker.replies.values()
        if len(heard("news.enrollment.returned", replies)) > visit.corrections:
            _corrects(visit)
            return
        visit.approvals = len(heard("news.enrollment.approved", replies))
        visit.rejections = len(heard("news.enrollment.rejected", replies))
        if visit.approvals or visit.rejections:
            return
        assert time.monotonic() < deadline, "never heard of a decision"
        visit.worker.listen(LISTENS_SECONDS)


def _corrects(visit: Visit) -> None:
    deadline = time.monotonic() + visit.patience_seconds
    while visit.worker.asks != "phone":
        assert time.monotonic() < deadline, f"not asked for the returned field, but for {visit.worker.asks!r}"
        visit.press(responses().text("button.enrollment_correct"))
        if visit.worker.asks != "phone":
            time.sleep(TRIES_AGAIN_AFTER_SECONDS)  # actions is down just now
    other = visit.chance.randrange(_OTHER_PHONES, 100_000_000)
    visit.say(person(other).phone)
    assert visit.worker.asks == "confirm", visit.worker.asks
    visit.press(responses().text("button.submit"))
    visit.corrections += 1
    while len(heard("enrollment_correct.done", visit.worker.replies.values())) < visit.corrections:
        assert time.monotonic() < deadline, "never heard that the correction arrived"
        visit.worker.listen(LISTENS_SECONDS)
