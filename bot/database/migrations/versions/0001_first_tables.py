"""The first tables: conversations, inbox, outbox, buttons, commands, page links, the feed's copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite only counts up INTEGER primary keys.
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=36), nullable=False, comment="Keyed hash of channel and address, as a UUID"),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column(
            "address",
            sa.LargeBinary(),
            nullable=True,
            comment="Encrypted; where a push channel sends to; null on the web",
        ),
        sa.Column(
            "state",
            sa.LargeBinary(),
            nullable=False,
            comment="Encrypted dialogue state; personal values masked or sealed",
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Raised by each turn; a turn made on an older one is void"
        ),
        sa.Column("last_seq", sa.Integer(), nullable=False, comment="Highest seq of the conversation's outbox"),
        sa.Column("asks", sa.String(length=32), nullable=True, comment="Field the bot waits for"),
        sa.Column("owner", sa.String(length=8), nullable=False, comment="bot, queue or person"),
        sa.Column("owner_epoch", sa.Integer(), nullable=False, comment="Raised when the owner changes"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "feed_copy",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="Always 1"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=128), nullable=True),
        sa.Column("body", sa.Text(), nullable=False, comment="The feed as actions sent it, JSON"),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_copy")),
    )
    op.create_table(
        "buttons",
        sa.Column("id", sa.String(length=32), nullable=False, comment="Opaque and random: all a channel ever sees"),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="The reply it stands under; old ones are thrown away"),
        sa.Column("action", sa.Text(), nullable=False, comment="JSON, read by the dialogue"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_buttons_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buttons")),
    )
    op.create_index("ix_buttons_conversation", "buttons", ["conversation_id", "seq"], unique=False)
    op.create_table(
        "commands",
        sa.Column("number", COUNTED, nullable=False, comment="The order in which they were given"),
        sa.Column("id", sa.String(length=36), nullable=False, comment="The Idempotency-Key"),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True, comment="Encrypted; deleted when actions has answered"),
        sa.Column("status", sa.String(length=8), nullable=False, comment="waiting, done or refused"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_commands_conversation_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_commands")),
        sa.UniqueConstraint("id", name=op.f("uq_commands_id")),
    )
    op.create_index(
        "ix_commands_waiting",
        "commands",
        ["conversation_id", "number"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column(
            "channel", sa.String(length=16), nullable=False, comment="web, telegram, or inside: page, news, command"
        ),
        sa.Column("update_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True, comment="Encrypted; deleted when the turn is done"),
        sa.Column(
            "status",
            sa.String(length=8),
            nullable=False,
            comment="new, done, or failed when the dialogue could not digest it",
        ),
        sa.Column(
            "first_seq",
            sa.Integer(),
            nullable=True,
            comment="First outbox row of its turn; null when the turn said nothing",
        ),
        sa.Column("last_seq", sa.Integer(), nullable=True, comment="Last outbox row of its turn"),
        sa.Column("asks", sa.String(length=32), nullable=True, comment="Field asked when its turn ended"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_inbox_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "update_id", name=op.f("uq_inbox_channel")),
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["conversation_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'new'"),
        postgresql_where=sa.text("status = 'new'"),
    )
    op.create_table(
        "outbox",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner_epoch", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=8),
            nullable=False,
            comment="reply, or delete: remove a worker's message at the channel",
        ),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=True,
            comment="Encrypted; the bot's own words; deleted once a push channel is through",
        ),
        sa.Column(
            "status",
            sa.String(length=8),
            nullable=False,
            comment="readable (web), or pending, sending, sent, unknown, failed, dropped",
        ),
        sa.Column("parts_sent", sa.Text(), nullable=True, comment="Channel ids of the messages sent so far, JSON list"),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True, comment="Retry-after of the channel"),
        sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_outbox_conversation_id")),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["conversation_id", "seq"],
        unique=False,
        sqlite_where=sa.text("status in ('pending', 'sending')"),
        postgresql_where=sa.text("status in ('pending', 'sending')"),
    )
    op.create_table(
        "page_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_page_links_conversation_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_page_links")),
    )
    op.create_index("ix_page_links_expires", "page_links", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_page_links_expires", table_name="page_links")
    op.drop_table("page_links")
    op.drop_index(
        "ix_outbox_open",
        table_name="outbox",
        sqlite_where=sa.text("status in ('pending', 'sending')"),
        postgresql_where=sa.text("status in ('pending', 'sending')"),
    )
    op.drop_table("outbox")
    op.drop_index(
        "ix_inbox_new",
        table_name="inbox",
        sqlite_where=sa.text("status = 'new'"),
        postgresql_where=sa.text("status = 'new'"),
    )
    op.drop_table("inbox")
    op.drop_index(
        "ix_commands_waiting",
        table_name="commands",
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.drop_table("commands")
    op.drop_index("ix_buttons_conversation", table_name="buttons")
    op.drop_table("buttons")
    op.drop_table("feed_copy")
    op.drop_table("conversations")
