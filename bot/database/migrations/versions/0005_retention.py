"""When a conversation last had a turn, and indexes by which rows whose time is over are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INDEXES = (
    ("ix_conversations_active_at", "conversations", "active_at"),
    ("ix_inbox_received_at", "inbox", "received_at"),
    ("ix_outbox_created_at", "outbox", "created_at"),
    ("ix_commands_done_at", "commands", "done_at"),
)
_LAST_ARRIVAL = """
UPDATE conversations SET active_at = coalesce(
    (SELECT max(received_at) FROM inbox WHERE inbox.conversation_id = conversations.id), created_at)
"""


def upgrade() -> None:
    op.add_column(
        "conversations",
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True, comment="Last turn; null once emptied"),
    )
    op.execute(_LAST_ARRIVAL)
    for name, table, column in _INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table)
    op.drop_column("conversations", "active_at")
