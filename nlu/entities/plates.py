"""Licence plates that reach nlu as they were typed; from the bot they come as a placeholder."""

from __future__ import annotations

import re

from nlu.entities.mention import PLATE, Mention

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_TYPED = re.compile(
    rf"[{_PROVINCES}][a-z][ ·•・.\-]?(?:[a-z0-9][ ·•・.\-]?){{4}}(?:[a-z0-9]{{1,2}}|[挂学超])(?![a-z0-9])", re.ASCII
)
_ORDINARY = re.compile(r".[A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{4}[挂学超])")
_NEW_ENERGY = re.compile(r".[A-HJ-NP-Z](?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])")


def find_plates(text: str) -> list[Mention]:
    """Plates in plain text; the value is upper case without blanks and dots, O and I read as 0 and 1."""
    found = []
    for match in _TYPED.finditer(text):
        plate = re.sub(r"[^\w]", "", match.group()).upper()
        plate = plate[:2] + plate[2:].replace("O", "0").replace("I", "1")
        if _ORDINARY.fullmatch(plate) or _NEW_ENERGY.fullmatch(plate):
            found.append(Mention(PLATE, (plate,), match.start(), match.end()))
    return found
