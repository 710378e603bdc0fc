"""What several mentions of an area in one message mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlu.entities.mention import PLACE, REGION, Mention

_ORIGIN_AFTER = ("人", "老家", "户口", "农村户口", "的户口")
_ORIGIN_BEFORE = ("老家在", "老家是", "老家", "户口在", "户口是", "原来在", "以前在", "之前在")


class AreaReader:
    def __init__(
        self, part_of: Mapping[str, str], region_of: Mapping[str, str], landmarks: Mapping[str, Sequence[str]]
    ) -> None:
        """`part_of`: county → city → province; `region_of`: place → county; `landmarks`: noun → places."""
        self._part_of = part_of
        self._region_of = region_of
        self._landmarks = landmarks

    def read(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions with "合肥市包河区" as one, ambiguous names narrowed by the others, and origins left out.

        "在蚌埠,南站那边" is the 南站 of 蚌埠, whatever the name alone would mean.
        """
        joined = self._join_parts(mentions)
        narrowed = [self._narrow(self._any_of_that_name(text, mention), joined) or mention for mention in joined]
        return _without_origins(text, narrowed)

    def _any_of_that_name(self, text: str, mention: Mention) -> Mention:
        places = self._landmarks.get(text[mention.start : mention.end]) if mention.kind == PLACE else None
        return replace(mention, values=tuple(places)) if places else mention

    def _join_parts(self, mentions: Sequence[Mention]) -> list[Mention]:
        joined: list[Mention] = []
        for mention in mentions:
            last = joined[-1] if joined else None
            if last and last.kind == mention.kind == REGION and last.end == mention.start:
                inside = tuple(code for code in mention.values if set(self._above(code)) & set(last.values))
                if inside:
                    joined[-1] = Mention(REGION, inside, last.start, mention.end)
                    continue
            joined.append(mention)
        return joined

    def _narrow(self, mention: Mention, mentions: Sequence[Mention]) -> Mention | None:
        """The mention with the values that lie in what the others name; None when they tell nothing."""
        if mention.kind not in (REGION, PLACE) or len(mention.values) < 2:
            return None
        others = {
            code
            for other in mentions
            if not other.overlaps(mention) and other.kind == REGION and len(other.values) == 1
            for code in other.values
        }
        inside = tuple(value for value in mention.values if self._areas_of(value) & others)
        return replace(mention, values=inside) if inside else None

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
