"""The FAQ as the bot holds it: entries by id, and finding one by its exact title or phrasing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One published answer; `buttons` are ids of the tasks and topics offered below it."""

    id: str
    category: str
    title: str
    answer: str
    buttons: tuple[str, ...]
    sensitive: bool
    source_text: str
    source_date: str
    review: str = ""
    phrasings: tuple[str, ...] = ()


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


def bare(text: str) -> str:
    """`text` without width, case, space and punctuation differences."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] in "LN")


def _entry(packed: Mapping[str, Any]) -> Entry:
    source = packed.get("source") or {}
    return Entry(
        id=packed["id"],
        category=packed.get("category", ""),
        title=packed["title"],
        answer=packed["answer"],
        buttons=tuple(packed.get("buttons") or ()),
        sensitive=bool(packed.get("sensitive")),
        source_text=str(source.get("text") or ""),
        source_date=str(source.get("date") or ""),
        review=str(packed.get("review") or ""),
        phrasings=tuple(packed.get("phrasings") or ()),
    )
