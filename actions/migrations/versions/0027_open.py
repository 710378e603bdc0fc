"""How many applications wait in a county is counted in an index, without reading each of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_OPEN = sa.text("state IN ('submitted', 'in_review', 'returned')")


def upgrade() -> None:
    op.create_index(
        "ix_enrollments_open",
        "enrollments",
        ["region", "organization_id", "state", "step", "due_at", "hold_reason"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_enrollments_open", "enrollments")
