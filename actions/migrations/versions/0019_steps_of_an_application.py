"""The steps of an application as its worker may read them, and since when it waits where it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "enrollment_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("union_name", sa.String(120), nullable=False, comment="Whose step it was, as it was called then"),
        sa.Column("facts_box", sa.LargeBinary(), nullable=True, comment="Encrypted JSON: fields, reasons, membership"),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name="fk_enrollment_steps_enrollment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrollment_steps"),
    )
    op.create_index("ix_enrollment_steps_enrollment_id", "enrollment_steps", ["enrollment_id"])
    with op.batch_alter_table("enrollments") as table:
        table.add_column(
            sa.Column(
                "waiting_since",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Its union's limit counts from then",
            )
        )
    # What was filed before waits since it was filed, as far as that is known; its earlier steps are not.
    op.execute("UPDATE enrollments SET waiting_since = submitted_at WHERE state IN ('submitted', 'in_review')")


def downgrade() -> None:
    with op.batch_alter_table("enrollments") as table:
        table.drop_column("waiting_since")
    op.drop_index("ix_enrollment_steps_enrollment_id", table_name="enrollment_steps")
    op.drop_table("enrollment_steps")
