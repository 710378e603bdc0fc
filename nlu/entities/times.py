"""Ways of saying a time that no list of words holds."""

from __future__ import annotations

import re

from nlu.entities.mention import TIME, Mention

_PATTERNS = (
    ("now", re.compile(r"还(?:在)?(?:开|营业)(?:着|门)*(?:吗|没|不)?|开着(?:门)?(?:吗|没|不|的)|开没开|正?营业中")),
    ("24h", re.compile(r"(?:24|二十四|廿四)(?:个)?(?:小时|钟头|h)|全天(?:开|候)|一整?夜都?开|夜里不关")),
)


def find_times(text: str) -> list[Mention]:
    """Times said by pattern in plain text, overlapping ones too."""
    return [
        Mention(TIME, (code,), match.start(), match.end())
        for code, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
