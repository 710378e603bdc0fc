"""A line of a roster knows where its invitation was opened, so that who did not apply can have it erased, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_COMMENT = "Where its code was opened last: whoever it is may have the line erased"


def upgrade() -> None:
    with op.batch_alter_table("roster_lines") as table:
        table.add_column(sa.Column("conversation", sa.String(64), nullable=True, comment=_COMMENT))
    op.create_index("ix_roster_lines_conversation", "roster_lines", ["conversation"])


def downgrade() -> None:
    op.drop_index("ix_roster_lines_conversation", "roster_lines")
    with op.batch_alter_table("roster_lines") as table:
        table.drop_column("conversation")
