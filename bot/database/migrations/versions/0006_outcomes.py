"""What came of workers' questions waits here until it is handed over to be counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# SQLite only counts up INTEGER primary keys.
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="China's"),
        sa.Column("county", sa.String(length=6), nullable=False, comment="GB/T 2260; empty where none is known"),
        sa.Column("topic", sa.String(length=60), nullable=False, comment="Empty where none is known"),
        sa.Column(
            "outcome",
            sa.String(length=12),
            nullable=False,
            comment="What came of one question; not whose, nor in what words",
        ),
        sa.Column(
            "batch",
            sa.String(length=36),
            nullable=True,
            comment="The Idempotency-Key it is handed over under; null until then",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )


def downgrade() -> None:
    op.drop_table("outcomes")
