"""The parts of a message that may each hold a need of their own."""

from __future__ import annotations

import re

MOST_CLAUSES = 6  # of a long message only so many are looked at, the last ones: the need mostly comes at the end

_BOUNDARY = re.compile(
    r"[,，。.!！?？;；:：~～…\n\r]+"
    r"|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])"
    r"|还有就是|还有一个|还有(?!没|人|多|几|哪|救|什么|用)|另外|顺便|再就是|再问一下|再问|对了|以及"
)


def clauses(text: str) -> list[str]:
    """Parts of the text in order, at most `MOST_CLAUSES`; one part when there is nothing to split."""
    parts = [part.strip() for part in _BOUNDARY.split(text)]
    return [part for part in parts if part][-MOST_CLAUSES:]
