"""How many of each county want the cover is counted without going through all who have it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_UNINSURED = sa.text("state <> 'insured'")


def upgrade() -> None:
    op.create_index(
        "ix_cover_candidates_uninsured",
        "cover_candidates",
        ["region", "year", "state"],
        sqlite_where=_UNINSURED,
        postgresql_where=_UNINSURED,
    )


def downgrade() -> None:
    op.drop_index("ix_cover_candidates_uninsured", "cover_candidates")
