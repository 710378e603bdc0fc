"""The register of members: kept by law and statute after the application itself is erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.database import Base, UtcDateTime
from actions.unions.model import Organization


class Membership(Base):
    """One person's membership, made by an approval. One per ID number, for ever: a transfer moves it."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index("ix_memberships_region_id", "region", "id"),
        Index("ix_memberships_organization_id_id", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    enrollment_number: Mapped[str] = mapped_column(String(20), unique=True)
    conversation: Mapped[str] = mapped_column(String(64), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region: Mapped[str] = mapped_column(String(6), comment="County of the work, GB/T 2260 code")
    trade: Mapped[str] = mapped_column(String(40))
    name_box: Mapped[bytes] = mapped_column(LargeBinary)
    id_number_box: Mapped[bytes] = mapped_column(LargeBinary)
    phone_box: Mapped[bytes] = mapped_column(LargeBinary)
    id_number_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name_hash: Mapped[str] = mapped_column(String(64))
    phone_hash: Mapped[str] = mapped_column(String(64), index=True)
    joined_on: Mapped[date] = mapped_column(Date, comment="Local date of the approval")

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)


class MembershipMove(Base):
    """One transfer of a membership to another union; nothing personal."""

    __tablename__ = "membership_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    enrollment_number: Mapped[str] = mapped_column(String(20), unique=True, comment="The transfer request")
    from_organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    to_organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    moved_on: Mapped[date] = mapped_column(Date, comment="Local date of the approval")
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(80), comment="Who approved it, as colleagues know them")

    from_organization: Mapped[Organization] = relationship(
        foreign_keys=[from_organization_id], lazy="joined", innerjoin=True
    )
    to_organization: Mapped[Organization] = relationship(
        foreign_keys=[to_organization_id], lazy="joined", innerjoin=True
    )
