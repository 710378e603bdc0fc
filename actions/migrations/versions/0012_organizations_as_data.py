"""Organizations get a code, a kind, a place in the hierarchy, and what they decide; names may come twice.

What is there so far are counties' unions. On SQLite the table is made anew for that.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_KINDS = "kind IN ('province', 'city', 'county', 'township', 'federation', 'enterprise')"


def upgrade() -> None:
    op.add_column("organizations", sa.Column("code", sa.String(40), nullable=True))
    op.execute("UPDATE organizations SET code = 'sample_' || region WHERE is_sample")
    op.execute("UPDATE organizations SET code = 'union_' || id WHERE code IS NULL")
    with op.batch_alter_table("organizations") as table:
        table.alter_column(
            "code",
            existing_type=sa.String(40),
            nullable=False,
            comment="Given by the union; decides update or new",
        )
        table.alter_column(
            "region",
            existing_type=sa.String(6),
            existing_nullable=False,
            comment="County, city or province, GB/T 2260 code",
        )
        table.drop_constraint(op.f("uq_organizations_name"), type_="unique")
        table.create_unique_constraint(op.f("uq_organizations_code"), ["code"])
        table.add_column(sa.Column("kind", sa.String(12), nullable=False, server_default="county"))
        table.add_column(
            sa.Column(
                "parent", sa.String(40), nullable=True, comment="Code of the one above; NULL when its region tells"
            )
        )
        table.add_column(
            sa.Column(
                "township", sa.String(40), nullable=True, comment="The township or street a township union is for"
            )
        )
        table.add_column(
            sa.Column("trades", sa.JSON(), nullable=False, server_default="[]", comment="Codes it takes; [] for all")
        )
        table.add_column(
            sa.Column(
                "employers",
                sa.JSON(),
                nullable=False,
                server_default="[]",
                comment="Names an enterprise goes by; [] for other kinds",
            )
        )
        table.add_column(
            sa.Column(
                "steps", sa.Integer(), nullable=False, server_default="1", comment="2: the county decides after it"
            )
        )
        table.add_column(
            sa.Column(
                "limit_hours",
                sa.Integer(),
                nullable=True,
                comment="Later than that, an application is overdue; NULL: never",
            )
        )
        table.create_check_constraint(op.f("ck_organizations_kind"), _KINDS)
        table.create_check_constraint(op.f("ck_organizations_steps"), "steps IN (1, 2)")
    with op.batch_alter_table("organizations") as table:
        for column in ("kind", "trades", "employers", "steps"):
            table.alter_column(column, server_default=None)
        table.create_foreign_key(op.f("fk_organizations_parent"), "organizations", ["parent"], ["code"])


def downgrade() -> None:
    """Only counties' unions stay: what was filed with others goes to the county's, a real one before a sample."""
    op.execute(
        "UPDATE enrollments SET organization_id = (SELECT county.id FROM organizations county"
        " WHERE county.kind = 'county' AND county.region = enrollments.region"
        " ORDER BY county.is_sample, county.id LIMIT 1)"
        " WHERE organization_id IN (SELECT id FROM organizations WHERE kind <> 'county')"
    )
    op.execute(
        "UPDATE memberships SET organization_id = (SELECT enrollments.organization_id FROM enrollments"
        " WHERE enrollments.number = memberships.enrollment_number)"
        " WHERE organization_id IN (SELECT id FROM organizations WHERE kind <> 'county')"
    )
    op.execute("UPDATE organizations SET parent = NULL")
    op.execute("DELETE FROM organizations WHERE kind <> 'county'")
    op.execute(
        "UPDATE organizations SET name = substr(name, 1, 70) || '（' || code || '）'"
        " WHERE id NOT IN (SELECT min(id) FROM organizations GROUP BY name)"
    )
    with op.batch_alter_table("organizations") as table:
        table.drop_constraint(op.f("fk_organizations_parent"), type_="foreignkey")
    with op.batch_alter_table("organizations") as table:
        table.drop_constraint(op.f("ck_organizations_kind"), type_="check")
        table.drop_constraint(op.f("ck_organizations_steps"), type_="check")
        table.drop_constraint(op.f("uq_organizations_code"), type_="unique")
        for column in ("code", "kind", "parent", "township", "trades", "employers", "steps", "limit_hours"):
            table.drop_column(column)
        table.alter_column(
            "region", existing_type=sa.String(6), existing_nullable=False, comment="County, GB/T 2260 code"
        )
        table.create_unique_constraint(op.f("uq_organizations_name"), ["name"])
