"""Tables of FAQ entries and the version of their feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "faq_entries",
        sa.Column("id", sa.String(60), nullable=False, comment="Topic"),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False, comment="Tasks and topics offered below the answer"),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("source_text", sa.String(200), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=False),
        sa.Column("review", sa.String(20), nullable=False, comment="待复核 until a union's staff have approved it"),
        sa.Column("phrasings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faq_entries"),
    )
    op.create_table(
        "faq_feed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the entries"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faq_feed"),
    )


def downgrade() -> None:
    op.drop_table("faq_feed")
    op.drop_table("faq_entries")
