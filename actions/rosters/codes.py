"""Invitation codes: `BCDFG-HJKMW`, nine random signs and a check sign.

No sign looks like another one (there is no 0 O 1 I L 2 Z 5 S 8 U V), and without most vowels they make no words. 23 to
the ninth are 1.8·10^12 codes: with ten tries a day in each conversation nobody meets one by guessing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

#: A prime number of them, so that the check sign finds every wrong sign and every two that changed places.
SIGNS = "BCDFGHJKMNPQRTWXY34679A"
_RANDOM = 9
_MOST_DIGITS = 5  # more of them would look like the number of something
SHAPE = rf"^[{SIGNS}]{{5}}-[{SIGNS}]{{5}}$"


def code_of(token: str) -> str:
    """The code a random token stands for; equal tokens make equal codes."""
    number = int.from_bytes(sha256(token.encode()).digest(), "big")
    while True:
        number, signs = _drawn(number)
        if sum(sign.isdigit() for sign in signs) <= _MOST_DIGITS:
            break
    whole = signs + check_sign(signs)
    return f"{whole[:5]}-{whole[5:]}"


def _drawn(number: int) -> tuple[int, str]:
    """Nine signs out of a number, and what is left of it; a number used up starts anew from its hash."""
    if number < len(SIGNS) ** _RANDOM:
        number = int.from_bytes(sha256(str(number).encode()).digest(), "big")
    signs = ""
    for _ in range(_RANDOM):
        number, place = divmod(number, len(SIGNS))
        signs += SIGNS[place]
    return number, signs


def check_sign(signs: Sequence[str]) -> str:
    """Over nine signs, each weighed by its place."""
    return SIGNS[sum(place * SIGNS.index(sign) for place, sign in enumerate(signs, 1)) % len(SIGNS)]


def is_code(text: str) -> bool:
    """Whether it is a code in its one form, with the right check sign."""
    return re.fullmatch(SHAPE, text) is not None and check_sign(text.replace("-", "")[:-1]) == text[-1]
