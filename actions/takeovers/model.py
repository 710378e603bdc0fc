"""Conversations handed to people: what was said, ready-made sentences, and what became of suggested answers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.database import Base, UtcDateTime
from actions.staff.model import StaffMember
from actions.takeovers.states import State

_OPEN = text(f"state <> '{State.CLOSED}'")
_ENDED = text(f"state = '{State.CLOSED}' AND erased_at IS NULL")
_WITH_PHOTO = text("photo_box IS NOT NULL")


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Author(StrEnum):
    """Who says a line; `house` are the bot's own notices, `note` is for colleagues only."""

    WORKER = "worker"
    BOT = "bot"
    HOUSE = "house"
    OPERATOR = "operator"
    NOTE = "note"


class Level(StrEnum):
    """Whose task it is that somebody comes; climbs with time."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


class Use(StrEnum):
    """What an operator did with a suggested answer."""

    INSERTED = "inserted"
    EDITED = "edited"
    IGNORED = "ignored"


class Takeover(Base):
    """One conversation handed to people, from the request to its close; at most one open one per conversation.

    After erasure conversation and texts are NULL; number, area, reason and dates stay.
    """

    __tablename__ = "takeovers"
    __table_args__ = (
        _one_of("state", State),
        _one_of("level", Level),
        Index(
            "uq_takeovers_open_conversation", "conversation", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_takeovers_state_waiting_since", "state", "waiting_since"),
        Index("ix_takeovers_ended", "closed_at", sqlite_where=_ENDED, postgresql_where=_ENDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    conversation: Mapped[str | None] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(16), comment="asked, sensitive, misses, outage or emergency")
    urgency: Mapped[int] = mapped_column(comment="2 emergency, 1 sensitive, 0 other; higher ones wait in front")
    region: Mapped[str | None] = mapped_column(String(6), comment="Where the worker is; NULL when nobody knows")
    area: Mapped[str | None] = mapped_column(String(6), comment="Whose staff it is for: the region, until transferred")
    level: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str | None] = mapped_column(String(60), comment="What it was about when it was opened")
    state: Mapped[str] = mapped_column(String(8))
    claim: Mapped[int] = mapped_column(comment="Raised by each claim, so that a late answer to an older one shows")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    wanted_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Transferred to this colleague")
    in_front: Mapped[bool] = mapped_column(Boolean, comment="Transferred: waits before others of the same urgency")
    last_seq: Mapped[int] = mapped_column(comment="Of its lines; allocated while the row is held")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime, comment="What the order in the queue goes by")
    climbs_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Unclaimed until then, it climbs")
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))
    closed_topic: Mapped[str | None] = mapped_column(String(60), comment="What it was about, as the operator says")
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    owner: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[owner_id])

    @property
    def state_now(self) -> State:
        return State(self.state)


class TakeoverLine(Base):
    """One thing said. The texts are encrypted, and NULL after erasure."""

    __tablename__ = "takeover_lines"
    __table_args__ = (
        _one_of("author", Author),
        UniqueConstraint("takeover_id", "client_id"),
        Index("ix_takeover_lines_photos", "takeover_id", "seq", sqlite_where=_WITH_PHOTO, postgresql_where=_WITH_PHOTO),
    )

    takeover_id: Mapped[int] = mapped_column(ForeignKey("takeovers.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))
    text_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    photo_type: Mapped[str | None] = mapped_column(String(16))
    photo_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Encrypted base64")
    understood_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Encrypted JSON: topics, region, place")
    emergency: Mapped[bool] = mapped_column(Boolean)
    late: Mapped[bool] = mapped_column(Boolean, comment="Said after the close")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who wrote an operator's line or note")
    client_id: Mapped[str | None] = mapped_column(String(64), comment="The form's own id: sent twice, it is kept once")
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    staff: Mapped[StaffMember | None] = relationship(lazy="joined")


class QuickReply(Base):
    """A ready-made sentence with variables, shared by all operators."""

    __tablename__ = "quick_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(40), unique=True)
    text: Mapped[str] = mapped_column(String(500))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssistUse(Base):
    """What an operator did with one answer that was suggested beside a worker's message; ids only."""

    __tablename__ = "assist_uses"
    __table_args__ = (_one_of("use", Use),)

    takeover_id: Mapped[int] = mapped_column(ForeignKey("takeovers.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="The worker's line")
    topic: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    rank: Mapped[int] = mapped_column(comment="1 to 3")
    use: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
