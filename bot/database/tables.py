"""The bot's tables. Times are UTC; encrypted columns are made with the bot's data key (bot/data_key.py).

Of what a worker typed no table holds more, once its turn is done, than the latest lines with personal values taken out;
none ever holds a client's secret or a chat id in clear.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware UTC time on both engines; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite only counts up INTEGER primary keys.
_counted = BigInteger().with_variant(Integer, "sqlite")


def _conversation() -> Column[str]:
    return Column("conversation_id", String(36), ForeignKey("conversations.id"), nullable=False)


def _partial_index(name: str, *columns: Column[Any], where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


conversations = Table(
    "conversations",
    metadata,
    Column("id", String(36), primary_key=True, comment="Keyed hash of channel and address, as a UUID"),
    Column("channel", String(16), nullable=False),
    Column("address", LargeBinary, comment="Encrypted; where a push channel sends to; null on the web"),
    Column("state", LargeBinary, nullable=False, comment="Encrypted dialogue state; personal values masked or sealed"),
    Column("version", Integer, nullable=False, comment="Raised by each turn; a turn made on an older one is void"),
    Column("last_seq", Integer, nullable=False, comment="Highest seq of the conversation's outbox"),
    Column("asks", String(32), comment="Field the bot waits for"),
    Column("owner", String(8), nullable=False, comment="bot, queue or person"),
    Column("owner_epoch", Integer, nullable=False, comment="Raised when the owner changes"),
    Column("said", LargeBinary, comment="Encrypted; the latest lines, redacted, for whoever takes over"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("active_at", UtcDateTime, comment="Last turn; null once emptied"),
)
Index("ix_conversations_active_at", conversations.c.active_at)

inbox = Table(
    "inbox",
    metadata,
    Column("id", _counted, primary_key=True),
    _conversation(),
    Column("channel", String(16), nullable=False, comment="web, telegram, or inside: page, news, command"),
    Column("update_id", String(80), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("payload", LargeBinary, comment="Encrypted; deleted when the turn is done"),
    Column("status", String(8), nullable=False, comment="new, done, or failed when the dialogue could not digest it"),
    Column("first_seq", Integer, comment="First outbox row of its turn; null when the turn said nothing"),
    Column("last_seq", Integer, comment="Last outbox row of its turn"),
    Column("asks", String(32), comment="Field asked when its turn ended"),
    Column("can_wait", Boolean, nullable=False, server_default=false(), comment="Not told in quiet hours"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    UniqueConstraint("channel", "update_id"),
)
Index("ix_inbox_received_at", inbox.c.received_at)
_partial_index("ix_inbox_new", inbox.c.conversation_id, inbox.c.id, where="status = 'new'")

outbox = Table(
    "outbox",
    metadata,
    Column("conversation_id", String(36), ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("owner_epoch", Integer, nullable=False),
    Column("author", String(8), nullable=False, server_default="bot", comment="bot or person"),
    Column("kind", String(8), nullable=False, comment="reply, or delete: remove a worker's message at the channel"),
    Column("body", LargeBinary, comment="Encrypted; the bot's own words; deleted once a push channel is through"),
    Column(
        "status",
        String(8),
        nullable=False,
        comment="readable (web), or pending, sending, sent, unknown, failed, dropped",
    ),
    Column("parts_sent", Text, comment="Channel ids of the messages sent so far, JSON list"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcDateTime, comment="Retry-after of the channel"),
    Column("sending_since", UtcDateTime),
    Column("can_wait", Boolean, nullable=False, server_default=false(), comment="Not told in quiet hours"),
    Column("created_at", UtcDateTime, nullable=False),
)
Index("ix_outbox_created_at", outbox.c.created_at)
_partial_index("ix_outbox_open", outbox.c.conversation_id, outbox.c.seq, where="status in ('pending', 'sending')")

buttons = Table(
    "buttons",
    metadata,
    Column("id", String(32), primary_key=True, comment="Opaque and random: all a channel ever sees"),
    _conversation(),
    Column("seq", Integer, nullable=False, comment="The reply it stands under; old ones are thrown away"),
    Column("action", Text, nullable=False, comment="JSON, read by the dialogue"),
)
Index("ix_buttons_conversation", buttons.c.conversation_id, buttons.c.seq)

commands = Table(
    "commands",
    metadata,
    Column("number", _counted, primary_key=True, comment="The order in which they were given"),
    Column("id", String(36), nullable=False, unique=True, comment="The Idempotency-Key"),
    _conversation(),
    Column("kind", String(32), nullable=False),
    Column("body", LargeBinary, comment="Encrypted; deleted when actions has answered"),
    Column("status", String(8), nullable=False, comment="waiting, done or refused"),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
)
Index("ix_commands_done_at", commands.c.done_at)
_partial_index("ix_commands_waiting", commands.c.conversation_id, commands.c.number, where="status = 'waiting'")

page_links = Table(
    "page_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _conversation(),
    Column("page", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)
Index("ix_page_links_expires", page_links.c.expires_at)

outcomes = Table(
    "outcomes",
    metadata,
    Column("id", _counted, primary_key=True),
    Column("day", Date, nullable=False, comment="China's"),
    Column("county", String(6), nullable=False, comment="GB/T 2260; empty where none is known"),
    Column("topic", String(60), nullable=False, comment="Empty where none is known"),
    Column(
        "outcome",
        String(12),
        nullable=False,
        comment="What came of one question; not whose, nor in what words",
    ),
    Column("batch", String(36), comment="The Idempotency-Key it is handed over under; null until then"),
)

feed_copy = Table(
    "feed_copy",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="Always 1"),
    Column("version", Integer, nullable=False),
    Column("etag", String(128)),
    Column("body", Text, nullable=False, comment="The feed as actions sent it, JSON"),
    Column("fetched_at", UtcDateTime, nullable=False),
)
