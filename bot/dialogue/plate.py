"""Licence plates: seven signs, eight with new energy, 挂 for trailers; a lorry may carry any province's."""

from __future__ import annotations

import re
import unicodedata

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ORDINARY = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{{5}}|[A-HJ-NP-Z0-9]{{4}}[挂学超])")
_NEW_ENERGY = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z](?:[A-HJK][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[A-HJK])")


class PlateFault(Exception):
    """Why something is no plate: `kind` is province, length or signs."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def parse_plate(text: str) -> str:
    """The plate in `text`, upper case, without dots and spaces; O and I, which no plate has, are read as 0 and 1.

    Raises PlateFault.
    """
    plate = re.sub(r"[\s·•・.\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if plate[:1] not in PROVINCES:
        raise PlateFault("province")
    if len(plate) not in (7, 8):
        raise PlateFault("length")
    plate = plate[:2] + plate[2:].replace("O", "0").replace("I", "1")
    if not (_ORDINARY.fullmatch(plate) or _NEW_ENERGY.fullmatch(plate)):
        raise PlateFault("signs")
    return plate


def mask_plate(plate: str) -> str:
    return f"{plate[:2]}***{plate[-2:]}"
