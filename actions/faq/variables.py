"""Variables of an answer: which there are, what is wrong with others, and what a worker reads for them.

The bot fills them in (`bot/dialogue/variables.py`); a test holds what is shown here to what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from actions.reference import Reference

#: Braces of either width, also one of each: staff type with an input method.
_VARIABLE = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")
_BRACE = re.compile(r"[{}｛｝]")
_LONGEST_DAY = date(2026, 12, 31)
_OTHER_TRADE = "other"  # its name, 其他, is nothing to call a worker by
_MOST_QUOTED = 20


def written(name: str) -> str:
    """How a variable stands in an answer: `{地区}`."""
    return f"{{{name}}}"


def listed(names: Iterable[str]) -> str:
    return "、".join(map(written, names))


def unknown_in(text: str, known: Iterable[str]) -> str | None:
    """The first piece in braces that is none of the known variables, as it would stand in an answer; None: all are."""
    names = set(known)
    found = (one[1].strip() for one in _VARIABLE.finditer(text))
    return next((written(name[:_MOST_QUOTED]) for name in found if name not in names), None)


def lone_brace_in(text: str) -> str | None:
    """A brace without its other half on the same line: half a variable, as far as anybody can tell."""
    alone = _BRACE.search(_VARIABLE.sub("", text))
    return alone[0] if alone is not None else None


def told_length(text: str, longest: Mapping[str, int]) -> int:
    """Characters of the longest that a worker may read, or that is written; `longest` as `longest_values` has it."""
    told = _VARIABLE.sub(lambda found: "一" * max(len(found[0]), longest.get(found[1].strip(), 0)), text)
    return len(told)


def longest_values(reference: Reference) -> dict[str, int]:
    """Each variable's name, and the characters of the longest text it may become."""
    values: dict[str, list[str]] = {
        "region": [reference.region_name(code) for code in reference.regions],
        "trade": [name for code, name in reference.trades.items() if code != _OTHER_TRADE],
        "today": [_day_words(_LONGEST_DAY, reference)],
    }
    return {one.name: max(map(len, (one.fallback, *values.get(id_, ())))) for id_, one in reference.variables.items()}


def filled(text: str, reference: Reference, *, region: str = "", trade: str = "", day: date) -> str:
    """As a worker of that region and trade (codes, "" for unknown) reads it on a day of China's."""
    known = {
        "region": reference.region_name(region) if region in reference.regions else "",
        "trade": reference.trades.get(trade, "") if trade != _OTHER_TRADE else "",
        "today": _day_words(day, reference),
    }
    values = {one.name: known.get(id_) or one.fallback for id_, one in reference.variables.items()}
    return _VARIABLE.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def _day_words(day: date, reference: Reference) -> str:
    return reference.around_answers["date.this_year"].format(month=day.month, day=day.day)
