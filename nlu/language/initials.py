"""Words that are typed as the first letters of their syllables ("rh要钱不" for 入会要钱不)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_WORDS = Path(__file__).with_name("initials.txt")
_LETTERS = re.compile(r"[a-z]+")


class Initials:
    def __init__(self, words: Mapping[str, str]) -> None:
        """`words`: letters → the word they stand for."""
        self._words = dict(words)

    @classmethod
    def shipped(cls) -> Initials:
        lines = _WORDS.read_text(encoding="utf-8").splitlines()
        return cls({letters: word for letters, _, word in (line.partition(" ") for line in lines if line[0] != "#")})

    def written_out(self, text: str) -> str:
        """Plain text (see `characters`) with each run of letters that is a shortened word written out."""
        return _LETTERS.sub(lambda run: self._words.get(run[0], run[0]), text)
