"""Variables of an answer: `{地区}` becomes the worker's own place. Values come from closed lists, not from a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Braces of either width, also one of each: staff type with an input method. actions/faq/variables.py does the same.
_VARIABLE = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")


@dataclass(frozen=True)
class Variable:
    """`fallback` stands for it where nobody told the bot; of what is the same for everybody it is the value."""

    name: str
    fallback: str


def filled(text: str, variables: Mapping[str, Variable], known: Mapping[str, str]) -> str:
    """The text with its variables said; `known` holds values by the variables' ids, "" for unknown.

    What is no variable stays as it is written.
    """
    values = {variable.name: known.get(id_) or variable.fallback for id_, variable in variables.items()}
    return _VARIABLE.sub(lambda found: values.get(found[1].strip(), found[0]), text)
