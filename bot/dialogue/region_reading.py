"""Which counties or cities a text may mean: from nlu's entities, else from the names in the text itself."""

from __future__ import annotations

import math
from collections.abc import Iterable

from bot.dialogue.elsewhere import begins_with_no, names_elsewhere
from bot.dialogue.messages import Entity, Location
from bot.dialogue.state import Value
from bot.dialogue.talk import Talk

PROVINCE = "340000"  # Anhui; no region of the list


def region_value(talk: Talk, code: str) -> dict[str, Value]:
    return {"region": Value(talk.reference.full_region(code), code)}


def is_settled(talk: Talk, codes: tuple[str, ...], words: tuple[str, ...], offered: tuple[str, ...] = ()) -> bool:
    """Whether a text names a region, or several to choose from.

    Not by a name that may well be another place's (苏州 for 宿州), and not by refusing what was offered ("不是宿州").
    """
    is_guess = len(codes) == 1 and any(_is_doubtful(entity) and entity.text in words for entity in talk.entities)
    is_refused = codes == offered and begins_with_no(talk.text)
    return bool(codes) and not is_guess and not is_refused


def _is_doubtful(entity: Entity) -> bool:
    return entity.kind == "region" and not entity.value and len(entity.candidates) == 1


def guess_confirmed(talk: Talk, offered: tuple[str, ...]) -> bool:
    """Whether the text says yes to the one region offered ("是的", "安徽的")."""
    is_ours = any(entity.kind == "region" and entity.value == PROVINCE for entity in talk.entities)
    return len(offered) == 1 and (talk.yes is True or (is_ours and not begins_with_no(talk.text)))


def lies_elsewhere(talk: Talk, offered: tuple[str, ...]) -> bool:
    """Whether the text names a place outside Anhui, or refuses the one region offered; the doubtful name once more is a
    refusal, too. For a text in which no other region of ours is named.
    """
    if names_elsewhere(talk.text):
        return True
    if len(offered) != 1:
        return False
    return talk.yes is False or begins_with_no(talk.text) or any(map(_is_doubtful, talk.entities))


def region_codes(talk: Talk, narrowed: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes a text may mean and the words they stood in; of a city and its own county only the county is left.

    `narrowed` are the codes offered before: a city then means those of them that lie in it.
    """
    mentions = [
        (entity.text, (entity.value,) if entity.value else entity.candidates)
        for entity in talk.entities
        if entity.kind == "region"
    ] or list(talk.reference.find("region", talk.text))
    known = talk.reference.regions
    mentioned = [(words, tuple(code for code in codes if code in known)) for words, codes in mentions]
    mentioned = [(words, codes) for words, codes in mentioned if codes]
    if not mentioned:
        return _place_region(talk)
    cities = {codes[0] for _, codes in mentioned if len(codes) == 1 and known[codes[0]].level == "city"}
    candidates = {code for _, codes in mentioned for code in codes}
    codes = _inside(talk, candidates, cities) or _inside(talk, narrowed, cities) or candidates
    offered = {code for code in codes if code in narrowed}
    return tuple(sorted(offered or codes)), tuple(words for words, _ in mentioned)


def _inside(talk: Talk, codes: Iterable[str], cities: set[str]) -> set[str]:
    known = talk.reference.regions
    return {code for code in codes if code in known and known[code].parent in cities}


def counties_around(talk: Talk, location: Location, count: int = 4) -> tuple[str, ...]:
    """The counties whose middle is nearest to a point: offered to choose from, never decided."""
    counties = [region for region in talk.reference.regions.values() if region.level == "county"]
    nearest = sorted(counties, key=lambda region: degrees_apart(location, region.lat, region.lon))
    return tuple(region.code for region in nearest[:count])


def degrees_apart(location: Location, lat: float, lon: float) -> float:
    """Degrees of latitude between two points of Anhui, near enough to compare distances."""
    return math.hypot(lat - location.lat, (lon - location.lon) * 0.85)


def _place_region(talk: Talk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for entity in talk.entities:
        place = talk.reference.places.get(entity.value) if entity.kind == "place" else None
        if place is not None and place.region in talk.reference.regions:
            return (place.region,), (entity.text,)
    return (), ()
