"""Union organizations that decide on applications."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base


class Organization(Base):
    """A grassroots union. Shipped rows are samples, one per county, until real ones are entered."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    region: Mapped[str] = mapped_column(String(6), index=True, comment="County, GB/T 2260 code")
    is_sample: Mapped[bool]
