"""Daily sums of what came of workers' questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "faq_outcomes",
        sa.Column("day", sa.Date(), nullable=False, comment="China's"),
        sa.Column("topic", sa.String(60), nullable=False, comment="Empty where none is known"),
        sa.Column("county", sa.String(6), nullable=False, comment="GB/T 2260; empty where none is known"),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "topic", "county", "outcome", name="pk_faq_outcomes"),
    )


def downgrade() -> None:
    op.drop_table("faq_outcomes")
