"""Indexes for looking through the audit log by actor, action, subject and day."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"

_COLUMNS = ("actor", "action", "subject", "at")


def upgrade() -> None:
    for column in _COLUMNS:
        op.create_index(f"ix_audit_entries_{column}", "audit_entries", [column])


def downgrade() -> None:
    for column in _COLUMNS:
        op.drop_index(f"ix_audit_entries_{column}", "audit_entries")
