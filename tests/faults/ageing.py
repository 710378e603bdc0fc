"""What else happens by itself only after months: rows of an earlier release, rows past their time."""

from __future__ import annotations

import secrets
import time

from tests.faults.ledger import Ledger

#: Both rooms look for such rows at their start.
PAUSE_SECONDS = 0.5
# Without its key's id in front a box is one of an earlier release.
_STRIPPED = (
    ("actions", b"xfk1",
     "UPDATE done_requests SET answer_box = substr(answer_box, 9) WHERE substr(answer_box, 1, 4) = :mark"),
    ("bot", b"xbk1",
     "UPDATE outbox SET body = substr(body, 9) WHERE status = 'readable' AND substr(body, 1, 4) = :mark"),
)  # fmt: skip


def age_keys(ledger: Ledger) -> None:
    """Some boxes do not name their key."""
    for room, mark, statement in _STRIPPED:
        ledger.change(room, statement, mark=mark)
    time.sleep(PAUSE_SECONDS)


def age_rows(ledger: Ledger) -> None:
    """A try at looking something up, and an arrival that is done, are from years ago."""
    tried = "INSERT INTO attempts VALUES ('lookup_phone', :subject, '2020-01-01', 1)"
    ledger.change("actions", tried, subject=secrets.token_hex(32))
    ledger.change("bot", "UPDATE inbox SET received_at = '2020-01-01 00:00:00' WHERE status = 'done' AND id % 3 = 0")
    time.sleep(PAUSE_SECONDS)
