"""Mainland mobile numbers: 11 digits beginning 13 to 19, with or without +86."""

from __future__ import annotations

import re
import unicodedata

SPOKEN_DIGITS = "零〇幺一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_SPOKEN = str.maketrans(SPOKEN_DIGITS, "0011223456789123456789")


class PhoneNumberFault(Exception):
    """Why something is no mobile number: `kind` is length or prefix; `digits` how many were given."""

    def __init__(self, kind: str, digits: int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.digits = digits


def parse_phone_number(text: str) -> str:
    """The 11 digits of the number in `text`; raises PhoneNumberFault."""
    digits = re.sub(r"\D", "", spoken_digits(unicodedata.normalize("NFKC", text)))
    digits = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
    if len(digits) != 11:
        raise PhoneNumberFault("length", len(digits))
    if not re.match(r"1[3-9]", digits):
        raise PhoneNumberFault("prefix", len(digits))
    return digits


def mask_phone_number(number: str) -> str:
    return f"{number[:3]}****{number[-4:]}"


def spoken_digits(text: str) -> str:
    """`text` with digits written as words (幺三八) turned into digits, each sign for one digit."""
    return text.translate(_SPOKEN)
