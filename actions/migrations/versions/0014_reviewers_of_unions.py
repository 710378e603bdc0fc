"""Reviewers may be bounded to one union; applications are claimed, due, returned by field, decided in two steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_CAUSES = "cause IN ('not_eligible', 'not_verified', 'not_own_wish', 'elsewhere', 'duplicate', 'under_age', 'other')"


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(
            sa.Column("organization_id", sa.Integer(), nullable=True, comment="Reviews for this union and no other")
        )
        table.create_foreign_key(op.f("fk_staff_organization_id"), "organizations", ["organization_id"], ["id"])
        table.create_index(op.f("ix_staff_organization_id"), ["organization_id"])
    with op.batch_alter_table("enrollments") as table:
        table.add_column(sa.Column("reviewer_id", sa.Integer(), nullable=True, comment="Who has it in review"))
        table.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column("claimed_by", sa.String(80), nullable=True, comment="The same, as colleagues know them")
        )
        table.add_column(
            sa.Column("first_reviewer_id", sa.Integer(), nullable=True, comment="Who approved the first step")
        )
        table.add_column(
            sa.Column(
                "due_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Overdue from then; NULL: never, or decided",
            )
        )
        table.add_column(sa.Column("cause", sa.String(16), nullable=True, comment="Why it was rejected"))
        table.add_column(
            sa.Column("field_reasons_box", sa.LargeBinary(), nullable=True, comment="Encrypted JSON: field to reason")
        )
        table.create_foreign_key(op.f("fk_enrollments_reviewer_id"), "staff", ["reviewer_id"], ["id"])
        table.create_foreign_key(op.f("fk_enrollments_first_reviewer_id"), "staff", ["first_reviewer_id"], ["id"])
        table.create_check_constraint(op.f("ck_enrollments_cause"), _CAUSES)
        table.create_index(op.f("ix_enrollments_due_at"), ["due_at"])


def downgrade() -> None:
    with op.batch_alter_table("enrollments") as table:
        table.drop_index(op.f("ix_enrollments_due_at"))
        table.drop_constraint(op.f("ck_enrollments_cause"), type_="check")
        table.drop_constraint(op.f("fk_enrollments_reviewer_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_enrollments_first_reviewer_id"), type_="foreignkey")
        for column in (
            "reviewer_id",
            "claimed_at",
            "claimed_by",
            "first_reviewer_id",
            "due_at",
            "cause",
            "field_reasons_box",
        ):
            table.drop_column(column)
    with op.batch_alter_table("staff") as table:
        table.drop_index(op.f("ix_staff_organization_id"))
        table.drop_constraint(op.f("fk_staff_organization_id"), type_="foreignkey")
        table.drop_column("organization_id")
