"""People who work at the desk, their one-time password links and their sessions. Tokens are kept as hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
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


class StaffMember(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40), comment="As colleagues know them")
    roles: Mapped[list[str]] = mapped_column(JSON, comment="At least one, sorted")
    areas: Mapped[list[str]] = mapped_column(JSON, comment="GB/T 2260, 6 digits: counties, cities or the province")
    organization: Mapped[str | None] = mapped_column(String(80), comment="The union they work for, in words")
    password_hash: Mapped[str | None] = mapped_column(String(200), comment="argon2id; NULL until the link is used")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def held(self) -> frozenset[Role]:
        """The roles as members of the closed list."""
        return frozenset(Role(role) for role in self.roles)


class PasswordLink(Base):
    """A link that sets a password once."""

    __tablename__ = "password_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True)


class DeskSession(Base):
    """A signed-in browser; the row goes when it signs out."""

    __tablename__ = "desk_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    member: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True)
