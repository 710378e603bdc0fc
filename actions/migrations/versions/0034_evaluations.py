"""How well nlu's models understood the messages nobody trains on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "evaluations",
        sa.Column("fingerprint", sa.String(64), nullable=False, comment="Of the trained model"),
        sa.Column(
            "feed_version",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Of the feed it served; 0: the data folder",
        ),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False, comment="What is shown over time; each from 0 to 1"),
        sa.Column("told", sa.JSON(), nullable=False, comment="Everything nlu told"),
        sa.PrimaryKeyConstraint("fingerprint", "feed_version", name=op.f("pk_evaluations")),
    )
    op.create_index(op.f("ix_evaluations_evaluated_at"), "evaluations", ["evaluated_at"])


def downgrade() -> None:
    op.drop_table("evaluations")
