"""Workers' questions nobody answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False, comment="Where its worker can be told later"),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False, comment="Ranked topics and tasks, three at most, best first"),
        sa.Column("county", sa.String(6), nullable=True, comment="GB/T 2260, where one is known"),
        sa.Column("text_box", sa.LargeBinary(), nullable=False, comment="Encrypted; at most 200 characters"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.CheckConstraint("reason IN ('fallback', 'none_fit', 'unhelpful')", name=op.f("ck_questions_reason")),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_conversation", "questions", ["conversation"])
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])


def downgrade() -> None:
    op.drop_table("questions")
