"""What else happens by itself only after months: rows of an earlier release, rows past their time."""

from __future__ import annotations

import secrets
import time
import uuid

from tests.faults.ledger import Ledger

#: Both rooms look for such rows every second here.
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
    """A try at looking something up is from years ago, and so is a conversation nobody else knows of."""
    tried = "INSERT INTO attempts VALUES ('lookup_phone', :subject, '2020-01-01', 1)"
    ledger.change("actions", tried, subject=secrets.token_hex(32))
    ledger.change("bot", _FORGOTTEN, id=str(uuid.uuid4()), state=ledger.data_key.encrypt({}))
    time.sleep(PAUSE_SECONDS)


_FORGOTTEN = """
INSERT INTO conversations (id, channel, state, version, last_seq, owner, owner_epoch, created_at, active_at)
VALUES (:id, 'telegram', :state, 0, 0, 'bot', 0, '2020-01-01 00:00:00', '2020-01-01 00:00:00')
"""
