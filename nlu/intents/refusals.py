"""What a worker says they do not want ("不用找人工，我就问驿站几点关") is no need: it is read over."""

from __future__ import annotations

import re

LEAST_LEFT = 3  # characters of a need

_CLAUSE = re.compile(r"[^,，。.!！?？;；:：~～…\s]+")
_NOT = (
    "(?:我|俺|咱|你)?(?:先|可)?(?:不用|不要|不需要|不必|用不着|别|不想|先不|不找|不查|不转|不是要|不是想)"
    "(?:再|给我|帮我|你|急着)?"
)
_A_PERSON = r".{0,3}(?:人工|真人|客服|进度).{0,3}"
_A_TASK = rf"(?:{_A_PERSON}|.{{0,3}}(?:入会|填表|申请|撤回|建议|反映|驿站).{{0,3}})"
_REFUSES = re.compile(_NOT + _A_TASK)
_REFUSES_A_PERSON = re.compile(_NOT + _A_PERSON)


def without_refusals(text: str) -> str:
    """The text with clauses that refuse a task as spaces: positions stay; as it is where nothing else is said."""
    left = _CLAUSE.sub(lambda clause: " " * len(clause[0]) if _REFUSES.fullmatch(clause[0]) else clause[0], text)
    return left if sum(len(clause) for clause in _CLAUSE.findall(left)) >= LEAST_LEFT else text


def only_refuses(text: str) -> bool:
    """Whether no person and no look-up is wanted, and nothing else is said. "不想入会了" may mean to withdraw."""
    clauses = _CLAUSE.findall(text)
    return bool(clauses) and all(_REFUSES_A_PERSON.fullmatch(clause) for clause in clauses)
