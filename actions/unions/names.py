"""When two spellings of a company mean the same one: only what every company writes differently is left out."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"[^\w&]|_")
_LEGAL_FORM = re.compile(r"(?:股份有限|有限责任|有限)?(?:分公司|子公司|公司)$|工会(?:委员会)?$|集团$")


def company_key(name: str) -> str:
    """What two spellings of one company share; "" when nothing is left that would tell it from another.

    Width, case, blanks, signs and the legal form at the end do not count: 通达速配（颍上）有限公司 and 通达速配 (颍上).
    A shorter name is another name: an enterprise lists each one it goes by.
    """
    key = _SIGNS.sub("", unicodedata.normalize("NFKC", name).casefold())
    while (shorter := _LEGAL_FORM.sub("", key)) != key:
        key = shorter
    return key if len(key) > 1 else ""
