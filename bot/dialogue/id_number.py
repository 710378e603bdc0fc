"""Resident ID numbers (GB 11643): 18 digits with an ISO 7064 MOD 11-2 check digit.

Old ones of 15 digits stood on cards of the first generation, which are out of use since 2013 (Resident Identity Card
Law, amended 2011).

The region code in front is not checked: it is the one of the day the number was given, often abolished since.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.iso7064 import mod_11_2

_CROSSES = str.maketrans("×✕✖✗хХχ", "XXXXXXX")
_OLDEST_YEARS = 120


class IdNumberFault(Exception):
    """Why something is no ID number: `kind` is length, old, signs, date or check_digit; `digits`: how many came."""

    def __init__(self, kind: str, digits: int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.digits = digits


def parse_id_number(text: str, *, today: date) -> str:
    """The number in `text` without spaces, dashes and width differences; raises IdNumberFault. `today` is local."""
    number = re.sub(r"[\s\-_—–.]", "", unicodedata.normalize("NFKC", text).translate(_CROSSES)).upper()
    if len(number) != 18:
        raise IdNumberFault("old" if re.fullmatch(r"\d{15}", number) else "length", len(number))
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise IdNumberFault("signs", len(number))
    born = _date(number[6:14])
    if born is None or born > today or today.year - born.year > _OLDEST_YEARS:
        raise IdNumberFault("date", len(number))
    if not mod_11_2.is_valid(number):
        raise IdNumberFault("check_digit", len(number))
    return number


def mask_id_number(number: str) -> str:
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
