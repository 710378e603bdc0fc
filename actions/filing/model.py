"""What is filed to the union's own system: one row per approved application, and the lists it was handed out in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime
from actions.filing.states import UNDONE, Cause, State

_WAITING = text(f"state = '{State.WAITING}'")
_UNDONE = text("state IN ({})".format(", ".join(f"'{state}'" for state in UNDONE)))


class FilingBatch(Base):
    """One list handed out; it can be read for a while after it was, and handed out anew."""

    __tablename__ = "filing_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    readable_until: Mapped[datetime] = mapped_column(UtcDateTime)


class Filing(Base):
    """One application's way to the union's own system. What is sent is fixed at the approval, down to the byte.

    The schedule lies here, not in a process: due at `next_at`, unless somebody has claimed it until `claimed_until`.
    """

    __tablename__ = "filings"
    __table_args__ = (
        CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in State)), name="state"),
        CheckConstraint("cause IN ({})".format(", ".join(f"'{cause}'" for cause in Cause)), name="cause"),
        CheckConstraint(f"(state = '{State.WAITING}') = (next_at IS NOT NULL)", name="next_at"),
        Index("ix_filings_state_id", "state", "id"),
        Index("ix_filings_due", "next_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_filings_undone", "state", "region", "id", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrollment_number: Mapped[str] = mapped_column(String(20), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    region: Mapped[str] = mapped_column(String(6), comment="County, GB/T 2260 code")
    key: Mapped[str] = mapped_column(String(40), unique=True, comment="The receiver tells repeats by it")
    state: Mapped[str] = mapped_column(String(12))
    body_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Encrypted JSON; NULL once filed or erased")
    reference_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="The receiver's number for it")
    reason_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Why the receiver refused, redacted")
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="24 hours from then it is given up")
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="When it is due; NULL unless waiting")
    claim: Mapped[int] = mapped_column(default=0, comment="Raised by whoever sends it; others' results do not count")
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cause: Mapped[str | None] = mapped_column(String(16), comment="Why the latest try came to nothing")
    status: Mapped[int | None] = mapped_column(comment="The HTTP status of that try, if there was one")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("filing_batches.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def state_now(self) -> State:
        """The state as a member of the closed list."""
        return State(self.state)
