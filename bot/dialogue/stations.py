"""Finding worker stations: by a shared point, a place, a region or words, with facilities and opening times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.buttons import label_buttons, menu_buttons, person_button
from bot.dialogue.messages import Button, JsonObject, Location, Reply, StationCard, Unavailable
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

SHOWN = 5
# Anhui with its borders rounded outwards, degrees; a point outside was mistyped or lies elsewhere.
_WEST, _EAST, _SOUTH, _NORTH = 114.9, 119.6, 29.4, 34.6
_ALL_DAY = "24小时"
_WISHING = re.compile(
    r"没有|可以|哪[个家些里儿]?|这[些里]|里面|开[着门放]?|营业|[的有能要想找看只就还呢吗么嘛啊呀吧不没是那个点儿充用给][的]?|[\s\W]"
)


@dataclass(frozen=True)
class Wishes:
    """What a station must offer: a facility code, open now, open around the clock."""

    facility: str = ""
    open_now: bool = False
    all_day: bool = False

    def values(self) -> dict[str, Value]:
        """As extra values of a form run, so that they outlast the question for a place."""
        return {
            name: Value(name, str(wish))
            for name, wish in (("facility", self.facility), ("open_now", self.open_now), ("all_day", self.all_day))
            if wish
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Value]) -> Wishes:
        return cls(
            facility=values["facility"].value if "facility" in values else "",
            open_now="open_now" in values,
            all_day="all_day" in values,
        )

    def params(self) -> dict[str, Any]:
        return {"facility": self.facility, "open_now": True if self.open_now else None}


def wishes_in(talk: Talk) -> Wishes:
    """The wishes a text names."""
    facility = talk.entity("facility")
    if not facility and talk.turn.nlu_down:
        found = talk.reference.find("facility", talk.text)
        facility = found[0][1][0] if found else ""
    times = {entity.value for entity in talk.entities if entity.kind == "time"}
    known = facility if facility in talk.reference.facilities else ""
    return Wishes(facility=known, open_now="now" in times, all_day=bool(times & {"24h", "night"}))


def search_for_form(talk: Talk, run: FormRun) -> None:
    search_at(talk, run.values["place"], Wishes.from_values(run.values))


def where_of(talk: Talk, code: str) -> Value | None:
    """ "place:<id>" or "region:<code>" with its name; None for what is in neither list."""
    kind, _, known = code.partition(":")
    if kind == "region" and known in talk.reference.regions:
        return Value(talk.reference.full_region(known), code)
    if kind == "place" and known in talk.reference.places:
        return Value(talk.reference.places[known].name, code)
    return None


def search_again(talk: Talk) -> bool:
    """Whether a text only adds wishes to the search just answered ("有能充电的吗"), which is then made with them."""
    wishes = wishes_in(talk)
    where = where_of(talk, talk.state.searched)
    if where is None or not wishes.values() or talk.state.topics[-1:] != ("find_station",) or talk.state.form:
        return False
    rest = talk.text
    for entity in talk.entities:
        if entity.kind in ("region", "place"):
            return False
        rest = rest.replace(entity.text, "")
    if _WISHING.sub("", rest):
        return False
    search_at(talk, where, wishes)
    return True


def search_at(talk: Talk, where: Value, wishes: Wishes) -> None:
    """Searches around a place, in a region, or by words; `where.value` is made by `fields_told.read_place`."""
    kind, _, code = where.value.partition(":")
    if kind == "region":
        talk.remember(region=code, searched=where.value)
    elif kind == "place":
        talk.remember(place=code, searched=where.value)
    answer = talk.ask_actions("stations_at", **{kind: code}, **wishes.params())
    _show(talk, answer, wishes, where=where.label, again={"do": "stations", "where": where.value})


def is_in_anhui(location: Location) -> bool:
    return _WEST <= location.lon <= _EAST and _SOUTH <= location.lat <= _NORTH


def search_near(talk: Talk, location: Location, wishes: Wishes) -> None:
    """Searches around a shared point, which is used this once and not kept."""
    if not is_in_anhui(location):
        talk.say("find_station.outside", buttons=label_buttons(talk, ("find_station", "human")))
        return
    answer = talk.ask_actions("stations_near", lat=location.lat, lon=location.lon, crs=location.crs, **wishes.params())
    _show(talk, answer, wishes, where=talk.words("find_station.here"), again=None)


def _show(
    talk: Talk, answer: JsonObject | Unavailable, wishes: Wishes, *, where: str, again: JsonObject | None
) -> None:
    if isinstance(answer, Unavailable):
        talk.say("actions_down", buttons=menu_buttons(talk))
        return
    if answer.get("problem"):
        outside = answer["problem"] == "outside-service-area"
        key = "find_station.outside" if outside else "find_station.not_understood"
        talk.say(key, buttons=label_buttons(talk, ("find_station", "human")))
        return
    talk.answered("find_station")
    stations = list(answer.get("stations") or ())
    around_the_clock = [station for station in stations if _ALL_DAY in str(station.get("hours"))]
    if wishes.all_day and around_the_clock:
        stations = around_the_clock
    if not stations:
        talk.say("find_station.none", where=where, buttons=(*_more(talk, wishes, again), person_button(talk)))
        return
    center = answer.get("center") or {}
    lines = [_lead(talk, where=str(center.get("name") or where), wishes=wishes, widened=bool(answer.get("widened")))]
    if wishes.all_day and not around_the_clock:
        lines.append(talk.words("find_station.no_all_day"))
    cards = sorted((_card(station) for station in stations), key=_distance)[:SHOWN]
    listed = [_line(talk, number, card) for number, card in enumerate(cards, 1)]
    notes = [talk.words("find_station.sample")] if any(card.sample for card in cards) else []
    talk.put(
        Reply(
            text="\n".join([*lines, *listed, *notes]),
            caption="\n".join([*lines, *notes]),
            buttons=_more(talk, wishes, again),
            stations=tuple(cards),
        )
    )


def _lead(talk: Talk, *, where: str, wishes: Wishes, widened: bool) -> str:
    key = "find_station.widened" if widened else "find_station.found"
    facility = talk.reference.facilities.get(wishes.facility)
    wanted = [talk.words("find_station.with_facility", facility=facility.name)] if facility else []
    wanted += [talk.words("find_station.open_now")] if wishes.open_now else []
    return talk.words(key, where=where, wanted="".join(wanted))


def _line(talk: Talk, number: int, card: StationCard) -> str:
    details = [rough_distance(talk, card.distance_m)] if card.distance_m is not None else []
    details.append(card.hours or talk.words("find_station.hours_unknown"))
    if card.open_now is not None:
        details.append(talk.words("find_station.is_open" if card.open_now else "find_station.is_closed"))
    return talk.words(
        "find_station.line",
        number=number,
        name=card.name,
        details="·".join(details),
        address=card.address,
        facilities="、".join(card.facilities),
    )


def rough_distance(talk: Talk, metres: int) -> str:
    """A distance as people say it: positions are not exact to the metre."""
    if metres < 1000:
        return talk.words("find_station.metres", metres=max(50, round(metres / 50) * 50))
    return talk.words("find_station.kilometres", kilometres=f"{metres / 1000:.1f}")


def _more(talk: Talk, wishes: Wishes, again: JsonObject | None) -> tuple[Button, ...]:
    """The same search again with another wish; a shared point is not kept and so cannot be searched again."""
    buttons = []
    if again is not None and not wishes.open_now:
        action = {**again, "facility": wishes.facility, "open_now": True}
        buttons.append(Button(talk.words("button.open_now"), action))
    if again is not None and wishes.facility:
        action = {**again, "facility": "", "open_now": wishes.open_now}
        buttons.append(Button(talk.words("button.any_facility"), action))
    return (*buttons, *label_buttons(talk, ("station_broken",)))


def _card(station: Mapping[str, Any]) -> StationCard:
    names: Sequence[str] = station.get("facility_names") or station.get("facilities") or ()
    distance = station.get("distance_m")
    return StationCard(
        name=str(station["name"]),
        address=str(station.get("address") or ""),
        distance_m=None if distance is None else round(distance),
        hours=str(station.get("hours") or ""),
        open_now=station.get("open_now"),
        facilities=tuple(str(name) for name in names),
        lat=float(station["lat"]),
        lon=float(station["lon"]),
        map_url=str(station.get("map_url") or ""),
        sample=bool(station.get("sample")),
    )


def _distance(card: StationCard) -> float:
    return float("inf") if card.distance_m is None else card.distance_m
