"""The gifted accident cover: quotas, candidates, and the batches that go to the insurer.

What identifies a person stands in the register of members alone; it is read from there when a batch is written out.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.cover.states import CoverState
from actions.database import Base, UtcDateTime
from actions.memberships.model import Membership


class CoverQuota(Base):
    """How many places a county has in one year. Whoever gives or frees a place holds this row."""

    __tablename__ = "cover_quotas"
    __table_args__ = (
        UniqueConstraint("region", "year", name="uq_cover_quotas_region_year"),
        CheckConstraint("taken >= 0 AND taken <= places", name="taken"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(String(6), comment="County, GB/T 2260 code")
    year: Mapped[int]
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0, comment="Places given: listed, shared, insured")
    trades: Mapped[list[str]] = mapped_column(JSON, comment="Codes of the trades it is for")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CoverBatch(Base):
    """Candidates of one county that were given to the insurer together."""

    __tablename__ = "cover_batches"
    __table_args__ = (Index("ix_cover_batches_region_year", "region", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    region: Mapped[str] = mapped_column(String(6))
    year: Mapped[int]
    size: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(80), comment="As colleagues know them")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


_UNINSURED = text(f"state <> '{CoverState.INSURED}'")


class CoverCandidate(Base):
    """What one member said about the cover of one year, and what became of it."""

    __tablename__ = "cover_candidates"
    __table_args__ = (
        UniqueConstraint("membership_id", "year", name="uq_cover_candidates_membership_id_year"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in CoverState)), name="state"),
        Index("ix_cover_candidates_region_year_state_queued_at", "region", "year", "state", "queued_at"),
        Index(
            "ix_cover_candidates_uninsured",
            "region",
            "year",
            "state",
            sqlite_where=_UNINSURED,
            postgresql_where=_UNINSURED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    region: Mapped[str] = mapped_column(String(6), comment="County whose quota it is, whatever moves later")
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    consent_version: Mapped[str] = mapped_column(String(40), comment="The text the answer was given to")
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="First come, first served")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="The agreement was taken back then")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("cover_batches.id"), index=True)
    policy_number_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    reason_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Why the insurer refused")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)

    @property
    def state_now(self) -> CoverState:
        """The state as a member of the closed table."""
        return CoverState(self.state)
