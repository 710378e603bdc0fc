"""Fields told in one's own words: what happened, where a station is wanted, what to say to a person."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.form import NOTHING, Field, Reading
from bot.dialogue.personal import redact
from bot.dialogue.region_offers import ELSEWHERE, offered_regions
from bot.dialogue.region_reading import guess_confirmed, is_settled, lies_elsewhere, region_codes
from bot.dialogue.state import FormRun, Value
from bot.dialogue.stations import where_of, wishes_in
from bot.dialogue.talk import Talk
from bot.dialogue.unhelpful_words import says_it_missed

MAX_TOLD = 500
_SHORTEST = 2
_NO_PLACE = re.compile(
    r"附近|周围|旁边|跟前|这里|这儿|这边|(?<!菜鸟)驿站|工会|有没有|哪[里儿]?|[我在有找想个的吗呢呀啊??]"
)
_ASKS_NO_PLACE = re.compile(r"怎么|咋|如何|为何|为啥|什么|啥|多少|多久|几[天点个号]|谁")


def told(talk: Talk, text: str) -> Value:
    """A text as it is kept: without personal values, and no longer than a ticket needs."""
    kept = redact(talk.state, text, talk.reference.names)[:MAX_TOLD]
    return Value(kept if len(kept) <= 60 else f"{kept[:60]}……", kept)


def _read_message(talk: Talk, run: FormRun) -> Reading:
    """As a description, which whoever wants a person need not give."""
    return Reading(declined=True) if {"human", "skip"} & {*talk.controls} else _read_description(talk, run)


def _read_description(talk: Talk, run: FormRun) -> Reading:
    if "skip" in talk.controls:
        return NOTHING
    if len(talk.text) < _SHORTEST or talk.yes is not None or talk.reference.is_bare_name(talk.text):
        return NOTHING
    return Reading(values={"description": told(talk, talk.text)}, certain=False)


def _read_wanted_place(talk: Talk, run: FormRun) -> Reading:
    if len(talk.text) < _SHORTEST or talk.yes is not None or talk.controls or talk.reference.is_bare_name(talk.text):
        return NOTHING
    return Reading(values={"place": told(talk, talk.text)}, certain=False)


def read_place(talk: Talk, run: FormRun) -> Reading:
    """Where to look for stations: a place, a region, or the words themselves to search by.

    The value is "place:<id>", "region:<code>" or "q:<words>". Declined when it lies outside Anhui.
    """
    for entity in talk.entities:
        place = talk.reference.places.get(entity.value) if entity.kind == "place" else None
        if place is not None:
            return Reading(values={"place": Value(place.name, f"place:{place.id}")})
    codes, mentions = region_codes(talk, run.choices)
    is_named = is_settled(talk, codes, mentions, run.choices)
    if is_named and len(codes) == 1:
        return Reading(values={"place": Value(talk.reference.full_region(codes[0]), f"region:{codes[0]}")})
    if not is_named and lies_elsewhere(talk, run.choices):
        return Reading(declined=True)
    if codes:
        return Reading(choices=codes)
    for words, ids in talk.reference.find("place", talk.text):
        if len(ids) == 1 and len(words) > _SHORTEST:
            return Reading(values={"place": Value(talk.reference.places[ids[0]].name, f"place:{ids[0]}")})
    return NOTHING


def _read_station_place(talk: Talk, run: FormRun) -> Reading:
    wishes = wishes_in(talk).values()
    if guess_confirmed(talk, run.choices):
        return _choose_place(talk, run, f"region:{run.choices[0]}")
    reading = read_place(talk, run)
    if reading.values:
        return replace(reading, values={**reading.values, **wishes})
    if reading or talk.controls or talk.findings or not _SHORTEST <= len(talk.text) <= 30:
        return reading
    if wishes or len(_NO_PLACE.sub("", talk.text)) < _SHORTEST:
        return Reading(values=wishes, certain=False)
    if _ASKS_NO_PLACE.search(talk.text) or says_it_missed(talk.text):
        return NOTHING
    words = talk.text.removesuffix("附近").removeprefix("我在").strip()
    if len(words) < _SHORTEST or talk.reference.is_bare_name(words):
        return NOTHING
    return Reading(values={"place": Value(words, f"q:{words}")}, certain=False)


def _choose_place(talk: Talk, run: FormRun, value: str) -> Reading:
    if value == ELSEWHERE:
        return Reading(declined=True)
    inside = tuple(code for code in run.choices if f"region:{talk.reference.regions[code].parent}" == value)
    if len(inside) > 1:
        return Reading(choices=inside)
    where = where_of(talk, f"region:{inside[0]}" if inside else value)
    return Reading(values={"place": where}) if where else NOTHING


def _place_offers(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    if run.choices:
        offered = offered_regions(talk, run.choices)
        return tuple((title, code if code == ELSEWHERE else f"region:{code}") for title, code in offered)
    known = [f"place:{talk.state.place}", f"region:{talk.state.region}"]
    readings = [(value, _choose_place(talk, run, value)) for value in known]
    return tuple((reading.values["place"].label, value) for value, reading in readings if reading.values)


DESCRIPTION = Field("description", read=_read_description, told_freely=True, called=r"内容|描述|经过|情况|说明")
MESSAGE = Field("description", read=_read_message, told_freely=True, optional=True, called=DESCRIPTION.called)
WANTED_PLACE = Field("place", read=_read_wanted_place, told_freely=True, called=r"地点|位置|地方")
STATION_PLACE = Field(
    "place",
    read=_read_station_place,
    spot=read_place,
    choose=_choose_place,
    offers=_place_offers,
    called=r"地点|位置|地方",
)
