"""Wording the house has seen before: what none of its own files ever puts side by side may be somebody's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

_HANZI_RUN = re.compile(r"[㐀-鿿\U00020000-\U000323af]+")
_LATIN_RUN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’\-.·\s]*[A-Za-zÀ-ɏ]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_TWO_CAPITALISED = re.compile(r"[A-ZÀ-Þ][a-zß-ɏ]+[\s.·]+[A-ZÀ-Þ][a-zß-ɏ]+")
_FILES = ("faq/**/*.yaml", "tasks/*.yml", "responses/*.yaml", "*.csv", "not_names.txt")


class FamiliarWording:
    """Pairs of neighbouring Chinese characters and Latin words (lower case) that stand in the data folder."""

    def __init__(self, texts: Iterable[str]) -> None:
        pairs: set[str] = set()
        latin: set[str] = set()
        for text in texts:
            for run in _HANZI_RUN.findall(text):
                pairs.update(map("".join, pairwise(run)))
            latin.update(word.lower() for word in _LATIN_WORD.findall(text))
        self._pairs = frozenset(pairs)
        self._latin = frozenset(latin)

    @classmethod
    def load(cls, folder: Path) -> FamiliarWording:
        """Reads every phrasing, answer and list of the data folder as plain text; raises OSError."""
        return cls(path.read_text(encoding="utf-8") for pattern in _FILES for path in sorted(folder.glob(pattern)))

    def knows(self, pair: str) -> bool:
        """Whether two neighbouring characters have been seen side by side."""
        return pair in self._pairs

    def strange_spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans (start, end) of `text` that are new: three characters and more, a text of two, foreign words."""
        for run in _HANZI_RUN.finditer(text):
            yield from self._strange_hanzi(text, run.start(), run.end())
        for run in _LATIN_RUN.finditer(text):
            words = _LATIN_WORD.findall(run.group())
            if _TWO_CAPITALISED.search(run.group()) or any(
                len(word) > 1 and word.lower() not in self._latin for word in words
            ):
                yield run.span()

    def _strange_hanzi(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        if end - start == 2 and not self.knows(text[start:end]):
            yield start, end
            return
        at = start
        while at < end - 1:
            last = at
            while last < end - 1 and not self.knows(text[last : last + 2]):
                last += 1
            if last - at >= 2:
                yield at, last + 1
            at = max(last, at + 1)
