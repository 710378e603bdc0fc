"""The register of members: kept by law and statute after the application itself is erased."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base


class Membership(Base):
    """One person's membership, made by an approval. One per ID number."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    enrollment_number: Mapped[str] = mapped_column(String(20), unique=True)
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name_box: Mapped[bytes] = mapped_column(LargeBinary)
    id_number_box: Mapped[bytes] = mapped_column(LargeBinary)
    phone_box: Mapped[bytes] = mapped_column(LargeBinary)
    id_number_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name_hash: Mapped[str] = mapped_column(String(64))
    phone_hash: Mapped[str] = mapped_column(String(64), index=True)
    joined_on: Mapped[date] = mapped_column(Date, comment="Local date of the approval")
