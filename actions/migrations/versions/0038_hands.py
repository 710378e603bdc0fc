"""Whose hands a revision went through; what is known of those of before stands in the audit log."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

_PIECE = 250
_COMMENT = "Who drafted, wrote in, checked, submitted and put it out: act, staff id, instant, draft version"
_ENTRIES = sa.table(
    "faq_entries", sa.column("id", sa.Integer), sa.column("topic", sa.String), sa.column("scope", sa.String)
)
_REVISIONS = sa.table(
    "faq_revisions",
    sa.column("id", sa.Integer),
    sa.column("entry_id", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("origin", sa.String),
    sa.column("draft_version", sa.Integer),
    sa.column("changed_at", sa.DateTime(timezone=True)),
    sa.column("checked_at", sa.DateTime(timezone=True)),
    sa.column("hands", sa.JSON),
)
_LOG = sa.table(
    "audit_entries",
    sa.column("sequence", sa.BigInteger),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor", sa.String),
    sa.column("action", sa.String),
    sa.column("subject", sa.String),
    sa.column("detail", sa.Text),
)
_ACTS = ("faq.drafted", "faq.checked", "faq.submitted", "faq.published")


def upgrade() -> None:
    hands = sa.Column("hands", sa.JSON(), nullable=False, server_default="[]", comment=_COMMENT)
    op.add_column("faq_revisions", hands)
    _fill()


def _fill() -> None:
    bind = op.get_bind()
    query = (
        sa.select(_REVISIONS, _ENTRIES.c.topic, _ENTRIES.c.scope)
        .join(_ENTRIES, _ENTRIES.c.id == _REVISIONS.c.entry_id)
        .where(_REVISIONS.c.origin == "staff")
        .order_by(_REVISIONS.c.id)
        .limit(_PIECE)
    )
    new = sa.bindparam("new_hands", type_=sa.JSON())
    change = sa.update(_REVISIONS).where(_REVISIONS.c.id == sa.bindparam("of")).values(hands=new)
    last = 0
    while piece := bind.execute(query.where(_REVISIONS.c.id > last)).all():
        names = {one.id: f"{one.topic}{'@' * bool(one.scope)}{one.scope}.{one.number}" for one in piece}
        log = _logged(bind, list(names.values()))
        rows = [{"of": one.id, "new_hands": _hands(one, log.get(names[one.id], []))} for one in piece]
        bind.execute(change, rows)
        last = piece[-1].id


def _logged(bind: sa.Connection, subjects: Sequence[str]) -> Mapping[str, list[Any]]:
    """Entries of colleagues about these revisions, by name, in their order."""
    query = sa.select(_LOG).where(_LOG.c.subject.in_(subjects), _LOG.c.action.in_(_ACTS)).order_by(_LOG.c.sequence)
    found: dict[str, list[Any]] = defaultdict(list)
    for entry in bind.execute(query):
        if entry.actor.startswith("staff:"):
            found[entry.subject].append(entry)
    return found


def _hands(one: Any, log: Sequence[Any]) -> list[dict[str, Any]]:
    """The log tells when somebody began to write and at which 稿; the one before the next one's was their last."""
    hands: dict[tuple[str, int], dict[str, Any]] = {}

    def note(deed: str, by: int, at: datetime, draft_version: int) -> None:
        hands.pop((deed, by), None)  # the latest comes last
        hands[deed, by] = {"deed": deed, "by": by, "at": _aware(at).isoformat(), "draft_version": draft_version}

    writing: tuple[int, datetime, int] | None = None  # who wrote last, since when, from which 稿 on
    for entry in log:
        by, detail = int(entry.actor.partition(":")[2]), json.loads(entry.detail)
        if entry.action == "faq.drafted":
            began_at = int(detail["version"])
            if writing is not None and began_at - 1 > writing[2]:
                note("edited", writing[0], writing[1], began_at - 1)
            note("drafted" if began_at == 1 else "edited", by, entry.at, began_at)
            hands = {of: hand for of, hand in hands.items() if of[0] != "checked"}  # that was another wording
            writing = (by, entry.at, began_at)
        elif entry.action == "faq.published" and detail.get("act") != "publish":
            continue  # the approval put it out
        else:
            note(entry.action.partition(".")[2], by, entry.at, one.draft_version)
    if writing is not None and one.draft_version > writing[2]:
        note("edited", writing[0], one.changed_at, one.draft_version)
    kept = [hand for hand in hands.values() if hand["deed"] != "checked" or one.checked_at is not None]
    return sorted(kept, key=lambda hand: str(hand["at"]))


def _aware(at: datetime) -> datetime:
    """SQLite forgets the zone."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def downgrade() -> None:
    op.drop_column("faq_revisions", "hands")
