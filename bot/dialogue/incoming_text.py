"""A typed text made safe to work with: no control characters, no leading slash, and whether there are words in it."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 2000  # a longer text is answered without being understood
# The longest any chat sends; of what goes beyond not even personal values are looked for, since finding them is work.
MOST_READ = 4096


def normalised(text: str) -> str:
    """`text` with width differences evened out, at most MOST_READ characters of it.

    Whoever sends more must not keep everybody else waiting; one sign may stand for eighteen (ﷺ).
    """
    return unicodedata.normalize("NFKC", text[:MOST_READ])[:MOST_READ]


def cleaned(text: str) -> str:
    """`text` normalised, control characters and leading slashes dropped, spaces joined."""
    kept = "".join(
        " " if sign.isspace() else sign
        for sign in normalised(text)
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    return " ".join(kept.split()).lstrip("/ ").strip()


def is_wordless(text: str) -> bool:
    """Whether there is no letter and no digit in `text`: only emoji, punctuation or nothing."""
    return not any(unicodedata.category(sign)[0] in "LN" for sign in text)
