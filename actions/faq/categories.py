"""The categories of the FAQ: ids in data and on the API, names for staff and in their sheets."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

#: In the order they are listed.
CATEGORY_NAMES: Mapping[str, str] = {
    "join": "入会",
    "union": "工会组织",
    "station": "驿站",
    "benefit": "福利待遇",
    "rights": "维权",
    "not_ours": "不归工会管",
}
CATEGORIES = tuple(CATEGORY_NAMES)
_IDS = {name: code for code, name in CATEGORY_NAMES.items()}


def category_id(text: str) -> str:
    """The id of a category that was called by its name; anything else stays as it is, to be refused by name."""
    return _IDS.get("".join(unicodedata.normalize("NFKC", text).split()), text)
