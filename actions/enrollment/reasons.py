"""The words a reviewer gives a worker as the reason of a decision. They hold nobody's number."""

from __future__ import annotations

import re
import unicodedata

from actions.enrollment.errors import NumberInReason

_SIGNS_BETWEEN = re.compile(r"(?<=\d)[ \-_.·]{1,2}(?=[\dXx])")
_BORN = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
#: An ID number of 18 places or the old 15, right or mistyped; a mobile number, with the code of the country or not.
_NUMBER = re.compile(
    rf"(?<!\d)(?:\d{{6}}(?:19|20)\d\d{_BORN}\d{{3}}[\dXx]|\d{{8}}{_BORN}\d{{3}}|(?:\+?86)?1[3-9]\d{{9}})(?!\d)"
)


def without_numbers(reason: str, field: str) -> str:
    """The same words. Raises NumberInReason naming `field`."""
    if _NUMBER.search(_SIGNS_BETWEEN.sub("", unicodedata.normalize("NFKC", reason))):
        raise NumberInReason(field)
    return reason
