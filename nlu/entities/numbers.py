"""Numbers as workers write them: 500, 1,200, 三百二十, 一千二, 2万3."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {char: value for value, chars in enumerate(("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒",
                                                      "八捌", "九玖")) for char in chars}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000}

DIGIT = "[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
UNIT = "[十百千万拾佰仟]"
FIGURES = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,4})?"  # a row of digits is read whole: no two in a row
# Begins with a digit or 十, so that 千万 and 百大 are no numbers.
NUMBER = rf"(?:{FIGURES}|{DIGIT}|[十拾])(?:{FIGURES}|{DIGIT}|{UNIT}){{0,12}}"

_SIGN = re.compile(rf"{FIGURES}|{DIGIT}|{UNIT}")


def read_number(said: str) -> Decimal | None:
    """The number in plain text; the digit after a unit counts its tenth (一千二 is 1200, 2万3 is 23000).

    None for what is no number (一二三, 3万500万).
    """
    if not said or _SIGN.sub("", said):
        return None
    whole = section = Decimal(0)
    digit: Decimal | None = None
    unit, zero = 1, False
    for sign in _SIGN.findall(said):
        if sign in _UNITS:
            if _UNITS[sign] == 10_000:
                if whole:
                    return None
                whole, section = (section + (digit or 0)) * 10_000, Decimal(0)
            else:
                section += (1 if digit is None else digit) * _UNITS[sign]
            digit, unit, zero = None, _UNITS[sign], False
        elif sign in "零〇":
            zero = True
            digit = Decimal(0) if unit == 1 and digit is None else digit
        elif digit:
            return None
        else:
            digit = Decimal(_DIGITS[sign]) if sign in _DIGITS else Decimal(sign.replace(",", ""))
    if digit is not None and not zero and unit > 10 and digit < 10 and digit == int(digit):
        digit = digit * unit / 10
    return whole + section + (digit or 0)
