"""An application keeps the worker's choice between two unions, the township, and which step of the review it is at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("enrollments") as table:
        table.add_column(sa.Column("township_box", sa.LargeBinary(), nullable=True))
        table.add_column(
            sa.Column("choice", sa.String(12), nullable=True, comment="The union the worker wants; NULL: not asked")
        )
        table.add_column(
            sa.Column("step", sa.Integer(), nullable=False, server_default="1", comment="2: the county decides last")
        )
        table.create_check_constraint(op.f("ck_enrollments_choice"), "choice IN ('enterprise', 'territorial')")
    with op.batch_alter_table("enrollments") as table:
        table.alter_column("step", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("enrollments") as table:
        table.drop_constraint(op.f("ck_enrollments_choice"), type_="check")
        for column in ("township_box", "choice", "step"):
            table.drop_column(column)
