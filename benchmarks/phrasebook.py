"""What workers say in the benchmark, taken from the house's own data files."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Put around a phrasing so that hardly a question is asked twice word for word: an answer kept in some cache would
# otherwise be measured instead of the work.
_OPENINGS = ("", "师傅你好,", "请问", "问一下,", "我同事说,", "群里有人问,", "我老乡想知道,", "刚下班,", "我弟让我问,",
             "昨天听站长讲,", "麻烦问下,", "跑了一天了,", "路上等单,", "我媳妇问,", "新来的,", "第一次问,")  # fmt: skip
_ENDINGS = ("", "?", "啊", "呢", ",谢谢", ",急", "哈", ",讲清楚点", ",帮我看看", "呀", ",在线等", "…", "!", "~")
_LONGEST_PHRASING = 24  # characters; with an opening and an ending a message stays that of somebody on the road
_SEARCHES = ("{place}附近哪能{facility}", "{place}附近有没有能{facility}的驿站", "我在{place},哪有驿站能{facility}",
             "找{place}边上能{facility}的驿站")  # fmt: skip
_FACILITIES = ("热饭", "喝水", "充电", "上厕所", "歇脚", "吹空调")


@dataclass(frozen=True)
class Phrasebook:
    """FAQ phrasings and names of places; `question` and `search` make one message each."""

    phrasings: Sequence[str]
    places: Sequence[str]

    @classmethod
    def from_data(cls, data: Path) -> Phrasebook:
        """Read `data/faq/*/*.yaml` and `data/places.csv`. Raises OSError, KeyError or yaml.YAMLError."""
        phrasings = [
            phrasing
            for entry in faq_entries(data)
            for phrasing in entry["phrasings"]
            if len(phrasing) <= _LONGEST_PHRASING
        ]
        with (data / "places.csv").open(encoding="utf-8", newline="") as file:
            places = [row["name"] for row in csv.DictReader(file)]
        return cls(phrasings=phrasings, places=places)

    def question(self, chance: random.Random) -> str:
        """A question the FAQ answers."""
        return varied(chance.choice(self.phrasings), chance)

    def search(self, chance: random.Random) -> str:
        """A wish for a station at a place with a facility."""
        return chance.choice(_SEARCHES).format(
            place=chance.choice(self.places), facility=chance.choice(_FACILITIES)
        ) + chance.choice(("", "?", "啊", "呢"))


def varied(text: str, chance: random.Random) -> str:
    """The text with an opening and an ending around it."""
    return chance.choice(_OPENINGS) + text + chance.choice(_ENDINGS)


def faq_entries(data: Path) -> list[dict[str, Any]]:
    """All FAQ entries as they stand in their files, by path."""
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted((data / "faq").glob("*/*.yaml"))]
