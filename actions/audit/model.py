"""The audit log's table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime


class AuditEntry(Base):
    """One act, chained to the one before; rows are never changed or deleted (triggers refuse it)."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_action_at", "action", "at"),)

    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(80), index=True, comment="worker, client:<name>, staff:<id>")
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(
        String(120), index=True, comment="Number or id of what was acted on; never personal data"
    )
    detail: Mapped[str] = mapped_column(Text, comment="JSON of codes and counts")
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))
