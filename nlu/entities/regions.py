"""What several mentions of an area in one message mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlu.entities.mention import PLACE, REGION, Mention

_ORIGIN_AFTER = ("人", "老家", "户口", "农村户口", "的户口")
_ORIGIN_BEFORE = ("老家在", "老家是", "老家", "户口在", "户口是", "原来在", "以前在", "之前在")


class AreaReader:
    def __init__(self, city_of: Mapping[str, str], region_of: Mapping[str, str]) -> None:
        """`city_of`: county → city; `region_of`: place → county."""
        self._city_of = city_of
        self._region_of = region_of

    def read(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions with "合肥市包河区" as one, ambiguous names narrowed by the others, and origins left out."""
        joined = self._join_city_and_county(mentions)
        narrowed = [self._narrow(mention, joined) for mention in joined]
        return _without_origins(text, narrowed)

    def _join_city_and_county(self, mentions: Sequence[Mention]) -> list[Mention]:
        joined: list[Mention] = []
        for mention in mentions:
            last = joined[-1] if joined else None
            if last and last.kind == mention.kind == REGION and last.end == mention.start:
                inside = tuple(code for code in mention.values if self._city_of.get(code) in last.values)
                if inside:
                    joined[-1] = Mention(REGION, inside, last.start, mention.end)
                    continue
            joined.append(mention)
        return joined

    def _narrow(self, mention: Mention, mentions: Sequence[Mention]) -> Mention:
        if mention.kind not in (REGION, PLACE) or len(mention.values) < 2:
            return mention
        others = {
            code
            for other in mentions
            if other is not mention and other.kind == REGION and len(other.values) == 1
            for code in other.values
        }
        inside = tuple(value for value in mention.values if self._areas_of(value) & others)
        return replace(mention, values=inside) if inside else mention

    def _areas_of(self, value: str) -> set[str]:
        """The code of a region or of a place's county, with the city above it."""
        code = self._region_of.get(value, value)
        return {code, self._city_of.get(code, code)}


def _without_origins(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Where somebody comes from is not where they work, once the message names both."""
    origins = [each for each in mentions if each.kind == REGION and _is_origin(text, each)]
    elsewhere = [each for each in mentions if each.kind in (REGION, PLACE) and each not in origins]
    return [each for each in mentions if each not in origins] if elsewhere else list(mentions)


def _is_origin(text: str, mention: Mention) -> bool:
    return text[mention.end :].startswith(_ORIGIN_AFTER) or text[: mention.start].endswith(_ORIGIN_BEFORE)
