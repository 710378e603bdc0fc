"""A typed text made safe to work with: no control characters, no leading slash, and whether there are words in it."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 2000


def cleaned(text: str) -> str:
    """`text` with width differences evened out, control characters and leading slashes dropped, spaces joined."""
    plain = unicodedata.normalize("NFKC", text)
    kept = "".join(
        " " if sign.isspace() else sign for sign in plain if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    return " ".join(kept.split()).lstrip("/ ").strip()


def is_wordless(text: str) -> bool:
    """Whether there is no letter and no digit in `text`: only emoji, punctuation or nothing."""
    return not any(unicodedata.category(sign)[0] in "LN" for sign in text)
