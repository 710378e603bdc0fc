"""Indexes in the order lists are read in: applications by place or union, members by union, unions by kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_DUE = "state IN ('submitted', 'in_review') AND due_at IS NOT NULL"
_CLOSED = "closed_at IS NOT NULL"


def upgrade() -> None:
    op.create_index("ix_enrollments_region_state_id", "enrollments", ["region", "state", "id"])
    op.create_index("ix_enrollments_organization_id_state_id", "enrollments", ["organization_id", "state", "id"])
    op.create_index("ix_enrollments_state_id", "enrollments", ["state", "id"])
    op.create_index(
        "ix_enrollments_region_due_at_id",
        "enrollments",
        ["region", "due_at", "id"],
        sqlite_where=sa.text(_DUE),
        postgresql_where=sa.text(_DUE),
    )
    op.drop_index("ix_enrollments_due_at", "enrollments")
    op.drop_index("ix_enrollments_organization_id", "enrollments")
    op.drop_index("ix_enrollments_state", "enrollments")
    op.create_index("ix_memberships_organization_id_id", "memberships", ["organization_id", "id"])
    op.drop_index("ix_memberships_organization_id", "memberships")
    op.create_index("ix_audit_entries_action_at", "audit_entries", ["action", "at"])
    op.drop_index("ix_audit_entries_action", "audit_entries")
    op.create_index("ix_filings_state_id", "filings", ["state", "id"])
    op.create_index("ix_organizations_kind_id", "organizations", ["kind", "id"])
    op.create_index(
        "ix_organizations_closed",
        "organizations",
        ["id"],
        sqlite_where=sa.text(_CLOSED),
        postgresql_where=sa.text(_CLOSED),
    )


def downgrade() -> None:
    op.drop_index("ix_organizations_closed", "organizations")
    op.drop_index("ix_organizations_kind_id", "organizations")
    op.drop_index("ix_filings_state_id", "filings")
    op.create_index("ix_audit_entries_action", "audit_entries", ["action"])
    op.drop_index("ix_audit_entries_action_at", "audit_entries")
    op.create_index("ix_memberships_organization_id", "memberships", ["organization_id"])
    op.drop_index("ix_memberships_organization_id_id", "memberships")
    op.create_index("ix_enrollments_state", "enrollments", ["state"])
    op.create_index("ix_enrollments_organization_id", "enrollments", ["organization_id"])
    op.create_index("ix_enrollments_due_at", "enrollments", ["due_at"])
    op.drop_index("ix_enrollments_region_due_at_id", "enrollments")
    op.drop_index("ix_enrollments_state_id", "enrollments")
    op.drop_index("ix_enrollments_organization_id_state_id", "enrollments")
    op.drop_index("ix_enrollments_region_state_id", "enrollments")
