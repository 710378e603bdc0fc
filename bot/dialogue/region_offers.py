"""Buttons for the regions a name may mean: few enough for a small screen, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.reference import Reference
from bot.dialogue.talk import Talk

ELSEWHERE = "elsewhere"  # the value of the button that says a guess is wrong
MOST_OFFERED = 6  # beyond those one types

# By residents of the census of 2020 (安徽省第七次全国人口普查公报), most first.
LARGEST_FIRST = (
    *("340100", "341200", "341300", "341600", "341500", "340800", "341100", "340200"),
    *("340300", "340400", "341800", "340500", "340600", "341700", "341000", "340700"),
)


def offered_regions(talk: Talk, codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(title, code) for each button; one code alone is a guess, to be confirmed or refused."""
    known = tuple(code for code in codes if code in talk.reference.regions)
    if len(known) == 1:
        name = talk.reference.full_region(known[0])
        return (talk.words("button.it_is", where=name), known[0]), (talk.words("button.it_is_not"), ELSEWHERE)
    shown = likeliest_cities(talk, cities_of(talk.reference, known)) if asks_for_city(talk.reference, known) else known
    return tuple((talk.reference.full_region(code), code) for code in shown)


def asks_for_city(reference: Reference, codes: tuple[str, ...]) -> bool:
    """Whether codes are too many to show (every city has a 高新区), so that the city is asked first."""
    return len(codes) > MOST_OFFERED and len(cities_of(reference, codes)) > 1


def cities_of(reference: Reference, codes: Iterable[str]) -> tuple[str, ...]:
    """The cities the codes are or lie in, each once."""
    regions = reference.regions
    return tuple(dict.fromkeys(regions[code].parent or code for code in codes if code in regions))


def likeliest_cities(talk: Talk, cities: Iterable[str]) -> tuple[str, ...]:
    """Where the worker is known to work before the largest."""
    own = cities_of(talk.reference, (talk.state.region,))
    ranked = sorted(cities, key=lambda code: (code not in own, LARGEST_FIRST.index(code)))
    return tuple(ranked[:MOST_OFFERED])
