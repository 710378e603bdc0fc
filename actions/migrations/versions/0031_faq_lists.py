"""Lists of answers that were checked at the desk and wait for their reader's yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "faq_lists",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "token", sa.String(64), nullable=False, comment="The report's, so that an older page drafts nothing newer"
        ),
        sa.Column("rows", sa.Text(), nullable=False, comment="What an import takes: JSON, zlib, base64"),
        sa.Column("basis", sa.String(64), nullable=False, comment="SHA-256 of what the report was made from"),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_faq_lists_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_faq_lists")),
    )


def downgrade() -> None:
    op.drop_table("faq_lists")
