"""The thresholds nlu decides by, as staff set them: confidences in whole percent from which on something is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from actions.errors import InvalidField

LOWEST, HIGHEST = 5, 99  # percent

NAMES: Mapping[str, str] = {"answer": "直接回答", "careful": "从严的直接回答", "suggest": "给候选"}


@dataclass(frozen=True)
class Thresholds:
    answer: int
    careful: int  # for sensitive topics, money and deadlines, and ids with few phrasings
    suggest: int

    @classmethod
    def of_shares(cls, shares: Mapping[str, float]) -> Thresholds:
        """From shares between 0 and 1, as nlu and the feed have them."""
        return cls(**{name: round(100 * shares[name]) for name in NAMES})

    def shares(self) -> dict[str, float]:
        return {name: percent / 100 for name, percent in asdict(self).items()}


def read_thresholds(form: Mapping[str, str]) -> Thresholds:
    """From the fields of a form. Raises InvalidField naming the first that cannot be."""
    found = Thresholds(**{name: _percent(form, name) for name in NAMES})
    if found.careful < found.answer:
        raise InvalidField("careful", "从严的不能比平常的低。")
    if found.suggest >= found.answer:
        raise InvalidField("suggest", "给候选的要比直接回答的低。")
    return found


def _percent(form: Mapping[str, str], name: str) -> int:
    text = form.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and LOWEST <= int(text) <= HIGHEST):
        raise InvalidField(name, f"“{NAMES[name]}”请填 {LOWEST} 到 {HIGHEST} 的整数。")
    return int(text)
