"""Applications for membership. Personal fields are encrypted; their keyed hashes serve look-ups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.database import Base, UtcDateTime
from actions.enrollment.causes import Cause
from actions.enrollment.kinds import ApplicationKind
from actions.enrollment.states import OPEN, State
from actions.unions.model import Organization
from actions.unions.routing import Choice

OPEN_STATES = text("state IN ({})".format(", ".join(f"'{state}'" for state in OPEN)))

_DUE = text("due_at IS NOT NULL")
_ENDED = text(f"state IN ('{State.REJECTED}', '{State.WITHDRAWN}') AND erased_at IS NULL")


class Enrollment(Base):
    """One application. After erasure everything personal is NULL; number, state, area and dates stay."""

    __tablename__ = "enrollments"
    __table_args__ = (
        CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in State)), name="state"),
        CheckConstraint("cause IN ({})".format(", ".join(f"'{cause}'" for cause in Cause)), name="cause"),
        CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in ApplicationKind)), name="kind"),
        CheckConstraint("choice IN ({})".format(", ".join(f"'{choice}'" for choice in Choice)), name="choice"),
        Index(
            "uq_enrollments_open_id_number",
            "id_number_hash",
            unique=True,
            sqlite_where=OPEN_STATES,
            postgresql_where=OPEN_STATES,
        ),
        # What a reviewer's list shows, in its order: of counties, of one union, of everybody.
        Index("ix_enrollments_region_state_id", "region", "state", "id"),
        Index("ix_enrollments_organization_id_state_id", "organization_id", "state", "id"),
        Index("ix_enrollments_state_id", "state", "id"),
        Index("ix_enrollments_region_due_at_id", "region", "due_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        # All that is counted of open ones: a county may have thousands.
        Index(
            "ix_enrollments_open",
            "region",
            "organization_id",
            "state",
            "step",
            "due_at",
            "hold_reason",
            sqlite_where=OPEN_STATES,
            postgresql_where=OPEN_STATES,
        ),
        Index("ix_enrollments_ended", "updated_at", sqlite_where=_ENDED, postgresql_where=_ENDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(
        String(12), default=ApplicationKind.JOIN, comment="transfer: of somebody who is a member already"
    )
    conversation: Mapped[str | None] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    consent_version: Mapped[str] = mapped_column(String(40))
    consent_given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    name_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    plate_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_hash: Mapped[str | None] = mapped_column(String(64))
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    name_hash: Mapped[str | None] = mapped_column(String(64), comment="NULL in older ones until a roster asks")
    trade: Mapped[str] = mapped_column(String(40))
    platform: Mapped[str | None] = mapped_column(String(40))
    employer_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    region: Mapped[str] = mapped_column(String(6), comment="County, GB/T 2260 code")
    township_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    choice: Mapped[str | None] = mapped_column(String(12), comment="The union the worker wants; NULL: not asked")
    step: Mapped[int] = mapped_column(default=1, comment="2: the county decides last")
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    state: Mapped[str] = mapped_column(String(16))
    reason_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Reviewer's words to the worker")
    field_reasons_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Encrypted JSON: field to reason")
    cause: Mapped[str | None] = mapped_column(String(16), comment="Why it was rejected")
    returned_fields: Mapped[list[Any]] = mapped_column(JSON)
    hold_reason: Mapped[str | None] = mapped_column(String(40))
    age_flag: Mapped[str | None] = mapped_column(String(40))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who has it in review")
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(80), comment="The same, as colleagues know them")
    first_reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who approved the first step")
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Its union's limit counts from then")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Overdue from then; NULL: never, or decided")
    decided_by: Mapped[str | None] = mapped_column(String(80), comment="Who decided last, as colleagues know them")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)

    @property
    def state_now(self) -> State:
        """The state as a member of the closed table."""
        return State(self.state)

    @property
    def is_transfer(self) -> bool:
        return self.kind == ApplicationKind.TRANSFER


class EnrollmentStep(Base):
    """One thing that happened to an application, for its worker to follow."""

    __tablename__ = "enrollment_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollments.id"), index=True)
    event: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    union_name: Mapped[str] = mapped_column(String(120), comment="Whose step it was, as it was called then")
    facts_box: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Encrypted JSON: fields, reasons, membership")
