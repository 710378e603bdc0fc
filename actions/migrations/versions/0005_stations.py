"""Table of worker stations, and the mark that the samples were put in once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "stations",
        sa.Column("id", sa.String(40), nullable=False, comment="Given by the union; decides update or new"),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, comment="County code, GB/T 2260"),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("lat", sa.Float(53), nullable=False, comment="Degrees, GCJ-02"),
        sa.Column("lon", sa.Float(53), nullable=False, comment="Degrees, GCJ-02"),
        sa.Column("crs", sa.String(8), nullable=False, comment="The system the point came in, before it was converted"),
        sa.Column(
            "hours", sa.String(120), nullable=False, comment="As the keepers write it; opening_hours.py reads it"
        ),
        sa.Column("facilities", sa.String(300), nullable=False, comment="Codes, each between bars: |water|rest|"),
        sa.Column("sample", sa.Boolean(), nullable=False, comment="Made up, to be removed before going live"),
        sa.PrimaryKeyConstraint("id", name="pk_stations"),
    )
    op.create_index("ix_stations_lat_lon", "stations", ["lat", "lon"])
    op.create_index("ix_stations_region", "stations", ["region"])
    op.create_index("ix_stations_sample", "stations", ["sample"])
    op.create_table(
        "sample_seedings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seeded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sample_seedings"),
    )


def downgrade() -> None:
    op.drop_table("sample_seedings")
    op.drop_table("stations")
