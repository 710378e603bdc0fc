"""Single unions are edited at the desk: a version tells of edits in between, and a union can be closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    with op.batch_alter_table("organizations") as table:
        table.add_column(
            sa.Column("version", sa.Integer(), nullable=False, server_default="1", comment="Raised by every change")
        )
        table.add_column(
            sa.Column(
                "closed_at", sa.DateTime(timezone=True), nullable=True, comment="Since when it takes no applications"
            )
        )
    with op.batch_alter_table("organizations") as table:
        table.alter_column("version", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("organizations") as table:
        table.drop_column("closed_at")
        table.drop_column("version")
