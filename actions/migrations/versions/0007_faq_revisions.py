"""Entries get append-only revisions; what was out becomes the first revision of each, as shipped.

The feed goes on from its version. Old rows knew neither facts nor validity: their source's date stands for the first
day, and the next start takes in what the data folder says.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_REFUSE_CHANGE = "the content of a submitted revision never changes"
_REFUSE_DELETE = "revisions are never deleted"
_STATES = "'draft', 'in_review', 'published', 'retired'"


def upgrade() -> None:
    entries, feed = _rows("faq_entries", "id"), _rows("faq_feed", "id")
    op.drop_table("faq_feed")
    op.drop_table("faq_entries")
    _create_tables()
    _move(entries, feed)
    _make_append_only()


def _rows(table: str, order: str) -> list[dict[str, Any]]:
    found = op.get_bind().execute(sa.text(f"SELECT * FROM {table} ORDER BY {order}"))  # noqa: S608
    return [dict(row) for row in found.mappings()]


def _create_tables() -> None:
    op.create_table(
        "faq_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False, comment="Areas and trades in one text; empty for everybody"),
        sa.Column("areas", sa.JSON(), nullable=False, comment="GB/T 2260, 6 digits: counties, cities or the province"),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faq_entries"),
        sa.UniqueConstraint("topic", "scope", name="uq_faq_entries_topic_scope"),
    )
    op.create_table(
        "faq_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="From 1 within its entry"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("review", sa.String(20), nullable=False, comment="待复核 until a union's staff have approved it"),
        sa.Column("draft_version", sa.Integer(), nullable=False, comment="How often the draft was written, from 1"),
        sa.Column(
            "based_on",
            sa.Integer(),
            nullable=True,
            comment="Number that was out when it was written, or was brought back",
        ),
        sa.Column("author_id", sa.Integer(), nullable=True, comment="Who wrote last; NULL: shipped"),
        sa.Column(
            "writers", sa.JSON(), nullable=False, comment="Everybody who wrote in the draft; none may approve it"
        ),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("retired_by_id", sa.Integer(), nullable=True),
        *(
            sa.Column(f"{name}_at", sa.DateTime(timezone=True), nullable=name not in ("created", "changed"))
            for name in ("created", "changed", "submitted", "approved", "published", "retired")
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it was rejected, taken out or brought back"),
        sa.Column("check_result", sa.JSON(), nullable=True, comment="Summary of nlu's check"),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "in_spite_of_check", sa.Text(), nullable=True, comment="Why it went out although the check forbade it"
        ),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_faq_revisions_state")),
        sa.CheckConstraint("origin IN ('shipped', 'staff', 'rollback')", name=op.f("ck_faq_revisions_origin")),
        sa.ForeignKeyConstraint(["entry_id"], ["faq_entries.id"], name="fk_faq_revisions_entry_id"),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name="fk_faq_revisions_author_id"),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name="fk_faq_revisions_approver_id"),
        sa.ForeignKeyConstraint(["retired_by_id"], ["staff.id"], name="fk_faq_revisions_retired_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_faq_revisions"),
        sa.UniqueConstraint("entry_id", "number", name="uq_faq_revisions_entry_id_number"),
    )
    for name, states in (("published", "state = 'published'"), ("open", "state IN ('draft', 'in_review')")):
        op.create_index(
            f"uq_faq_revisions_{name}",
            "faq_revisions",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text(states),
            postgresql_where=sa.text(states),
        )
    op.create_table(
        "faq_feed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="China's date it was made for; never goes back"),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the entries as the feed shows them"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faq_feed"),
    )


def _move(entries: list[dict[str, Any]], feed: list[dict[str, Any]]) -> None:
    at = _instant(feed[0]["published_at"]) if feed else datetime.now(UTC)
    if entries:
        op.bulk_insert(_ENTRIES, [_entry(number, row, at) for number, row in enumerate(entries, start=1)])
        op.bulk_insert(_REVISIONS, [_revision(number, row, at) for number, row in enumerate(entries, start=1)])
        if op.get_bind().dialect.name == "postgresql":  # ids were given here, so the sequences stand behind them
            for table in ("faq_entries", "faq_revisions"):
                op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {len(entries)})")
    if feed:
        day = (at + timedelta(hours=8)).date()  # China has one time, without summer time
        kept = {name: feed[0][name] for name in ("id", "version", "digest")}
        op.bulk_insert(_FEED, [{**kept, "day": day, "published_at": at}])


_ENTRIES = sa.table(
    "faq_entries",
    sa.column("id", sa.Integer),
    sa.column("topic", sa.String),
    sa.column("scope", sa.String),
    sa.column("areas", sa.JSON),
    sa.column("trades", sa.JSON),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_REVISIONS = sa.table(
    "faq_revisions",
    sa.column("id", sa.Integer),
    sa.column("entry_id", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("state", sa.String),
    sa.column("origin", sa.String),
    sa.column("content", sa.JSON),
    sa.column("review", sa.String),
    sa.column("draft_version", sa.Integer),
    sa.column("writers", sa.JSON),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("changed_at", sa.DateTime(timezone=True)),
    sa.column("published_at", sa.DateTime(timezone=True)),
)
_FEED = sa.table(
    "faq_feed",
    sa.column("id", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("day", sa.Date),
    sa.column("digest", sa.String),
    sa.column("published_at", sa.DateTime(timezone=True)),
)


def _entry(number: int, row: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {"id": number, "topic": row["id"], "scope": "", "areas": [], "trades": [], "created_at": at}


def _revision(number: int, row: dict[str, Any], at: datetime) -> dict[str, Any]:
    source_date = row["source_date"].isoformat() if isinstance(row["source_date"], date) else row["source_date"]
    content = {
        "answer": row["answer"],
        "source": {"text": row["source_text"], "date": source_date, "facts": []},
        "valid_from": source_date,
        "valid_until": None,
        "buttons": _json(row["buttons"]),
        "title": row["title"],
        "category": row["category"],
        "sensitive": bool(row["sensitive"]),
        "phrasings": _json(row["phrasings"]),
    }
    return {
        "id": number,
        "entry_id": number,
        "number": 1,
        "state": "published",
        "origin": "shipped",
        "content": content,
        "review": row["review"],
        "draft_version": 1,
        "writers": [],
        "created_at": at,
        "changed_at": at,
        "published_at": at,
    }


def _json(value: Any) -> Any:
    """SQLite's driver hands out JSON as text."""
    return json.loads(value) if isinstance(value, str) else value


def _instant(value: Any) -> datetime:
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read


def _make_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER faq_revisions_append_only BEFORE UPDATE ON faq_revisions "
            "WHEN OLD.state <> 'draft' AND (NEW.content <> OLD.content OR NEW.entry_id <> OLD.entry_id "
            "OR NEW.number <> OLD.number) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_CHANGE}'); END"
        )
        op.execute(
            "CREATE TRIGGER faq_revisions_no_delete BEFORE DELETE ON faq_revisions "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_DELETE}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_faq_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{_REFUSE_DELETE}'; END IF; "
        "IF OLD.state <> 'draft' AND (NEW.content::text <> OLD.content::text OR NEW.entry_id <> OLD.entry_id "
        f"OR NEW.number <> OLD.number) THEN RAISE EXCEPTION '{_REFUSE_CHANGE}'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER faq_revisions_append_only BEFORE UPDATE OR DELETE ON faq_revisions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_faq_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the former tables had no room for revisions; restore the backup made before upgrading")
