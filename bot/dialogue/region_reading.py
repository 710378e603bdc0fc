"""Which counties or cities a text may mean: from nlu's entities, else from the names in the text itself."""

from __future__ import annotations

import math

from bot.dialogue.messages import Entity, Location
from bot.dialogue.state import Value
from bot.dialogue.talk import Talk


def region_value(talk: Talk, code: str) -> dict[str, Value]:
    return {"region": Value(talk.reference.full_region(code), code)}


def is_doubtful(entity: Entity) -> bool:
    """Whether a region's name may well be another place's (苏州 for 宿州): never taken without asking."""
    return entity.kind == "region" and not entity.value


def region_codes(talk: Talk, narrowed: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes a text may mean and the words they stood in; of a city and its own county only the county is left."""
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
    inside = {code for code in candidates if known[code].parent in cities}
    codes = inside or candidates
    offered = {code for code in codes if code in narrowed}
    return tuple(sorted(offered or codes)), tuple(words for words, _ in mentioned)


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
