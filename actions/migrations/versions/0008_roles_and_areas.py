"""A colleague has several roles, an area and perhaps an organization; who was there before keeps the whole province.

SQLite makes the table anew for that, so this step needs foreign keys that are not enforced while it runs (`migrate`
sees to it, and looks at all of them before it commits).
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_STAFF = sa.table("staff", sa.column("id", sa.Integer), sa.column("role", sa.String), sa.column("roles", sa.JSON))
_FORMER = ("administrator", "reviewer", "operator")  # the first of these that somebody has


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(
            sa.Column("roles", sa.JSON(), nullable=False, server_default="[]", comment="At least one, sorted")
        )
        table.add_column(
            sa.Column(
                "areas",
                sa.JSON(),
                nullable=False,
                server_default='["340000"]',
                comment="GB/T 2260, 6 digits: counties, cities or the province",
            )
        )
        table.add_column(
            sa.Column("organization", sa.String(80), nullable=True, comment="The union they work for, in words")
        )
    connection = op.get_bind()
    for id_, role in connection.execute(sa.select(_STAFF.c.id, _STAFF.c.role)).all():
        connection.execute(sa.update(_STAFF).where(_STAFF.c.id == id_).values(roles=[role]))
    with op.batch_alter_table("staff") as table:
        table.drop_constraint(op.f("ck_staff_role"), type_="check")
        table.drop_column("role")
        table.alter_column("roles", server_default=None)
        table.alter_column("areas", server_default=None)


def downgrade() -> None:
    """Of several roles the widest stays; who only worked on answers becomes an operator, as before."""
    op.add_column("staff", sa.Column("role", sa.String(20), nullable=False, server_default="operator"))
    connection = op.get_bind()
    for id_, roles in connection.execute(sa.text("SELECT id, roles FROM staff")).all():
        held = json.loads(roles) if isinstance(roles, str) else roles
        role = next((role for role in _FORMER if role in held), "operator")
        connection.execute(sa.update(_STAFF).where(_STAFF.c.id == id_).values(role=role))
    with op.batch_alter_table("staff") as table:
        table.alter_column("role", server_default=None)
        table.drop_column("roles")
        table.drop_column("areas")
        table.drop_column("organization")
        table.create_check_constraint(op.f("ck_staff_role"), "role IN ('administrator', 'reviewer', 'operator')")
