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
    """A text in its plain form that still knows where each character stood in the original.

    White space is left out, except for one blank where it parts two Latin words or numbers.
    """

    def __init__(self, text: str, characters: Characters) -> None:
        plain: list[str] = []
        origins: list[int] = []
        gap = False
        for index, char in enumerate(text):
            for each in characters.plain(char):
                if each.isspace():
                    gap = True
                    continue
                if gap and plain and is_latin(plain[-1]) and is_latin(each):
                    plain.append(" ")
                    origins.append(index)
                plain.append(each)
                origins.append(index)
                gap = False
        self.original = text
        self.text = "".join(plain)
        self._origins = origins

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stood in the original, as a half-open span of code points."""
        return self._origins[start], self._origins[end - 1] + 1


def is_latin(char: str) -> bool:
    """A Latin letter or digit; False for ""."""
    return char.isascii() and char.isalnum()
