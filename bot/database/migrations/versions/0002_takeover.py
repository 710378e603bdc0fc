"""Who a row of the outbox is from, and the latest lines of a conversation for whoever takes over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column("author", sa.String(length=8), nullable=False, server_default="bot", comment="bot or person"),
    )
    op.add_column(
        "conversations",
        sa.Column(
            "said",
            sa.LargeBinary(),
            nullable=True,
            comment="Encrypted; the latest lines, redacted, for whoever takes over",
        ),
    )


def downgrade() -> None:
    op.drop_column("conversations", "said")
    op.drop_column("outbox", "author")
