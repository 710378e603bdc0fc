"""Indexes in the order lists are read in: applications by place or union, members by union, unions by kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_CLOSED = "closed_at IS NOT NULL"


def upgrade() -> None:
    op.create_index("ix_enrollments_region_state_id", "enrollments", ["region", "state", "id"])
    op.create_index("ix_enrollments_organization_id_state_id", "enrollments", ["organization_id", "state", "id"])
    op.create_index("ix_enrollments_state_id", "enrollments", ["state", "id"])
    op.drop_index("ix_enrollments_organization_id", "enrollments")
    op.drop_index("ix_enrollments_state", "enrollments")
    op.create_index("ix_memberships_organization_id_id", "memberships", ["organization_id", "id"])
    op.drop_index("ix_memberships_organization_id", "memberships")
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
    op.create_index("ix_memberships_organization_id", "memberships", ["organization_id"])
    op.drop_index("ix_memberships_organization_id_id", "memberships")
    op.create_index("ix_enrollments_state", "enrollments", ["state"])
    op.create_index("ix_enrollments_organization_id", "enrollments", ["organization_id"])
    op.drop_index("ix_enrollments_state_id", "enrollments")
    op.drop_index("ix_enrollments_organization_id_state_id", "enrollments")
    op.drop_index("ix_enrollments_region_state_id", "enrollments")
