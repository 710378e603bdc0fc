"""A topic or task that is chosen while its name is typed: what a list offers, and the id in what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_CHOSEN = re.compile(r".*[（(]([a-z][a-z0-9_]{0,59})[)）]", re.DOTALL)


def choice(code: str, titles: Mapping[str, str]) -> str:
    """`入会要不要交钱（join_cost）`; an id nothing is known of by itself."""
    return f"{titles[code]}（{code}）" if code in titles else code


def choices(codes: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    """In the order given."""
    return [choice(code, titles) for code in codes]


def code_in(typed: str) -> str:
    """The id at the end of a choice; of anything else all of it, to be looked up or refused by name."""
    found = _CHOSEN.fullmatch(typed.strip())
    return found[1] if found else typed.strip()
