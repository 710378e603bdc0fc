"""Refusals of station searches.

Refusal
  Unprocessable 422         OutsideServiceArea
"""

from __future__ import annotations

from actions.errors import Unprocessable


class OutsideServiceArea(Unprocessable):
    """The point is not in Anhui; `swapped` when it would be with latitude and longitude exchanged."""

    kind = "outside-service-area"
    title = "不在安徽"

    def __init__(self, *, swapped: bool) -> None:
        hint = "经度和纬度好像填反了：纬度（lat）在 29.4–34.6 之间，经度（lon）在 114.9–119.6 之间。"
        super().__init__(hint if swapped else "这个位置不在安徽省内，我们只有安徽的驿站。", field="lat")
        self.swapped = swapped
