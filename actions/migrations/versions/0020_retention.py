"""Indexes by which rows whose time is over are found, each as small as what is left of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_INDEXES = (
    ("ix_enrollments_ended", "enrollments", ["updated_at"], "state IN ('rejected', 'withdrawn') AND erased_at IS NULL"),
    ("ix_tickets_ended", "tickets", ["updated_at"], "state IN ('answered', 'closed') AND erased_at IS NULL"),
    ("ix_takeovers_ended", "takeovers", ["closed_at"], "state = 'closed' AND erased_at IS NULL"),
    ("ix_takeover_lines_photos", "takeover_lines", ["takeover_id", "seq"], "photo_box IS NOT NULL"),
    ("ix_done_requests_answered", "done_requests", ["done_at"], "answer_box IS NOT NULL"),
    ("ix_done_requests_emptied", "done_requests", ["done_at"], "answer_box IS NULL"),
    ("ix_deliveries_acked", "deliveries", ["acked_at"], "acked_at IS NOT NULL"),
)


def upgrade() -> None:
    for name, table, columns, where in _INDEXES:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(name, table)
