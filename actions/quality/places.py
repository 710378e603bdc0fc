"""The place figures are shown for: the whole province, a city with its counties, or a county."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, true

from actions.errors import InvalidField
from actions.reference import Reference
from actions.staff.access import PROVINCE

PROVINCE_NAME = "全省"


@dataclass(frozen=True)
class Place:
    code: str  # GB/T 2260, 6 digits
    name: str

    def holds(self, county: Any) -> ColumnElement[bool]:
        """A condition on a column of county codes; what happened in a place nobody knows is the province's alone."""
        if self.code == PROVINCE:
            return true()
        is_city = self.code.endswith("00")
        return cast(ColumnElement[bool], county.like(f"{self.code[:4]}__") if is_city else county == self.code)


def place_of(code: str, reference: Reference) -> Place:
    """The one with that code; the province for "". Raises InvalidField."""
    if code in ("", PROVINCE):
        return Place(PROVINCE, PROVINCE_NAME)
    if code not in reference.regions:
        raise InvalidField("area", "没有这个地区。")
    return Place(code, reference.region_name(code))


def place_choices(reference: Reference) -> dict[str, str]:
    """Code → name: the province, then each city before its counties."""
    return {PROVINCE: PROVINCE_NAME, **{code: reference.region_name(code) for code in sorted(reference.regions)}}
