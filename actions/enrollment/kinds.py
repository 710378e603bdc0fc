"""What an application asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ApplicationKind(StrEnum):
    JOIN = "join"
    TRANSFER = "transfer"  # of somebody who is a member already: the membership moves


KIND_NAMES: Mapping[ApplicationKind, str] = {ApplicationKind.JOIN: "入会", ApplicationKind.TRANSFER: "转会"}
