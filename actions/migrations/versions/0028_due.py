"""What is due says so by itself: PostgreSQL misjudged how many rows two conditions leave, and sorted them all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_NAME, _COLUMNS = "ix_enrollments_region_due_at_id", ["region", "due_at", "id"]


def upgrade() -> None:
    op.execute(
        "UPDATE enrollments SET due_at = NULL WHERE state NOT IN ('submitted', 'in_review') AND due_at IS NOT NULL"
    )
    _index_where("due_at IS NOT NULL")


def downgrade() -> None:
    _index_where("state IN ('submitted', 'in_review') AND due_at IS NOT NULL")


def _index_where(condition: str) -> None:
    where = sa.text(condition)
    op.drop_index(_NAME, "enrollments")
    op.create_index(_NAME, "enrollments", _COLUMNS, sqlite_where=where, postgresql_where=where)
