"""The FAQ as the bot holds it: entries by id, and finding one by its exact title or phrasing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NOT_OURS = "not_ours"  # the category of what is somebody else's business; its answer says whose


@dataclass(frozen=True)
class Answer:
    """A stored text with its source; `buttons` are ids of the tasks and topics offered below it."""

    text: str
    buttons: tuple[str, ...]
    source_text: str
    source_date: str


@dataclass(frozen=True)
class Variant:
    """The answer for some places (GB/T 2260, 6 digits; () is everywhere) and some trades (() is all of them)."""

    areas: tuple[str, ...]
    trades: tuple[str, ...]
    answer: Answer

    def area_of(self, region: str) -> str:
        """The narrowest of the areas a region lies in, "" for none."""
        around = [area for area in self.areas if in_region(region, area)]
        return max(around, key=lambda area: len(_digits_of(area)), default="")


@dataclass(frozen=True)
class Held:
    """The answer that holds for a worker; `area` and `trade` are the codes it was written for, "" where for all."""

    answer: Answer
    area: str = ""
    trade: str = ""


@dataclass(frozen=True)
class Entry:
    """One published topic."""

    id: str
    category: str
    title: str
    answer: Answer
    sensitive: bool
    phrasings: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def offers_person(self) -> bool:
        return self.sensitive and self.category != NOT_OURS

    def holding_for(self, region: str, trade: str) -> Held:
        """The most specific answer for a region (GB/T 2260) and a trade, either "" when it is not known.

        County before city before province before everywhere; of those alike, the one that names the trade.
        """
        fitting = [
            Held(variant.answer, area, trade if variant.trades else "")
            for variant in self.variants
            for area in [variant.area_of(region)]
            if (area or not variant.areas) and (trade in variant.trades or not variant.trades)
        ]
        return max(fitting, key=lambda held: (len(_digits_of(held.area)), held.trade != ""), default=Held(self.answer))


class Feed:
    """One version of the published FAQ."""

    def __init__(self, version: int, entries: Iterable[Entry]) -> None:
        self.version = version
        self._entries = {entry.id: entry for entry in entries}
        self._by_wording = {
            bare(wording): entry
            for entry in self._entries.values()
            for wording in (*entry.phrasings, entry.title)
            if bare(wording)
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Feed:
        """Reads the body of `GET /v1/faq/feed`; raises KeyError when a required key is missing."""
        return cls(int(body["version"]), [_entry(packed) for packed in body["entries"]])

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, entry_id: str) -> Entry | None:
        return self._entries.get(entry_id)

    def worded(self, text: str) -> Entry | None:
        """The entry whose title or a phrasing is `text`, apart from case, width, spaces and punctuation."""
        return self._by_wording.get(bare(text))

    def is_title(self, text: str) -> bool:
        """Whether `text` is a title letter by letter, as only who reads one off a button writes it."""
        entry = self.worded(text)
        return entry is not None and bare(entry.title) == bare(text)


def bare(text: str) -> str:
    """`text` without width, case, space and punctuation differences."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] in "LN")


def in_region(code: str, area: str) -> bool:
    """Whether a region is an area or lies in it; both are codes of GB/T 2260."""
    return code.startswith(_digits_of(area))


def _digits_of(area: str) -> str:
    """The digits that all of an area's regions begin with: 34 for a province, 3401 for a city."""
    return area.removesuffix("00").removesuffix("00")


def _entry(packed: Mapping[str, Any]) -> Entry:
    own = {"buttons": packed.get("buttons"), "source": packed.get("source")}
    return Entry(
        id=packed["id"],
        category=packed.get("category", ""),
        title=packed["title"],
        answer=_answer(packed),
        sensitive=bool(packed.get("sensitive")),
        phrasings=tuple(packed.get("phrasings") or ()),
        variants=tuple(
            Variant(tuple(variant.get("areas") or ()), tuple(variant.get("trades") or ()), _answer({**own, **variant}))
            for variant in packed.get("variants") or ()
        ),
    )


def _answer(packed: Mapping[str, Any]) -> Answer:
    source = packed.get("source") or {}
    return Answer(
        text=packed["answer"],
        buttons=tuple(packed.get("buttons") or ()),
        source_text=str(source.get("text") or ""),
        source_date=str(source.get("date") or ""),
    )
