"""Tables of the worker stations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Base, UtcDateTime
from actions.stations.coordinates import Point


class Station(Base):
    """A place where outdoor workers may rest, drink, charge; each union imports its own."""

    __tablename__ = "stations"
    __table_args__ = (Index("ix_stations_lat_lon", "lat", "lon"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, comment="Given by the union; decides update or new")
    name: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(6), index=True, comment="County code, GB/T 2260")
    address: Mapped[str] = mapped_column(String(200))
    lat: Mapped[float] = mapped_column(Float(53), comment="Degrees, GCJ-02")
    lon: Mapped[float] = mapped_column(Float(53), comment="Degrees, GCJ-02")
    crs: Mapped[str] = mapped_column(String(8), comment="The system the point came in, before it was converted")
    hours: Mapped[str] = mapped_column(String(120), comment="As the keepers write it; opening_hours.py reads it")
    facilities: Mapped[str] = mapped_column(String(300), comment="Codes, each between bars: |water|rest|")
    sample: Mapped[bool] = mapped_column(Boolean, index=True, comment="Made up, to be removed before going live")

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)

    @property
    def facility_codes(self) -> list[str]:
        return [code for code in self.facilities.split("|") if code]


class SampleSeeding(Base):
    """At most one row: the samples were put in once, so removing them lasts."""

    __tablename__ = "sample_seedings"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seeded_at: Mapped[datetime] = mapped_column(UtcDateTime)
