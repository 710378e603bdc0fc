"""What need not be told at night waits: inbox and outbox rows say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"

_COMMENT = "Not told in quiet hours"


def upgrade() -> None:
    for table in ("inbox", "outbox"):
        op.add_column(
            table,
            sa.Column("can_wait", sa.Boolean(), nullable=False, server_default=sa.false(), comment=_COMMENT),
        )


def downgrade() -> None:
    for table in ("outbox", "inbox"):
        op.drop_column(table, "can_wait")
