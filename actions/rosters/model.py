"""Rosters: the workers of one site whom a county's union invites, by name and phone, for some days only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime


class Roster(Base):
    """One list as it was handed in. Its lines go at the purge; counts stay."""

    __tablename__ = "rosters"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    region: Mapped[str] = mapped_column(String(6), index=True, comment="County, GB/T 2260 code")
    site: Mapped[str] = mapped_column(String(80))
    employer: Mapped[str | None] = mapped_column(String(80), comment="The company, as its workers call it")
    total: Mapped[int] = mapped_column(comment="Workers when it was taken in")
    imported_by: Mapped[str] = mapped_column(String(80))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    purge_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="No line is kept longer")
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    joined: Mapped[int | None] = mapped_column(comment="At the purge; NULL before")
    applying: Mapped[int | None] = mapped_column(comment="At the purge; NULL before")
    waiting: Mapped[int | None] = mapped_column(comment="At the purge; NULL before")


class RosterLine(Base):
    """One worker of a roster with their invitation code."""

    __tablename__ = "roster_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("rosters.id"), index=True)
    position: Mapped[int] = mapped_column(comment="Row in the file, headings being row 1")
    name_box: Mapped[bytes] = mapped_column(LargeBinary)
    phone_box: Mapped[bytes] = mapped_column(LargeBinary)
    name_hash: Mapped[str] = mapped_column(String(64))
    phone_hash: Mapped[str] = mapped_column(String(64), index=True)
    code_box: Mapped[bytes] = mapped_column(LargeBinary, comment="Invitation code, encrypted")
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    conversation: Mapped[str | None] = mapped_column(
        String(64), index=True, comment="Where its code was opened last: whoever it is may have the line erased"
    )
    enrollment_number: Mapped[str | None] = mapped_column(
        String(20), index=True, comment="Filed with the code; NULL: unused"
    )
