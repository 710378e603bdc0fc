"""What a form was opened with: a short digest of each column, carried in the form itself, as nobody keeps old drafts.

With it a later look tells which of two people changed a column since.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from actions.faq.draft_form import Cells, lines_of

#: Column → digest. A column that is missing was asked about, or the form is older than this: nobody knows.
Opened = Mapping[str, str]

_DIGITS = 16


def opened_with(cells: Cells) -> dict[str, str]:
    return {column: digest_of(cell) for column, cell in cells.items()}


def digest_of(cell: str) -> str:
    """The same for texts that say the same: blanks at the ends and blank lines say nothing."""
    return sha256("\n".join(lines_of(cell)).encode()).hexdigest()[:_DIGITS]


def carried(opened: Opened) -> str:
    """As the form's hidden field holds it: `title=0123456789abcdef answer=…`."""
    return " ".join(f"{column}={digest}" for column, digest in opened.items())


def read_opened(sent: object) -> dict[str, str]:
    """What a form that was sent carries; {} for one without."""
    pairs = (one.partition("=") for one in sent.split()) if isinstance(sent, str) else ()
    return {column: digest for column, _, digest in pairs}
