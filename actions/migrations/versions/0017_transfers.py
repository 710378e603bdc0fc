"""Memberships know where and as what their member works, and can move; an application may be a transfer request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("enrollments") as table:
        table.add_column(
            sa.Column(
                "kind",
                sa.String(12),
                nullable=False,
                server_default="join",
                comment="transfer: of somebody who is a member already",
            )
        )
        table.create_check_constraint(op.f("ck_enrollments_kind"), "kind IN ('join', 'transfer')")
    with op.batch_alter_table("enrollments") as table:
        table.alter_column("kind", server_default=None)
    with op.batch_alter_table("memberships") as table:
        table.add_column(sa.Column("region", sa.String(6), nullable=True, comment="County of the work, GB/T 2260 code"))
        table.add_column(sa.Column("trade", sa.String(40), nullable=True))
    for column, otherwise in (("region", "(SELECT region FROM organizations o WHERE o.id = organization_id)"),
                              ("trade", "'other'")):  # fmt: skip
        op.execute(
            f"UPDATE memberships SET {column} = COALESCE((SELECT {column} FROM enrollments e "  # noqa: S608  our names
            f"WHERE e.number = enrollment_number), {otherwise})"
        )
    with op.batch_alter_table("memberships") as table:
        table.alter_column("region", existing_type=sa.String(6), nullable=False)
        table.alter_column("trade", existing_type=sa.String(40), nullable=False)
        table.create_index("ix_memberships_region_id", ["region", "id"])
    op.create_table(
        "membership_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("enrollment_number", sa.String(20), nullable=False, comment="The transfer request"),
        sa.Column("from_organization_id", sa.Integer(), nullable=False),
        sa.Column("to_organization_id", sa.Integer(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False, comment="Local date of the approval"),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(80), nullable=False, comment="Who approved it, as colleagues know them"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_moves")),
        sa.UniqueConstraint("enrollment_number", name=op.f("uq_membership_moves_enrollment_number")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_membership_moves_membership_id")),
        sa.ForeignKeyConstraint(
            ["from_organization_id"], ["organizations.id"], name=op.f("fk_membership_moves_from_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_organization_id"], ["organizations.id"], name=op.f("fk_membership_moves_to_organization_id")
        ),
    )
    for column in ("membership_id", "from_organization_id", "to_organization_id"):
        op.create_index(op.f(f"ix_membership_moves_{column}"), "membership_moves", [column])


def downgrade() -> None:
    op.drop_table("membership_moves")
    with op.batch_alter_table("memberships") as table:
        table.drop_index("ix_memberships_region_id")
        table.drop_column("trade")
        table.drop_column("region")
    with op.batch_alter_table("enrollments") as table:
        table.drop_constraint(op.f("ck_enrollments_kind"), type_="check")
        table.drop_column("kind")
