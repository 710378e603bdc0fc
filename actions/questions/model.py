"""Workers' questions nobody answered, in their words with personal values taken out, and the clusters they lie in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.database import Base, UtcDateTime
from actions.questions.states import State
from actions.staff.model import StaffMember


class Reason(StrEnum):
    """Why it counts as not answered."""

    FALLBACK = "fallback"  # not understood
    NONE_FIT = "none_fit"  # none of the choices was meant
    UNHELPFUL = "unhelpful"  # the worker said that the answer missed
    OVERRIDE = "override"  # an operator passed over every answer that was suggested


class Telling(StrEnum):
    """Whether its worker knows of an answer."""

    OPEN = "open"  # there is none yet
    TOLD = "told"


_REASONS = ", ".join(f"'{reason}'" for reason in Reason)
_STATES = ", ".join(f"'{state}'" for state in State)


class Cluster(Base):
    """Questions that one answer would serve. `topic` and `number` name the revision that is written for it.

    Where a colleague took its answer back they name that one, until another is begun.
    """

    __tablename__ = "question_clusters"
    __table_args__ = (CheckConstraint(f"state IN ({_STATES})", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    is_settled: Mapped[bool] = mapped_column(comment="A colleague dealt with it: no sorting takes it apart any more")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who sees to it")
    topic: Mapped[str | None] = mapped_column(String(60))
    number: Mapped[int | None] = mapped_column(comment="Of the revision")
    reason: Mapped[str | None] = mapped_column(
        Text, comment="Why nobody is to answer it, or why what was written for it is no answer"
    )
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who acted on it last")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    assignee: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[assignee_id])
    changed_by: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[changed_by_id])

    @property
    def state_now(self) -> State:
        """The state as a member of the closed table."""
        return State(self.state)


class Question(Base):
    """One question. It is deleted with its person's data, and after its days."""

    __tablename__ = "questions"
    __table_args__ = (CheckConstraint(f"reason IN ({_REASONS})", name="reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(64), index=True, comment="Where its worker can be told later")
    reason: Mapped[str] = mapped_column(String(16))
    topics: Mapped[list[str]] = mapped_column(JSON, comment="Ranked topics and tasks, three at most, best first")
    county: Mapped[str | None] = mapped_column(String(6), comment="GB/T 2260, where one is known")
    text_box: Mapped[bytes] = mapped_column(LargeBinary, comment="Encrypted; at most 200 characters")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[str] = mapped_column(String(16))
    cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("question_clusters.id"), index=True, comment="NULL until it is sorted"
    )
    place: Mapped[int | None] = mapped_column(comment="In its cluster: 0 is the most typical")
    written_into: Mapped[str | None] = mapped_column(
        String(80), comment="The revision in which it was made a phrasing, by name"
    )
