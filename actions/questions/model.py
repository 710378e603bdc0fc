"""Workers' questions nobody answered, in their words with personal values taken out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime


class Reason(StrEnum):
    """Why it counts as not answered."""

    FALLBACK = "fallback"  # not understood
    NONE_FIT = "none_fit"  # none of the choices was meant
    UNHELPFUL = "unhelpful"  # the worker said that the answer missed
    OVERRIDE = "override"  # an operator passed over every answer that was suggested


class State(StrEnum):
    OPEN = "open"  # nobody has dealt with it


_REASONS = ", ".join(f"'{reason}'" for reason in Reason)


class Question(Base):
    """One question. It is deleted with its person's data, and after its days."""

    __tablename__ = "questions"
    __table_args__ = (CheckConstraint(f"reason IN ({_REASONS})", name="reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), index=True, comment="Where its worker can be told later")
    reason: Mapped[str] = mapped_column(String(16))
    topics: Mapped[list[str]] = mapped_column(JSON, comment="Ranked topics and tasks, three at most, best first")
    county: Mapped[str | None] = mapped_column(String(6), comment="GB/T 2260, where one is known")
    text_box: Mapped[bytes] = mapped_column(LargeBinary, comment="Encrypted; at most 200 characters")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[str] = mapped_column(String(16))
