"""People who work at the desk, how they prove who they are, and their sessions. Tokens and codes are kept as hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.database import Base, UtcDateTime


class Role(StrEnum):
    """What somebody works on; a colleague may have several, and opens the pages of these and no others."""

    OPERATOR = "operator"
    FAQ_EDITOR = "faq_editor"
    FAQ_APPROVER = "faq_approver"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, str] = {
    Role.OPERATOR: "接线员",
    Role.FAQ_EDITOR: "问答编辑",
    Role.FAQ_APPROVER: "问答审批人",
    Role.REVIEWER: "入会审核员",
    Role.ADMINISTRATOR: "管理员",
}


#: They see whole ID numbers, or decide who may.
SECOND_FACTOR_ROLES = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})


class StaffMember(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40), comment="As colleagues know them")
    roles: Mapped[list[str]] = mapped_column(JSON, comment="At least one, sorted")
    areas: Mapped[list[str]] = mapped_column(JSON, comment="GB/T 2260, 6 digits: counties, cities or the province")
    organization: Mapped[str | None] = mapped_column(String(80), comment="The union they work for, in words")
    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organizations.id"), index=True, comment="Reviews for this union and no other"
    )
    password_hash: Mapped[str | None] = mapped_column(String(200), comment="argon2id; NULL until the link is used")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Since when nobody signs in with it")

    second_factor: Mapped[SecondFactor | None] = relationship(lazy="joined", viewonly=True)

    @property
    def held(self) -> frozenset[Role]:
        """The roles as members of the closed list."""
        return frozenset(Role(role) for role in self.roles)

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone is too little for what these roles can do."""
        return not self.held.isdisjoint(SECOND_FACTOR_ROLES)


class PasswordLink(Base):
    """A link that sets a password once."""

    __tablename__ = "password_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True)


class SecondFactor(Base):
    """An app that makes codes from the time (TOTP, RFC 6238); at most one per colleague."""

    __tablename__ = "second_factors"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    secret_box: Mapped[bytes] = mapped_column(LargeBinary, comment="TOTP secret, encrypted")
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger, comment="Step of the last code taken; older never are")


class RecoveryCode(Base):
    """Stands in for the app once."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Step(StrEnum):
    """What a session still waits for before any page opens."""

    CODE = "code"
    SET_UP = "set_up"


class DeskSession(Base):
    """A browser whose password was right; the row goes when it signs out, or is ended by its owner or others."""

    __tablename__ = "desk_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    device: Mapped[str] = mapped_column(String(60), comment="In words, as its owner knows it")
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="Exact to a minute")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True)

    @property
    def awaits(self) -> Step | None:
        """None: it is signed in."""
        factor = self.member.second_factor
        if factor is None:
            return Step.SET_UP if self.member.needs_second_factor else None
        # A code given before this factor was set up was another app's.
        given = self.second_factor_at
        return None if given is not None and given >= factor.since else Step.CODE
