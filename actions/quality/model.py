"""The table of evaluations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime


class Evaluation(Base):
    """How well a model understood the messages nobody trains on, once for each feed it served. No message is in it."""

    __tablename__ = "evaluations"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True, comment="Of the trained model")
    feed_version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Of the feed it served; 0: the data folder"
    )
    evaluated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    shares: Mapped[dict[str, float]] = mapped_column(JSON, comment="What is shown over time; each from 0 to 1")
    told: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, comment="Everything nlu told")
