"""Syllables without tone, for reading through same-sound spelling errors."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, pinyin

SHORTEST_SPELLING = 2  # letters
LONGEST_SYLLABLE = 6  # letters ("zhuang")

_LETTERS_OR_CHARACTER = re.compile(r"[a-z]+|.", re.DOTALL)


@lru_cache(maxsize=50_000)
def syllable(char: str) -> str:
    """The commonest reading of one character, toneless ("会" → "hui"); anything else stays itself."""
    return pinyin(char, style=Style.NORMAL, errors=lambda other: other)[0][0]


@lru_cache(maxsize=50_000)
def fuzzy_syllable(char: str) -> str:
    """`syllable` as many speakers hear it: zh=z, ch=c, sh=s and -ng=-n."""
    return _fuzzy(syllable(char))


def _fuzzy(sound: str) -> str:
    return re.sub(r"ng$", "n", re.sub(r"^([zcs])h", r"\1", sound))


def sounds(text: str) -> list[str]:
    """The fuzzy syllables of plain text: of each character, and of letters that spell out syllables ("tuihui")."""
    found: list[str] = []
    for part in _LETTERS_OR_CHARACTER.findall(text):
        spelt = _spelt_out(part) if len(part) >= SHORTEST_SPELLING else None
        found += spelt or [fuzzy_syllable(char) for char in part]
    return found


@lru_cache(maxsize=10_000)
def _spelt_out(letters: str) -> tuple[str, ...] | None:
    """The syllables that letters spell, as few as possible; None when they spell none."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        ways = [
            (*before, letters[start:end])
            for start in range(max(0, end - LONGEST_SYLLABLE), end)
            if (before := best[start]) is not None and letters[start:end] in _syllables()
        ]
        best.append(min(ways, key=len, default=None))
    spelt = best[-1]
    return tuple(_fuzzy(each) for each in spelt) if spelt else None


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    """All syllables of two letters or more that a character of GB 2312's time may have ("a" and "e" spell too much)."""
    return frozenset(
        sound for code in range(0x4E00, 0x9FA6) if len(sound := syllable(chr(code))) > 1 and sound.isascii()
    )


def name_readings(name: str) -> set[tuple[str, ...]]:
    """How a name may sound: its own reading ("六安" → lu an) and the one a reader of its characters would give."""
    spoken = tuple(reading[0] for reading in pinyin(name, style=Style.NORMAL, errors=list))
    return {reading for reading in (spoken, tuple(syllable(char) for char in name)) if len(reading) == len(name)}
