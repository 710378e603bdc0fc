"""What is suggested beside a worker's message: published answers as the bot says them, with their source; stations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.feed_keeper import FeedKeeper
from actions.faq.variables import filled
from actions.reference import Reference
from actions.staff.access import PROVINCE
from actions.stations.gazetteer import Gazetteer
from actions.stations.opening_hours import is_open
from actions.stations.queries import Wanted
from actions.stations.search import Center, around, in_area
from actions.takeovers.levels import city_of
from actions.takeovers.requests import Understood

MOST_STATIONS = 3


@dataclass(frozen=True)
class SuggestedAnswer:
    """`text` is what goes into the reply box; rank 1 is the best."""

    rank: int
    topic: str
    title: str
    text: str


@dataclass(frozen=True)
class SuggestedStation:
    name: str
    address: str
    hours: str
    open_now: bool | None
    distance_m: int | None
    text: str


class PublishedAnswers:
    """The answers that are out, by topic; read anew when the feed has moved."""

    def __init__(self, feed: FeedKeeper, reference: Reference) -> None:
        self._feed = feed
        self._reference = reference
        self._version = -1
        self._entries: dict[str, Mapping[str, Any]] = {}

    @property
    def titles(self) -> dict[str, str]:
        """Title of each topic, by id."""
        return {topic: entry["title"] for topic, entry in self._read().items()}

    def suggested(self, understood: Understood | None, region: str | None, today: date) -> list[SuggestedAnswer]:
        """At most three, best first; topics that are not out are left out. `today` is China's."""
        if understood is None:
            return []
        entries = self._read()
        known = [entries[topic] for topic in understood.topics if topic in entries]
        where = understood.region or region
        return [
            SuggestedAnswer(rank, entry["id"], entry["title"], self._text(_for_region(entry, where), where, today))
            for rank, entry in enumerate(known, start=1)
        ]

    def _text(self, answer: Mapping[str, Any], region: str | None, today: date) -> str:
        """The trade is not known here."""
        said = filled(answer["answer"], self._reference, region=region or "", day=today)
        return f"{said}\n（来源：{answer['source']['text']}，{answer['source']['date']}）"

    def _read(self) -> dict[str, Mapping[str, Any]]:
        feed = self._feed.current
        if feed.version != self._version:
            self._entries = {entry["id"]: entry for entry in json.loads(feed.body)["entries"]}
            self._version = feed.version
        return self._entries


ANSWERS = web.AppKey("ANSWERS", PublishedAnswers)


async def suggested_stations(
    session: AsyncSession, gazetteer: Gazetteer, understood: Understood | None, now: datetime
) -> list[SuggestedStation]:
    """The nearest to the place, else to the area, that the worker named; [] when they named none."""
    if understood is None:
        return []
    wanted = Wanted(MOST_STATIONS)
    if place := gazetteer.places.get(understood.place or ""):
        found = (await around(session, Center(place.name, place.center), wanted)).found
    elif area := gazetteer.areas.get(understood.region or ""):
        found = (await in_area(session, area, wanted)).found
    else:
        return []
    return [
        SuggestedStation(
            name=one.station.name,
            address=one.station.address,
            hours=one.station.hours,
            open_now=is_open(one.station.hours, now),
            distance_m=round(one.distance_m) if one.distance_m is not None else None,
            text=f"{one.station.name}\n地址：{one.station.address}\n开放时间：{one.station.hours}",
        )
        for one in found
    ]


def _for_region(entry: Mapping[str, Any], region: str | None) -> Mapping[str, Any]:
    """The most specific answer for that place; those for single trades are left out, since the trade is not known."""
    if region is None:
        return entry
    for code in (region, city_of(region), PROVINCE):
        for variant in entry["variants"]:
            if code in variant["areas"] and not variant["trades"]:
                return dict(variant)
    return entry
