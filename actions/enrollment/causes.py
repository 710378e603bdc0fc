"""The closed list of why an application is rejected; a reason in words goes with each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Cause(StrEnum):
    NOT_ELIGIBLE = "not_eligible"
    NOT_VERIFIED = "not_verified"
    NOT_OWN_WISH = "not_own_wish"
    ELSEWHERE = "elsewhere"
    DUPLICATE = "duplicate"
    UNDER_AGE = "under_age"
    OTHER = "other"


#: As the desk says it; what the worker reads stands in data/responses.
CAUSE_NAMES: Mapping[Cause, str] = {
    Cause.NOT_ELIGIBLE: "不符合入会条件",
    Cause.NOT_VERIFIED: "身份或从业情况核实不了",
    Cause.NOT_OWN_WISH: "不是本人自愿申请",
    Cause.ELSEWHERE: "不在本省工作",
    Cause.DUPLICATE: "重复申请",
    Cause.UNDER_AGE: "未满 16 周岁",
    Cause.OTHER: "其他原因",
}
