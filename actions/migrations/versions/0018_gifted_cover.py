"""The gifted accident cover: quotas of counties, candidates, batches for the insurer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_STATES = "state IN ('declined', 'waiting', 'listed', 'shared', 'insured', 'refused', 'withdrawn')"


def upgrade() -> None:
    op.create_table(
        "cover_quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, comment="County, GB/T 2260 code"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False, comment="Places given: listed, shared, insured"),
        sa.Column("trades", sa.JSON(), nullable=False, comment="Codes of the trades it is for"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= places", name=op.f("ck_cover_quotas_taken")),
        sa.PrimaryKeyConstraint("id", name="pk_cover_quotas"),
        sa.UniqueConstraint("region", "year", name="uq_cover_quotas_region_year"),
    )
    op.create_table(
        "cover_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False, comment="As colleagues know them"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cover_batches"),
        sa.UniqueConstraint("number", name="uq_cover_batches_number"),
    )
    op.create_index("ix_cover_batches_region_year", "cover_batches", ["region", "year"])
    op.create_table(
        "cover_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(6), nullable=False, comment="County whose quota it is, whatever moves later"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("consent_version", sa.String(40), nullable=False, comment="The text the answer was given to"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, comment="First come, first served"),
        sa.Column(
            "withdrawn_at", sa.DateTime(timezone=True), nullable=True, comment="The agreement was taken back then"
        ),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("policy_number_box", sa.LargeBinary(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("reason_box", sa.LargeBinary(), nullable=True, comment="Why the insurer refused"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_STATES, name=op.f("ck_cover_candidates_state")),
        sa.PrimaryKeyConstraint("id", name="pk_cover_candidates"),
        sa.UniqueConstraint("number", name="uq_cover_candidates_number"),
        sa.UniqueConstraint("membership_id", "year", name="uq_cover_candidates_membership_id_year"),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name="fk_cover_candidates_membership_id"),
        sa.ForeignKeyConstraint(["batch_id"], ["cover_batches.id"], name="fk_cover_candidates_batch_id"),
    )
    op.create_index("ix_cover_candidates_membership_id", "cover_candidates", ["membership_id"])
    op.create_index("ix_cover_candidates_batch_id", "cover_candidates", ["batch_id"])
    op.create_index(
        "ix_cover_candidates_region_year_state_queued_at",
        "cover_candidates",
        ["region", "year", "state", "queued_at"],
    )


def downgrade() -> None:
    op.drop_table("cover_candidates")
    op.drop_table("cover_batches")
    op.drop_table("cover_quotas")
