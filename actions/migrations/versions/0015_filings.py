"""Approved applications are filed to the union's own system: one row each, and the lists they were handed out in.

What was approved earlier has no filing: nobody knows which of it the union has entered by hand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_STATES = "state IN ('waiting', 'exported', 'filed', 'failed', 'cancelled')"
_CAUSES = (
    "cause IN ('refused', 'denied', 'not_taken', 'busy', 'server_error', 'redirected', 'unreadable', 'timeout', "
    "'unreachable', 'certificate')"
)
_WAITING = sa.text("state = 'waiting'")
_UNDONE = sa.text("state IN ('waiting', 'exported', 'failed')")


def upgrade() -> None:
    op.create_table(
        "filing_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readable_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_filing_batches_number")),
    )
    op.create_table(
        "filings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_number", sa.String(20), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, comment="County, GB/T 2260 code"),
        sa.Column("key", sa.String(40), nullable=False, comment="The receiver tells repeats by it"),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("body_box", sa.LargeBinary(), nullable=True, comment="Encrypted JSON; NULL once filed or erased"),
        sa.Column("reference_box", sa.LargeBinary(), nullable=True, comment="The receiver's number for it"),
        sa.Column("reason_box", sa.LargeBinary(), nullable=True, comment="Why the receiver refused, redacted"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "first_tried_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="24 hours from then it is given up",
        ),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True, comment="When it is due; NULL unless waiting"),
        sa.Column(
            "claim", sa.Integer(), nullable=False, comment="Raised by whoever sends it; others' results do not count"
        ),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(16), nullable=True, comment="Why the latest try came to nothing"),
        sa.Column("status", sa.Integer(), nullable=True, comment="The HTTP status of that try, if there was one"),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_STATES, name=op.f("ck_filings_state")),
        sa.CheckConstraint(_CAUSES, name=op.f("ck_filings_cause")),
        sa.CheckConstraint("(state = 'waiting') = (next_at IS NOT NULL)", name=op.f("ck_filings_next_at")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_filings_organization_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["filing_batches.id"], name=op.f("fk_filings_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        sa.UniqueConstraint("enrollment_number", name=op.f("uq_filings_enrollment_number")),
        sa.UniqueConstraint("key", name=op.f("uq_filings_key")),
    )
    op.create_index(op.f("ix_filings_organization_id"), "filings", ["organization_id"])
    op.create_index(op.f("ix_filings_batch_id"), "filings", ["batch_id"])
    op.create_index("ix_filings_due", "filings", ["next_at", "id"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_index(
        "ix_filings_undone", "filings", ["state", "region", "id"], sqlite_where=_UNDONE, postgresql_where=_UNDONE
    )


def downgrade() -> None:
    op.drop_table("filings")
    op.drop_table("filing_batches")
