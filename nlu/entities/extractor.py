"""All entities of one message."""

from __future__ import annotations

from typing import Any

from nlu.entities.lexicon import Lexicon
from nlu.entities.mention import FACILITY, PLACE, PLATFORM, REGION, TIME, TRADE, Mention
from nlu.entities.regions import AreaReader
from nlu.entities.sounds import SoundFinder
from nlu.entities.spellings import SpellingFinder, keep_longest, without_ordinary
from nlu.entities.times import find_times
from nlu.language.characters import Characters, PlainText
from nlu.language.placeholders import PLACEHOLDERS

LONGEST_READ = 1000  # characters of a message that are searched

ENTITY_KINDS = (REGION, PLACE, PLATFORM, TRADE, FACILITY, TIME, *(kind for kind, _ in PLACEHOLDERS.values()))

_WORK_VERBS = ("送", "跑", "干", "做", "开", "拉")
_WORKERS = ("司机", "骑手", "快递员", "小哥", "师傅", "员")


class EntityExtractor:
    def __init__(self, lexicon: Lexicon, characters: Characters) -> None:
        self.lexicon = lexicon
        self._characters = characters
        self._spellings = SpellingFinder(lexicon)
        self._sounds = SoundFinder(lexicon)
        self._areas = AreaReader(lexicon.city_of, lexicon.region_of)
        self._uncertain = frozenset(lexicon.uncertain)

    def extract(self, text: str) -> list[dict[str, Any]]:
        """Entities in order, each {"entity", "value", "text", "start", "end", "candidates"}.

        Positions count the text's code points. `value` is "" when the name is ambiguous; `candidates` are then the
        codes it may mean, else [].
        """
        read = PlainText(text[:LONGEST_READ], self._characters)
        mentions = self._mentions(read.text)
        return [self._entity(mention, read) for mention in mentions]

    def _mentions(self, text: str) -> list[Mention]:
        found = [*self._spellings.find(text), *find_times(text), *_placeholders(text)]
        kept = keep_longest(found)
        if not any(mention.kind in (REGION, PLACE) for mention in kept):
            kept = keep_longest([*kept, *self._unclaimed(self._sounds.find(text), kept)])
        known = without_ordinary(kept)
        areas = self._areas.read(text, known)
        return sorted([*areas, *self._implied_trades(text, areas)], key=lambda each: (each.start, each.end))

    @staticmethod
    def _unclaimed(mentions: list[Mention], kept: list[Mention]) -> list[Mention]:
        return [mention for mention in mentions if not any(mention.overlaps(other) for other in kept)]

    def _implied_trades(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """ "送美团" says what the worker does, unless the platform has several trades."""
        if any(mention.kind == TRADE for mention in mentions):
            return []
        implied = []
        for mention in mentions:
            trades = self.lexicon.trades_of.get(mention.values[0], []) if mention.kind == PLATFORM else []
            if len(trades) != 1:
                continue
            if text[: mention.start].endswith(_WORK_VERBS):
                implied.append(Mention(TRADE, (trades[0],), mention.start - 1, mention.end))
            elif worker := next((word for word in _WORKERS if text[mention.end :].startswith(word)), None):
                implied.append(Mention(TRADE, (trades[0],), mention.start, mention.end + len(worker)))
        return implied

    def _entity(self, mention: Mention, read: PlainText) -> dict[str, Any]:
        start, end = read.original_span(mention.start, mention.end)
        certain = len(mention.values) == 1 and read.text[mention.start : mention.end] not in self._uncertain
        return {
            "entity": mention.kind,
            "value": mention.values[0] if certain else "",
            "text": read.original[start:end],
            "start": start,
            "end": end,
            "candidates": [] if certain else list(mention.values),
        }


def _placeholders(text: str) -> list[Mention]:
    found = []
    for mark, (kind, _) in PLACEHOLDERS.items():
        start = text.find(mark)
        while start >= 0:
            found.append(Mention(kind, (mark,), start, start + len(mark)))
            start = text.find(mark, start + 1)
    return found
