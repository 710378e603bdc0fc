"""Thresholds for nlu that staff propose and approve, append-only like answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_REFUSE_CHANGE = "proposed thresholds never change"
_REFUSE_DELETE = "threshold revisions are never deleted"
_SAID = ("number", "origin", "answer", "careful", "suggest", "why", "author_id")
_NOT_RETIRED = sa.text("state <> 'retired'")


def upgrade() -> None:
    op.create_table(
        "threshold_revisions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="From 1"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False, comment="Percent")
            for name in ("answer", "careful", "suggest")
        ),
        sa.Column("why", sa.Text(), nullable=False, comment="The author's reason"),
        sa.Column(
            "based_on",
            sa.Integer(),
            nullable=True,
            comment="Number that was out when it was proposed, or was brought back",
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("retired_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it was rejected or taken out"),
        sa.CheckConstraint("state IN ('in_review', 'published', 'retired')", name=op.f("ck_threshold_revisions_state")),
        sa.CheckConstraint("origin IN ('staff', 'rollback')", name=op.f("ck_threshold_revisions_origin")),
        sa.CheckConstraint(
            "suggest >= 5 AND suggest < answer AND answer <= careful AND careful <= 99",
            name=op.f("ck_threshold_revisions_thresholds"),
        ),
        *(
            sa.ForeignKeyConstraint([name], ["staff.id"], name=op.f(f"fk_threshold_revisions_{name}"))
            for name in ("author_id", "approver_id", "retired_by_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_threshold_revisions")),
    )
    op.create_index(
        "uq_threshold_revisions_state",
        "threshold_revisions",
        ["state"],
        unique=True,
        sqlite_where=_NOT_RETIRED,
        postgresql_where=_NOT_RETIRED,
    )
    _make_append_only()


def downgrade() -> None:
    op.drop_table("threshold_revisions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_threshold_change()")


def _make_append_only() -> None:
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _SAID)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER threshold_revisions_append_only BEFORE UPDATE ON threshold_revisions WHEN {changed} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_CHANGE}'); END"
        )
        op.execute(
            "CREATE TRIGGER threshold_revisions_no_delete BEFORE DELETE ON threshold_revisions "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSE_DELETE}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_threshold_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{_REFUSE_DELETE}'; END IF; "
        f"IF {changed} THEN RAISE EXCEPTION '{_REFUSE_CHANGE}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER threshold_revisions_append_only BEFORE UPDATE OR DELETE ON threshold_revisions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_threshold_change()"
    )
