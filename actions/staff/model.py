"""People who work at the desk, their one-time password links and their sessions. Tokens are kept as hashes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.database import Base, UtcDateTime


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    REVIEWER = "reviewer"
    OPERATOR = "operator"


class StaffMember(Base):
    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role IN ({})".format(", ".join(f"'{role}'" for role in Role)), name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40), comment="As colleagues know them")
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200), comment="argon2id; NULL until the link is used")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
