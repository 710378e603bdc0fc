"""The marks that stand in a message where a personal value stood; the values themselves never come here."""

from __future__ import annotations

# Mark in the text → kind of entity. Each is read as one character of a private-use area, so that the words inside
# a mark ("身份证号") are not taken for something the worker said.
PLACEHOLDERS = {
    "[手机号]": ("phone", "\ue001"),
    "[身份证号]": ("id_number", "\ue002"),
    "[车牌]": ("plate", "\ue003"),
    "[姓名]": ("name", "\ue004"),
}

# All signs that stand for something in a text: those above, and those of `nlu.intents.names`.
SIGNS = frozenset("\ue001\ue002\ue003\ue004\ue005\ue006")


def collapse(text: str) -> str:
    """The text with each placeholder as its single character."""
    for mark, (_, char) in PLACEHOLDERS.items():
        text = text.replace(mark, char)
    return text
