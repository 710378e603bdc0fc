"""Tables of organizations, applications and memberships; running numbers and counted tries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "number_sequences",
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name="pk_number_sequences"),
    )
    op.create_table(
        "attempts",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_hash", sa.String(64), nullable=False),
        sa.Column("window", sa.String(32), nullable=False, comment="A day, or the start of a quarter hour"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_hash", "window", name="pk_attempts"),
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, comment="County, GB/T 2260 code"),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organizations"),
        sa.UniqueConstraint("name", name="uq_organizations_name"),
    )
    op.create_index("ix_organizations_region", "organizations", ["region"])
    op.create_table(
        "enrollments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("consent_version", sa.String(40), nullable=False),
        sa.Column("consent_given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_box", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_box", sa.LargeBinary(), nullable=True),
        sa.Column("phone_box", sa.LargeBinary(), nullable=True),
        sa.Column("plate_box", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_hash", sa.String(64), nullable=True),
        sa.Column("phone_hash", sa.String(64), nullable=True),
        sa.Column("trade", sa.String(40), nullable=False),
        sa.Column("platform", sa.String(40), nullable=True),
        sa.Column("employer_box", sa.LargeBinary(), nullable=True),
        sa.Column("region", sa.String(6), nullable=False, comment="County, GB/T 2260 code"),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason_box", sa.LargeBinary(), nullable=True, comment="Reviewer's words to the worker"),
        sa.Column("returned_fields", sa.JSON(), nullable=False),
        sa.Column("hold_reason", sa.String(40), nullable=True),
        sa.Column("age_flag", sa.String(40), nullable=True),
        sa.Column("decided_by", sa.String(80), nullable=True, comment="Who decided last, as colleagues know them"),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('submitted', 'in_review', 'approved', 'returned', 'rejected', 'withdrawn')",
            name=op.f("ck_enrollments_state"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_enrollments_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrollments"),
        sa.UniqueConstraint("number", name="uq_enrollments_number"),
    )
    op.create_index("ix_enrollments_conversation", "enrollments", ["conversation"])
    op.create_index("ix_enrollments_organization_id", "enrollments", ["organization_id"])
    op.create_index("ix_enrollments_phone_hash", "enrollments", ["phone_hash"])
    op.create_index("ix_enrollments_state", "enrollments", ["state"])
    op.create_index(
        "uq_enrollments_open_id_number",
        "enrollments",
        ["id_number_hash"],
        unique=True,
        sqlite_where=sa.text("state IN ('submitted', 'in_review', 'returned')"),
        postgresql_where=sa.text("state IN ('submitted', 'in_review', 'returned')"),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("enrollment_number", sa.String(20), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("id_number_box", sa.LargeBinary(), nullable=False),
        sa.Column("phone_box", sa.LargeBinary(), nullable=False),
        sa.Column("id_number_hash", sa.String(64), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False, comment="Local date of the approval"),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_memberships_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
        sa.UniqueConstraint("enrollment_number", name="uq_memberships_enrollment_number"),
        sa.UniqueConstraint("id_number_hash", name="uq_memberships_id_number_hash"),
        sa.UniqueConstraint("number", name="uq_memberships_number"),
    )
    op.create_index("ix_memberships_conversation", "memberships", ["conversation"])
    op.create_index("ix_memberships_organization_id", "memberships", ["organization_id"])
    op.create_index("ix_memberships_phone_hash", "memberships", ["phone_hash"])


def downgrade() -> None:
    op.drop_table("memberships")
    op.drop_table("enrollments")
    op.drop_table("organizations")
    op.drop_table("attempts")
    op.drop_table("number_sequences")
