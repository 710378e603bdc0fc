"""Union organizations: who stands above whom, and which decide on applications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime


class Kind(StrEnum):
    """From the top down; one stands only under one that comes before it."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    FEDERATION = "federation"
    ENTERPRISE = "enterprise"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.PROVINCE: "省",
    Kind.CITY: "市",
    Kind.COUNTY: "县区",
    Kind.TOWNSHIP: "乡镇街道",
    Kind.FEDERATION: "行业联合会",
    Kind.ENTERPRISE: "企业",
}

#: Applications are decided by these and no others; the rest see figures.
DECIDING = frozenset({Kind.COUNTY, Kind.TOWNSHIP, Kind.FEDERATION, Kind.ENTERPRISE})


#: A reviewer may be bounded to one of these; a county's reviewers are bounded by area.
BOUNDING = frozenset({Kind.TOWNSHIP, Kind.FEDERATION, Kind.ENTERPRISE})


_CLOSED = text("closed_at IS NOT NULL")


class Organization(Base):
    """One union. A county's takes what no other there does (its 周转库); marked samples stand in for missing ones."""

    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in Kind)), name="kind"),
        CheckConstraint("steps IN (1, 2)", name="steps"),
        Index("ix_organizations_kind_id", "kind", "id"),
        Index("ix_organizations_closed", "id", sqlite_where=_CLOSED, postgresql_where=_CLOSED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True, comment="Given by the union; decides update or new")
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12))
    parent: Mapped[str | None] = mapped_column(
        ForeignKey("organizations.code"), comment="Code of the one above; NULL when its region tells"
    )
    region: Mapped[str] = mapped_column(String(6), index=True, comment="County, city or province, GB/T 2260 code")
    township: Mapped[str | None] = mapped_column(String(40), comment="The township or street a township union is for")
    trades: Mapped[list[str]] = mapped_column(JSON, comment="Codes it takes; [] for all")
    employers: Mapped[list[str]] = mapped_column(JSON, comment="Names an enterprise goes by; [] for other kinds")
    steps: Mapped[int] = mapped_column(comment="2: the county decides after it")
    limit_hours: Mapped[int | None] = mapped_column(comment="Later than that, an application is overdue; NULL: never")
    is_sample: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1, comment="Raised by every change")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Since when it takes no applications")

    @property
    def kind_now(self) -> Kind:
        """The kind as a member of the closed list."""
        return Kind(self.kind)
