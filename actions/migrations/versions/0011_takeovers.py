"""Tables of conversations handed to people, ready-made sentences, and what became of suggested answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_OPEN = sa.text("state <> 'closed'")


def upgrade() -> None:
    op.create_table(
        "takeovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False, comment="asked, sensitive, misses, outage or emergency"),
        sa.Column(
            "urgency",
            sa.Integer(),
            nullable=False,
            comment="2 emergency, 1 sensitive, 0 other; higher ones wait in front",
        ),
        sa.Column("region", sa.String(6), nullable=True, comment="Where the worker is; NULL when nobody knows"),
        sa.Column("area", sa.String(6), nullable=True, comment="Whose staff it is for: the region, until transferred"),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("topic", sa.String(60), nullable=True, comment="What it was about when it was opened"),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column(
            "claim",
            sa.Integer(),
            nullable=False,
            comment="Raised by each claim, so that a late answer to an older one shows",
        ),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("wanted_id", sa.Integer(), nullable=True, comment="Transferred to this colleague"),
        sa.Column(
            "in_front", sa.Boolean(), nullable=False, comment="Transferred: waits before others of the same urgency"
        ),
        sa.Column("last_seq", sa.Integer(), nullable=False, comment="Of its lines; allocated while the row is held"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "waiting_since", sa.DateTime(timezone=True), nullable=False, comment="What the order in the queue goes by"
        ),
        sa.Column("climbs_at", sa.DateTime(timezone=True), nullable=True, comment="Unclaimed until then, it climbs"),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("closed_topic", sa.String(60), nullable=True, comment="What it was about, as the operator says"),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'pending', 'taken', 'closed')", name=op.f("ck_takeovers_state")),
        sa.CheckConstraint("level IN ('county', 'city', 'province')", name=op.f("ck_takeovers_level")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_takeovers_owner_id"),
        sa.ForeignKeyConstraint(["wanted_id"], ["staff.id"], name="fk_takeovers_wanted_id"),
        sa.PrimaryKeyConstraint("id", name="pk_takeovers"),
        sa.UniqueConstraint("number", name="uq_takeovers_number"),
    )
    op.create_index("ix_takeovers_conversation", "takeovers", ["conversation"])
    op.create_index("ix_takeovers_owner_id", "takeovers", ["owner_id"])
    op.create_index("ix_takeovers_state_waiting_since", "takeovers", ["state", "waiting_since"])
    op.create_index(
        "uq_takeovers_open_conversation",
        "takeovers",
        ["conversation"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "takeover_lines",
        sa.Column("takeover_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text_box", sa.LargeBinary(), nullable=True),
        sa.Column("photo_type", sa.String(16), nullable=True),
        sa.Column("photo_box", sa.LargeBinary(), nullable=True, comment="Encrypted base64"),
        sa.Column("understood_box", sa.LargeBinary(), nullable=True, comment="Encrypted JSON: topics, region, place"),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False, comment="Said after the close"),
        sa.Column("staff_id", sa.Integer(), nullable=True, comment="Who wrote an operator's line or note"),
        sa.Column("client_id", sa.String(64), nullable=True, comment="The form's own id: sent twice, it is kept once"),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "author IN ('worker', 'bot', 'house', 'operator', 'note')", name=op.f("ck_takeover_lines_author")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_takeover_lines_staff_id"),
        sa.ForeignKeyConstraint(["takeover_id"], ["takeovers.id"], name="fk_takeover_lines_takeover_id"),
        sa.PrimaryKeyConstraint("takeover_id", "seq", name="pk_takeover_lines"),
        sa.UniqueConstraint("takeover_id", "client_id", name="uq_takeover_lines_takeover_id_client_id"),
    )
    op.create_table(
        "quick_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(40), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quick_replies"),
        sa.UniqueConstraint("title", name="uq_quick_replies_title"),
    )
    op.create_table(
        "assist_uses",
        sa.Column("takeover_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False, comment="The worker's line"),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, comment="1 to 3"),
        sa.Column("use", sa.String(8), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("use IN ('inserted', 'edited', 'ignored')", name=op.f("ck_assist_uses_use")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_assist_uses_staff_id"),
        sa.ForeignKeyConstraint(["takeover_id"], ["takeovers.id"], name="fk_assist_uses_takeover_id"),
        sa.PrimaryKeyConstraint("takeover_id", "seq", "topic", name="pk_assist_uses"),
    )
    op.create_index("ix_assist_uses_topic", "assist_uses", ["topic"])


def downgrade() -> None:
    op.drop_table("assist_uses")
    op.drop_table("quick_replies")
    op.drop_table("takeover_lines")
    op.drop_table("takeovers")
