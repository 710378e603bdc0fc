"""News for the bot, kept until it acknowledges them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime

_PENDING = text("acked_at IS NULL")
_ACKED = text("acked_at IS NOT NULL")


class Delivery(Base):
    """One piece of news, written with the change it tells; its content goes with the acknowledgment."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_pending", "created_at", "id", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("ix_deliveries_acked", "acked_at", sqlite_where=_ACKED, postgresql_where=_ACKED),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="Random; the bot's inbox key")
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    data_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Encrypted JSON; NULL once acknowledged")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
