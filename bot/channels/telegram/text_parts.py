"""Cutting a long text into messages Telegram takes."""

from __future__ import annotations

MOST_UNITS = 4096  # UTF-16 code units of one message, Bot API "sendMessage"
MOST_CAPTION_UNITS = 1024  # of the words under a photo


def text_parts(text: str, most_units: int = MOST_UNITS) -> list[str]:
    """`text` in pieces of at most `most_units` UTF-16 code units, cut at line ends where it can be; [] when blank.

    The same text always gives the same pieces. A line longer than a piece is cut between two characters.
    """
    parts: list[str] = []
    current = ""
    for line in text.splitlines():
        joined = f"{current}\n{line}" if current else line
        if _units(joined) <= most_units:
            current = joined
            continue
        parts.append(current)
        *full, current = _chopped(line, most_units)
        parts += full
    return [part.strip("\n") for part in (*parts, current) if part.strip()]


def _chopped(line: str, most_units: int) -> list[str]:
    pieces, start, used = [], 0, 0
    for position, character in enumerate(line):
        units = _units(character)
        if used + units > most_units:
            pieces.append(line[start:position])
            start, used = position, 0
        used += units
    return [*pieces, line[start:]]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
