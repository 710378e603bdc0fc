"""Finds every spelling of the lexicon in a text, and keeps the longest where they overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from nlu.entities.lexicon import Lexicon
from nlu.entities.mention import CLOCK, DAY, PLATFORM, REGION, TIME, TRADE, Mention
from nlu.entities.ordinary_words import BROKEN, CONTAINING
from nlu.entities.surroundings import names_a_street, stands_like_a_name
from nlu.language.characters import is_latin

ORDINARY = "ordinary word"  # holds its stretch of the text against shorter names, then is forgotten


class SpellingFinder:
    def __init__(self, lexicon: Lexicon) -> None:
        self._kinds: dict[str, dict[str, list[str]]] = {word: {ORDINARY: []} for word in CONTAINING}
        for spelling, kinds in lexicon.spellings.items():
            self._kinds[spelling] = {**kinds, **({ORDINARY: []} if spelling in CONTAINING else {})}
        self._chance = frozenset(lexicon.chance)
        lengths: dict[str, set[int]] = defaultdict(set)
        for spelling in self._kinds:
            lengths[spelling[0]].add(len(spelling))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, text: str) -> list[Mention]:
        """All spellings in plain text, overlapping ones too; `ORDINARY` mentions among them."""
        found = []
        for start, char in enumerate(text):
            for length in self._lengths.get(char, ()):
                end = start + length
                kinds = self._kinds.get(text[start:end]) if end <= len(text) else None
                if kinds is None or not _stands_alone(text, start, end) or text[start : end + 1] in BROKEN:
                    continue
                if text[start:end] in self._chance and not stands_like_a_name(text, start, end, self._is_name):
                    continue
                for kind, values in kinds.items():
                    if kind != REGION or not names_a_street(text, start, end):
                        found.append(Mention(kind, tuple(values), start, end))
        return found

    def _is_name(self, word: str) -> bool:
        return bool({REGION, PLATFORM} & self._kinds.get(word, {}).keys())


def keep_longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Longest first, then leftmost; see `_may_share` for what may stand over each other."""
    kept: list[Mention] = []
    at: dict[int, list[Mention]] = defaultdict(list)  # position → what is kept there
    for mention in sorted(mentions, key=lambda each: (-each.length, each.start, each.kind != ORDINARY)):
        stretch = range(mention.start, mention.end)
        if all(_may_share(mention, other) for position in stretch for other in at[position]):
            kept.append(mention)
            for position in stretch:
                at[position].append(mention)
    return sorted(kept, key=lambda each: (each.start, each.end, each.kind))


def without_ordinary(mentions: Sequence[Mention]) -> list[Mention]:
    return [mention for mention in mentions if mention.kind != ORDINARY]


def _may_share(one: Mention, other: Mention) -> bool:
    """ "滴滴司机" is a platform and a trade, "今天晚上九点" a day, a part of the day and a time of day."""
    if one.kind == other.kind:
        return False
    if {one.kind, other.kind} == {PLATFORM, TRADE}:
        return one.contains(other) or other.contains(one)
    return {one.kind, other.kind} <= {TIME, CLOCK, DAY}


def _stands_alone(text: str, start: int, end: int) -> bool:
    """False where a Latin spelling is part of a longer word ("t3" in "t30")."""
    before, first, last, after = text[start - 1 : start], text[start], text[end - 1], text[end : end + 1]
    return not (is_latin(before) and is_latin(first)) and not (is_latin(last) and is_latin(after))
