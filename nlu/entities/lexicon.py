"""The closed lists as one dictionary from spelling to meaning, and what the codes have to do with each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Lexicon:
    """Spellings are in plain form (see `nlu.language.characters`).

    `spellings`: spelling → kind → codes, sorted; `sounds`: toneless syllables joined by blanks → kind → codes;
    `townships`: spellings of towns, townships and streets, whose codes are counties; `landmarks`: what several cities
    have, as 火车站 → code of the region in its name, "" for none → ids of places; `part_of`: county code → city code →
    province code; `region_of`: place id → county code; `trades_of`: platform → trades.
    """

    spellings: dict[str, dict[str, list[str]]]
    sounds: dict[str, dict[str, list[str]]]
    uncertain: list[str]  # spellings asked back even with one candidate: a common noun, a city elsewhere
    chance: list[str]  # spellings that also arise between words: taken only where a name stands
    townships: list[str]
    landmarks: dict[str, dict[str, list[str]]]
    part_of: dict[str, str]
    region_of: dict[str, str]
    trades_of: dict[str, list[str]]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Lexicon:
        return cls(**stored)
