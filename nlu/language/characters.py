"""One character at a time: width, case, traditional script, and what is no writing at all."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from opencc import OpenCC

_NOT_WRITING = {"Cc", "Cf", "Cs", "Cn"}  # control, format, lone surrogates, unassigned


class Characters:
    """Maps single characters to their plain form. OpenCC's tables are read when the first object is made."""

    def __init__(self) -> None:
        self._converter = OpenCC("t2s")
        self.plain = lru_cache(maxsize=50_000)(self._plain)

    def _plain(self, char: str) -> str:
        """NFKC, lower case, simplified; sometimes several characters ("㎞"), "" for control characters."""
        kept = [
            each
            for each in unicodedata.normalize("NFKC", char).lower()
            if unicodedata.category(each) not in _NOT_WRITING
        ]
        return "".join(self._converter.convert(each) if each > "\u2e7f" else each for each in kept)


class PlainText:
    """A text in its plain form, without white space, that still knows where each character stood in the original."""

    def __init__(self, text: str, characters: Characters) -> None:
        plain: list[str] = []
        origins: list[int] = []
        for index, char in enumerate(text):
            for each in characters.plain(char):
                if not each.isspace():
                    plain.append(each)
                    origins.append(index)
        self.original = text
        self.text = "".join(plain)
        self._origins = origins

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stood in the original, as a half-open span of code points."""
        return self._origins[start], self._origins[end - 1] + 1
