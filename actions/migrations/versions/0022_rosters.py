"""Rosters of workers whom the county's staff invite, with their codes; applications can be found by name and phone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "rosters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, comment="County, GB/T 2260 code"),
        sa.Column("site", sa.String(80), nullable=False),
        sa.Column("employer", sa.String(80), nullable=True, comment="The company, as its workers call it"),
        sa.Column("total", sa.Integer(), nullable=False, comment="Workers when it was taken in"),
        sa.Column("imported_by", sa.String(80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purge_at", sa.DateTime(timezone=True), nullable=False, comment="No line is kept longer"),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined", sa.Integer(), nullable=True, comment="At the purge; NULL before"),
        sa.Column("applying", sa.Integer(), nullable=True, comment="At the purge; NULL before"),
        sa.Column("waiting", sa.Integer(), nullable=True, comment="At the purge; NULL before"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
        sa.UniqueConstraint("number", name=op.f("uq_rosters_number")),
    )
    op.create_index(op.f("ix_rosters_region"), "rosters", ["region"])
    op.create_table(
        "roster_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="Row in the file, headings being row 1"),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("phone_box", sa.LargeBinary(), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("code_box", sa.LargeBinary(), nullable=False, comment="Invitation code, encrypted"),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("enrollment_number", sa.String(20), nullable=True, comment="Filed with the code; NULL: unused"),
        sa.ForeignKeyConstraint(["roster_id"], ["rosters.id"], name=op.f("fk_roster_lines_roster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_lines")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_roster_lines_code_hash")),
    )
    op.create_index(op.f("ix_roster_lines_roster_id"), "roster_lines", ["roster_id"])
    op.create_index(op.f("ix_roster_lines_phone_hash"), "roster_lines", ["phone_hash"])
    op.create_index(op.f("ix_roster_lines_enrollment_number"), "roster_lines", ["enrollment_number"])
    op.add_column(
        "enrollments",
        sa.Column("name_hash", sa.String(64), nullable=True, comment="NULL in older ones until a roster asks"),
    )


def downgrade() -> None:
    with op.batch_alter_table("enrollments") as table:
        table.drop_column("name_hash")
    op.drop_table("roster_lines")
    op.drop_table("rosters")
