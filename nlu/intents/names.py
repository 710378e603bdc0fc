"""Which region, place or platform a message names does not tell what it is about: each is read as one sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nlu.language.placeholders import SIGNS

_SIGN_OF = {"region": "\ue005", "place": "\ue005", "platform": "\ue006"}


def mask_names(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The text with its named entities (in order, not overlapping among the masked kinds) as signs."""
    parts: list[str] = []
    read = 0
    for entity in entities:
        sign = _SIGN_OF.get(entity["entity"])
        if sign and entity["start"] >= read:
            parts += [text[read : entity["start"]], sign]
            read = entity["end"]
    return "".join([*parts, text[read:]])


def is_names_only(cleaned: str) -> bool:
    """True for "包河区" or "[手机号]": an answer to somebody's question, no need by itself."""
    return all(char in SIGNS for char in cleaned)


def is_one_letter(cleaned: str) -> bool:
    """True for "x" or "xxxx": nobody asks for anything with that, though "qx" (取消) is much like it."""
    return cleaned.isascii() and len(set(cleaned)) == 1
