"""Tables of the FAQ: entries, their append-only revisions, and the version of the feed they make."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from actions.database import Base, UtcDateTime
from actions.faq.content import VariantContent, bare, read_content
from actions.faq.scope import EntryName, Scope, revision_name
from actions.faq.states import OPEN, State
from actions.faq.thresholds import Thresholds
from actions.staff.model import StaffMember

_PUBLISHED = text(f"state = '{State.PUBLISHED}'")
_NOT_RETIRED = text(f"state <> '{State.RETIRED}'")
_OPEN = text("state IN ({})".format(", ".join(f"'{state}'" for state in OPEN)))


class Origin(StrEnum):
    """Where a revision comes from."""

    SHIPPED = "shipped"  # the data folder
    STAFF = "staff"
    ROLLBACK = "rollback"


class FaqEntry(Base):
    """One topic and scope: the general answer, or one for a narrower place or trade. What it says is in revisions."""

    __tablename__ = "faq_entries"
    __table_args__ = (UniqueConstraint("topic", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(60))
    scope: Mapped[str] = mapped_column(String(200), comment="Areas and trades in one text; empty for everybody")
    areas: Mapped[list[str]] = mapped_column(JSON, comment="GB/T 2260, 6 digits: counties, cities or the province")
    trades: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @classmethod
    def of(cls, name: EntryName, now: datetime) -> FaqEntry:
        """A new row, in no session yet."""
        scope = name.scope
        return cls(
            topic=name.topic, scope=scope.key, areas=list(scope.areas), trades=list(scope.trades), created_at=now
        )

    @property
    def name(self) -> EntryName:
        return EntryName(self.topic, Scope.of(self.areas, self.trades))


class FaqRevision(Base):
    """One wording of an entry. Once submitted its content never changes, and no row is ever deleted (triggers)."""

    __tablename__ = "faq_revisions"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in State)), name="state"),
        CheckConstraint("origin IN ({})".format(", ".join(f"'{origin}'" for origin in Origin)), name="origin"),
        Index(
            "uq_faq_revisions_published",
            "entry_id",
            unique=True,
            sqlite_where=_PUBLISHED,
            postgresql_where=_PUBLISHED,
        ),
        Index("uq_faq_revisions_open", "entry_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("faq_entries.id"))
    number: Mapped[int] = mapped_column(comment="From 1 within its entry")
    state: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    review: Mapped[str] = mapped_column(String(20), comment="待复核 until a union's staff have approved it")
    draft_version: Mapped[int] = mapped_column(comment="How often the draft was written, from 1")
    based_on: Mapped[int | None] = mapped_column(comment="Number that was out when it was written, or was brought back")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who wrote last; NULL: shipped")
    writers: Mapped[list[int]] = mapped_column(JSON, comment="Everybody who wrote in the draft; none may approve it")
    hands: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON,
        default=list,
        server_default="[]",
        comment="Who drafted, wrote in, checked, submitted and put it out: act, staff id, instant, draft version",
    )
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text, comment="Why it was rejected, taken out or brought back")
    check_result: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="Summary of nlu's check"
    )
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_spite_of_check: Mapped[str | None] = mapped_column(Text, comment="Why it went out although the check forbade it")
    title: Mapped[str | None] = mapped_column(
        String(60), comment="As in the content, which is long; NULL: an answer for fewer"
    )
    category: Mapped[str | None] = mapped_column(String(40), comment="The same")
    words: Mapped[str] = mapped_column(
        Text,
        server_default="",
        comment="Title, answer and phrasings, one a line, without signs and spaces: what a search looks through",
    )
    import_id: Mapped[int | None] = mapped_column(
        index=True, comment="The list it came with; NULL once somebody has written in it"
    )

    entry: Mapped[FaqEntry] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[author_id])
    approver: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[approver_id])
    retired_by: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[retired_by_id])

    @validates("content")
    def _keep_beside(self, _key: str, content: dict[str, Any]) -> dict[str, Any]:
        """What lists read of it, in columns of its own: thousands of contents would take them seconds."""
        self.title, self.category = content.get("title"), content.get("category")
        self.words = "\n".join(map(bare, (self.title or "", content["answer"], *content.get("phrasings", ()))))
        return content

    @property
    def name(self) -> str:
        return revision_name(self.entry.name, self.number)

    @property
    def state_now(self) -> State:
        """The state as a member of the closed table."""
        return State(self.state)

    @property
    def is_refused(self) -> bool:
        """Whether a second person was asked and it never went out."""
        return self.state_now is State.RETIRED and self.published_at is None and self.submitted_at is not None

    @property
    def says(self) -> VariantContent:
        return read_content(self.content)

    @property
    def author_name(self) -> str:
        """As colleagues know them."""
        return self.author.name if self.author is not None else "随附数据"

    @property
    def published_by(self) -> str:
        """Whose yes put it out, as colleagues know them; the author where no second person was asked."""
        return self.approver.name if self.approver is not None else self.author_name

    @property
    def turned_wrong(self) -> int:
        """How many messages understood rightly now the check found to turn wrong; 0 when it was never checked."""
        return int(self.check_result["turned_wrong"]) if self.check_result is not None else 0


class ThresholdRevision(Base):
    """Thresholds somebody proposed for nlu; a second person's yes puts them into the feed.

    What it says never changes, and no row is ever deleted (triggers). One is in review at most, and one is out.
    """

    __tablename__ = "threshold_revisions"
    __table_args__ = (
        CheckConstraint("state IN ('in_review', 'published', 'retired')", name="state"),
        CheckConstraint("origin IN ('staff', 'rollback')", name="origin"),
        CheckConstraint("suggest >= 5 AND suggest < answer AND answer <= careful AND careful <= 99", name="thresholds"),
        Index(
            "uq_threshold_revisions_state",
            "state",
            unique=True,
            sqlite_where=_NOT_RETIRED,
            postgresql_where=_NOT_RETIRED,
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="From 1")
    state: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str] = mapped_column(String(16))
    answer: Mapped[int] = mapped_column(comment="Percent")
    careful: Mapped[int] = mapped_column(comment="Percent")
    suggest: Mapped[int] = mapped_column(comment="Percent")
    why: Mapped[str] = mapped_column(Text, comment="The author's reason")
    based_on: Mapped[int | None] = mapped_column(
        comment="Number that was out when it was proposed, or was brought back"
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text, comment="Why it was rejected or taken out")

    author: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True, foreign_keys=[author_id])
    approver: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[approver_id])
    retired_by: Mapped[StaffMember | None] = relationship(lazy="joined", foreign_keys=[retired_by_id])

    @property
    def name(self) -> str:
        return f"门槛第 {self.number} 版"

    @property
    def state_now(self) -> State:
        """The state as a member of the closed table."""
        return State(self.state)

    @property
    def says(self) -> Thresholds:
        return Thresholds(self.answer, self.careful, self.suggest)


class Outcome(StrEnum):
    """What came of a worker's question."""

    ANSWERED = "answered"  # outright, with a stored answer
    SUGGESTED = "suggested"  # choices were shown
    CHOSEN = "chosen"  # one of the choices was wanted
    NONE_FIT = "none_fit"  # none of them was
    FALLBACK = "fallback"  # not understood
    UNHELPFUL = "unhelpful"  # the worker said that the answer missed
    PERSON = "person"  # a person was asked for


class FaqOutcome(Base):
    """How often a day's questions about a topic came to that in a county; no question and nobody is in it."""

    __tablename__ = "faq_outcomes"

    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="China's")
    topic: Mapped[str] = mapped_column(String(60), primary_key=True, comment="Empty where none is known")
    county: Mapped[str] = mapped_column(String(6), primary_key=True, comment="GB/T 2260; empty where none is known")
    outcome: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class FaqFeed(Base):
    """One row: the version goes up by one whenever what is out changes, and never comes back."""

    __tablename__ = "faq_feed"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int]
    day: Mapped[date] = mapped_column(Date, comment="China's date it was made for; never goes back")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the entries as the feed shows them")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FaqImport(Base):
    """A list that was drafted: by whom, when, and how many drafts came of it."""

    __tablename__ = "faq_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    drafts: Mapped[int] = mapped_column(comment="How many it wrote")

    staff: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True)


class FaqList(Base):
    """A list that was checked at the desk and waits for its reader's yes; one a colleague."""

    __tablename__ = "faq_lists"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(64), comment="The report's, so that an older page drafts nothing newer")
    rows: Mapped[str] = mapped_column(Text, comment="What an import takes: JSON, zlib, base64")
    basis: Mapped[str] = mapped_column(String(64), comment="SHA-256 of what the report was made from")
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
