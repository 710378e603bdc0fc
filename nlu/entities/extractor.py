"""All entities of one message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlu.entities.amounts import find_amounts
from nlu.entities.days import find_days
from nlu.entities.lexicon import Lexicon
from nlu.entities.mention import AMOUNT, CLOCK, DAY, FACILITY, PLACE, PLATFORM, PROVINCE, REGION, TIME, TRADE, Mention
from nlu.entities.plates import find_plates
from nlu.entities.regions import AreaReader
from nlu.entities.sounds import SoundFinder
from nlu.entities.spellings import SpellingFinder, keep_longest, without_ordinary
from nlu.entities.times import find_times
from nlu.language.characters import Characters, PlainText
from nlu.language.placeholders import PLACEHOLDERS

LONGEST_READ = 1000  # characters of a message that are searched

ENTITY_KINDS = (
    REGION,
    PLACE,
    PLATFORM,
    TRADE,
    FACILITY,
    TIME,
    DAY,
    AMOUNT,
    *(kind for kind, _ in PLACEHOLDERS.values()),
)

_WORK_VERBS = ("送", "跑", "干", "做", "开", "拉")
_WORKERS = ("司机", "骑手", "快递员", "小哥", "师傅", "员")


class EntityExtractor:
    def __init__(self, lexicon: Lexicon, characters: Characters) -> None:
        self.lexicon = lexicon
        self._characters = characters
        self._spellings = SpellingFinder(lexicon)
        self._sounds = SoundFinder(lexicon)
        self._uncertain = frozenset(lexicon.uncertain)
        self._areas = AreaReader(lexicon)

    def extract(self, text: str) -> list[dict[str, Any]]:
        """Entities in order, each {"entity", "value", "text", "start", "end", "candidates"}.

        Positions count the text's code points. `value` is "" when the name is ambiguous; `candidates` are then the
        codes it may mean, else []. Both are empty for an amount left open ("几百块").
        """
        read = PlainText(text[:LONGEST_READ], self._characters)
        mentions = self._mentions(read.text)
        return [self._entity(mention, read) for mention in mentions]

    def _mentions(self, text: str) -> list[Mention]:
        kept = keep_longest([
            *self._spellings.find(text),
            *find_times(text),
            *find_days(text),
            *find_amounts(text),
            *find_plates(text),
            *_placeholders(text),
        ])  # fmt: skip
        if not any(self._says_where(text, mention) for mention in kept):
            kept = keep_longest([*kept, *self._unclaimed(self._sounds.find(text), kept)])
        known = without_ordinary(kept)
        areas = self._areas.read(text, self._with_trades_of_platforms(known))
        return sorted([*areas, *self._implied_trades(text, areas)], key=lambda each: (each.start, each.end))

    def _says_where(self, text: str, mention: Mention) -> bool:
        """False for the whole province and for "火车站": a name nearer by may still be found by its sound."""
        if mention.kind == PLACE:
            return text[mention.start : mention.end] not in self.lexicon.landmarks
        return mention.kind == REGION and mention.values != (PROVINCE,)

    @staticmethod
    def _unclaimed(mentions: list[Mention], kept: list[Mention]) -> list[Mention]:
        return [mention for mention in mentions if not any(mention.overlaps(other) for other in kept)]

    def _with_trades_of_platforms(self, mentions: list[Mention]) -> list[Mention]:
        """ "极兔的小哥": a word for two trades means the one its platform has."""
        offered = {
            trade
            for each in mentions
            if each.kind == PLATFORM
            for trade in self.lexicon.trades_of.get(each.values[0], ())
        }
        return [
            replace(each, values=narrowed) if each.kind == TRADE and (narrowed := _among(each, offered)) else each
            for each in mentions
        ]

    def _implied_trades(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """ "送美团" says what the worker does, unless the platform has several trades."""
        if any(mention.kind == TRADE and len(mention.values) == 1 for mention in mentions):
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
            "entity": TIME if mention.kind == CLOCK else mention.kind,
            "value": mention.values[0] if certain else "",
            "text": read.original[start:end],
            "start": start,
            "end": end,
            "candidates": [] if certain else list(mention.values),
        }


def _among(mention: Mention, offered: set[str]) -> tuple[str, ...]:
    return tuple(value for value in mention.values if value in offered) if len(mention.values) > 1 else ()


def _placeholders(text: str) -> list[Mention]:
    found = []
    for mark, (kind, _) in PLACEHOLDERS.items():
        start = text.find(mark)
        while start >= 0:
            found.append(Mention(kind, (mark,), start, start + len(mark)))
            start = text.find(mark, start + 1)
    return found
