"""Tables of the FAQ: the entries that are out, and the version of the feed they make."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime


class FaqEntry(Base):
    """One answer, word for word as the bot gives it."""

    __tablename__ = "faq_entries"

    id: Mapped[str] = mapped_column(String(60), primary_key=True, comment="Topic")
    category: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(60))
    answer: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[str]] = mapped_column(JSON, comment="Tasks and topics offered below the answer")
    sensitive: Mapped[bool]
    source_text: Mapped[str] = mapped_column(String(200))
    source_date: Mapped[date] = mapped_column(Date)
    review: Mapped[str] = mapped_column(String(20), comment="待复核 until a union's staff have approved it")
    phrasings: Mapped[list[str]] = mapped_column(JSON)

    def document(self) -> dict[str, Any]:
        """The entry as the feed shows it."""
        return {
            "id": self.id,
            "category": self.category,
            "title": self.title,
            "answer": self.answer,
            "buttons": self.buttons,
            "sensitive": self.sensitive,
            "source": {"text": self.source_text, "date": self.source_date.isoformat()},
            "review": self.review,
            "phrasings": self.phrasings,
        }


class FaqFeed(Base):
    """One row: the version goes up by one whenever the entries change, and never comes back."""

    __tablename__ = "faq_feed"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the entries")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
