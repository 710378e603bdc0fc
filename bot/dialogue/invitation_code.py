"""Invitation codes in what workers write: `BCDFG-HJKMW`, ten signs with a check sign, as actions makes them."""

from __future__ import annotations

import re

from bot.dialogue.incoming_text import normalised

SIGNS = "BCDFGHJKMNPQRTWXY34679A"
PLACEHOLDER = "[邀请码]"
_CODE = re.compile(rf"(?<![A-Za-z0-9])([{SIGNS}]{{5}})[\s\-—–_]{{0,2}}([{SIGNS}]{{5}})(?![A-Za-z0-9])", re.IGNORECASE)
# Somebody's "one code", of the words around it an invitation's: 单位给了我一个码. Other codes have a word of their own
# before the sign (验证码, 二维码), and a pier (码头) is none.
_SPOKEN_OF = re.compile(
    r"(?:邀请|入会)码"
    r"|(?:单位|公司|工会|站点|站里|站长|队长|领导|同事|老板|群里|人家|他们|有人)[^,,。]{0,4}(?:给|发)[^,,。]{0,6}[个串张条]码(?![头数])"
    r"|(?:给|发)了?我一?[个串张条]码(?![头数])|^我?(?:这里?|手[里上])?有一?[个串张条]码(?![头数])"
)


def speaks_of_code(text: str) -> bool:
    """Whether somebody says they have an invitation code, or asks about one, in whatever words."""
    return _SPOKEN_OF.search(text) is not None


def code_in(text: str) -> str:
    """The first code in a text, in its one form; "" when there is none. A slip of the pen makes it none."""
    codes = (_read(match) for match in _CODE.finditer(normalised(text)))
    return next(filter(None, codes), "")


def replaced(text: str, instead: str) -> str:
    """The text with each sign of its codes, or with each whole code when `instead` is longer, replaced."""
    return _CODE.sub(lambda match: _instead(match, instead) if _read(match) else match.group(), text)


def _instead(match: re.Match[str], instead: str) -> str:
    return instead * len(match.group()) if len(instead) == 1 else instead


def _read(match: re.Match[str]) -> str:
    first, last = match.group(1).upper(), match.group(2).upper()
    signs = first + last
    check = sum(place * SIGNS.index(sign) for place, sign in enumerate(signs[:-1], 1)) % len(SIGNS)
    return f"{first}-{last}" if SIGNS[check] == signs[-1] else ""
