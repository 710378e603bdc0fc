"""Second factors, recovery codes, closed accounts; sessions know their device and last use. Everybody signs in anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def _instant(name: str, *, nullable: bool = False, comment: str | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def upgrade() -> None:
    op.add_column("staff", _instant("closed_at", nullable=True, comment="Since when nobody signs in with it"))
    op.create_table(
        "second_factors",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret_box", sa.LargeBinary(), nullable=False, comment="TOTP secret, encrypted"),
        _instant("since"),
        sa.Column("last_step", sa.BigInteger(), nullable=False, comment="Step of the last code taken; older never are"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_second_factors_staff_id"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        _instant("used_at", nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_recovery_codes_staff_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_staff_id", "recovery_codes", ["staff_id"])
    op.drop_table("desk_sessions")
    op.create_table(
        "desk_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(60), nullable=False, comment="In words, as its owner knows it"),
        _instant("began_at"),
        _instant("used_at", comment="Exact to a minute"),
        _instant("expires_at"),
        _instant("second_factor_at", nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_desk_sessions_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_desk_sessions_token_hash"),
    )
    op.create_index("ix_desk_sessions_staff_id", "desk_sessions", ["staff_id"])


def downgrade() -> None:
    op.drop_table("desk_sessions")
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        _instant("expires_at"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_desk_sessions_staff_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_desk_sessions"),
    )
    op.create_index("ix_desk_sessions_staff_id", "desk_sessions", ["staff_id"])
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_column("staff", "closed_at")
