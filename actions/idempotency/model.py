"""The table of requests that were done once, with their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime

_ANSWERED, _EMPTIED = text("answer_box IS NOT NULL"), text("answer_box IS NULL")


class DoneRequest(Base):
    """One POST under its client's Idempotency-Key; written in the same transaction as its effect."""

    __tablename__ = "done_requests"
    __table_args__ = (
        Index("ix_done_requests_answered", "done_at", sqlite_where=_ANSWERED, postgresql_where=_ANSWERED),
        Index("ix_done_requests_emptied", "done_at", sqlite_where=_EMPTIED, postgresql_where=_EMPTIED),
    )

    client: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64), comment="Keyed hash of method, path and body")
    conversation: Mapped[str | None] = mapped_column(String(64), index=True, comment="Whose answer it is, for erasure")
    answer_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Encrypted answer; NULL once erased")
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
