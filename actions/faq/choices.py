"""A topic or task that is chosen while its name is typed: what a list offers, and which one was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from actions.faq.content import bare

_CODE = re.compile(r"(?:.*\(([a-z][a-z0-9_]{0,59})\)|([a-z][a-z0-9_]{0,59}))", re.DOTALL)
_MOST_NAMED = 5
_LONGEST_NAMED = 40


def choice(code: str, titles: Mapping[str, str]) -> str:
    """`入会要不要交钱（join_cost）`; an id nothing is known of by itself."""
    return f"{titles[code]}（{code}）" if code in titles else code


def choices(codes: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    """In the order given."""
    return [choice(code, titles) for code in codes]


def code_in(typed: str) -> str:
    """The id that was typed, by itself or at the end of a choice; "" where there is none."""
    found = _CODE.fullmatch(unicodedata.normalize("NFKC", typed).strip().lower())
    return found[1] or found[2] if found else ""


def find_fitting(typed: str, titles: Mapping[str, str], known: Collection[str] = ()) -> list[str]:
    """The ids somebody may mean: the id that was typed, else a title's, else those of which it is a part.

    `titles` are offered by id; an id may be one of `known`, too. Of several the shortest title comes first.
    """
    if (code := code_in(typed)) and (code in titles or code in known):
        return [code]
    if not (wanted := bare(typed)):
        return []
    plain = {code: bare(title) for code, title in titles.items()}
    if exact := [code for code, title in plain.items() if title == wanted]:
        return exact
    found = [code for code, title in plain.items() if wanted in title]
    return sorted(found, key=lambda code: (len(plain[code]), titles[code]))


def tell_unclear(typed: str, fitting: Sequence[str], titles: Mapping[str, str], *, kind: str) -> str:
    """What to do where not just one fits; `kind`: what is chosen, in words."""
    if not fitting:
        return f"没有“{typed.strip()[:_LONGEST_NAMED]}”这个{kind}。换标题里的几个字，从列表里选一条。"
    named = "、".join(f"“{titles[code]}”" for code in fitting[:_MOST_NAMED])
    more = f"等 {len(fitting)} 条" if len(fitting) > _MOST_NAMED else ""
    return f"有好几条像：{named}{more}。从列表里选一条。"
