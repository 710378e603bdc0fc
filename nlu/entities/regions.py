"""What several mentions of an area in one message mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlu.entities.lexicon import Lexicon
from nlu.entities.mention import PLACE, PROVINCE, REGION, Mention

_ORIGIN_AFTER = ("人", "老家", "户口", "农村户口", "的户口")
_ORIGIN_BEFORE = ("老家在", "老家是", "老家", "户口在", "户口是", "原来在", "以前在", "之前在")


class AreaReader:
    def __init__(self, lexicon: Lexicon) -> None:
        self._uncertain = frozenset(lexicon.uncertain)
        self._townships = frozenset(lexicon.townships)
        self._part_of = lexicon.part_of
        self._region_of = lexicon.region_of
        self._landmarks = lexicon.landmarks

    def read(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions with "合肥市包河区" as one, ambiguous names narrowed by the others, and origins left out.

        "在蚌埠,南站那边" is the 南站 of 蚌埠, whatever the name alone would mean; nothing where 蚌埠 has none.
        "寿县城关镇" says 寿县 and no more: the towns called 城关镇 lie in other counties.
        """
        joined = self._join_parts(text, mentions)
        naming = [each for each in joined if self._says_which(text, each) and not _is_origin(text, each)]
        narrowed = [self._narrow(text, each, naming) for each in joined]
        return _without_origins(text, [each for each in narrowed if each is not None])

    def _join_parts(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        joined: list[Mention] = []
        for mention in mentions:
            last = joined[-1] if joined else None
            touching = last and last.kind == mention.kind == REGION and last.end == mention.start
            if last and touching and not self._is_uncertain(text, last):
                inside = tuple(code for code in mention.values if {code, *self._above(code)} & set(last.values))
                if inside:
                    joined[-1] = Mention(REGION, inside, last.start, mention.end)
                    continue
            joined.append(mention)
        return joined

    def _says_which(self, text: str, mention: Mention) -> bool:
        return mention.kind == REGION and len(mention.values) == 1 and not self._is_uncertain(text, mention)

    def _is_uncertain(self, text: str, mention: Mention) -> bool:
        """苏州 for 宿州 settles nothing beside it."""
        return text[mention.start : mention.end] in self._uncertain

    def _narrow(self, text: str, mention: Mention, naming: Sequence[Mention]) -> Mention | None:
        """The mention with those of its values that lie in what others name, or as it is when none do."""
        landmarks = self._landmarks.get(text[mention.start : mention.end]) if mention.kind == PLACE else None
        if not landmarks and len(mention.values) < 2:
            return mention
        named = {other.values[0] for other in naming if other is not mention}
        if landmarks and named - {PROVINCE}:
            inside = self._of_that_name(landmarks, named)
            return replace(mention, values=inside) if inside else None
        if mention.kind not in (REGION, PLACE) or len(mention.values) < 2:
            return mention
        inside = self._inside(mention.values, named)
        is_elsewhere = not inside and text[mention.start : mention.end] in self._townships and named - {PROVINCE}
        return None if is_elsewhere else replace(mention, values=inside or mention.values)

    def _of_that_name(self, landmarks: Mapping[str, Sequence[str]], named: set[str]) -> tuple[str, ...]:
        """Places called after a named region; else, of those called after none, the ones that lie in it.

        So "南站" in 阜阳 is not the one called after 界首, a town in its area.
        """
        called = tuple(place for code in sorted(named) for place in landmarks.get(code, ()))
        return called or self._inside(landmarks.get("", ()), named)

    def _inside(self, values: Sequence[str], named: set[str]) -> tuple[str, ...]:
        return tuple(value for value in values if self._areas_of(value) & named)

    def _areas_of(self, value: str) -> set[str]:
        """The code of a region or of a place's county, with the city above it."""
        code = self._region_of.get(value, value)
        return {code, *self._above(code)[:-1]}

    def _above(self, code: str) -> tuple[str, ...]:
        """The city and province of a county, the province of a city."""
        above = self._part_of.get(code)
        return (above, *self._above(above)) if above else ()


def _without_origins(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Where somebody comes from is not where they work, once the message names both."""
    origins = [each for each in mentions if each.kind == REGION and _is_origin(text, each)]
    elsewhere = [each for each in mentions if each.kind in (REGION, PLACE) and each not in origins]
    return [each for each in mentions if each not in origins] if elsewhere else list(mentions)


def _is_origin(text: str, mention: Mention) -> bool:
    return text[mention.end :].startswith(_ORIGIN_AFTER) or text[: mention.start].endswith(_ORIGIN_BEFORE)
