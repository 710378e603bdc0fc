"""The names of all failpoints, read from the rooms' own call sites: a new one cannot be forgotten."""

from __future__ import annotations

import re

from launcher.paths import ROOT

_PASSED = re.compile(r"(?:checkpoint|\[CHECKPOINT\])\(\s*\"([a-z._-]+)\"")  # checkpoint("turn.committed")
_DECLARED = re.compile(r"\bcommitted=\"([a-z._-]+)\"")  # @changes(..., committed="ticket.committed")
_CONSTANT = re.compile(r"^COMMITTED = \"([a-z._-]+)\"", re.MULTILINE)  # COMMITTED = "faq.committed", for both


def names_in(room: str) -> tuple[str, ...]:
    """Every failpoint of a room, by name."""
    sources = [file.read_text() for file in (ROOT / room).rglob("*.py")]
    ways = (_PASSED, _DECLARED, _CONSTANT)
    return tuple(sorted({name for text in sources for way in ways for name in way.findall(text)}))
