"""Syllables without tone, for reading through same-sound spelling errors."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, pinyin


@lru_cache(maxsize=50_000)
def syllable(char: str) -> str:
    """The commonest reading of one character, toneless ("会" → "hui"); anything else stays itself."""
    return pinyin(char, style=Style.NORMAL, errors=lambda other: other)[0][0]


@lru_cache(maxsize=50_000)
def fuzzy_syllable(char: str) -> str:
    """`syllable` as many speakers hear it: zh=z, ch=c, sh=s and -ng=-n."""
    return re.sub(r"ng$", "n", re.sub(r"^([zcs])h", r"\1", syllable(char)))


def name_readings(name: str) -> set[tuple[str, ...]]:
    """How a name may sound: its own reading ("六安" → lu an) and the one a reader of its characters would give."""
    spoken = tuple(reading[0] for reading in pinyin(name, style=Style.NORMAL, errors=list))
    return {reading for reading in (spoken, tuple(syllable(char) for char in name)) if len(reading) == len(name)}
