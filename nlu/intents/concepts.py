"""What means the same in other words: sets of words a message may touch, and an encoder where a union has one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from nlu.errors import DataUnreadable
from nlu.intents.encoder import Encoder
from nlu.language.cleaning import Cleaner

CONCEPTS_FILE = Path(__file__).with_name("concepts.txt")


class Concepts:
    def __init__(self, sets_of: Mapping[str, list[str]], encoder: Encoder | None = None) -> None:
        """`sets_of`: cleaned word → names of the sets it belongs to."""
        self.encoder = encoder
        self.sets_of = dict(sets_of)
        longest_first = sorted(self.sets_of, key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    @classmethod
    def read(cls, path: Path, cleaner: Cleaner, encoder: Encoder | None = None) -> Concepts:
        """One set a line, "name: word word …"; lines from "#" on are comments. Raises DataUnreadable."""
        sets_of: dict[str, list[str]] = {}
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DataUnreadable(path, str(error)) from error
        for line in lines:
            stated = line.split("#")[0].strip()
            if not stated:
                continue
            name, colon, words = stated.partition(":")
            if not colon or not words.strip():
                raise DataUnreadable(path, f"not a set of words: {stated}")
            for word in {cleaner.clean(word) for word in words.split()} - {""}:
                sets_of.setdefault(word, []).append(name.strip())
        return cls(sets_of, encoder)

    def find(self, text: str) -> set[str]:
        """Names of the sets whose words stand in a cleaned text; the longest word at each position counts."""
        return {name for match in self._pattern.finditer(text) for name in self.sets_of[match[0]]}
