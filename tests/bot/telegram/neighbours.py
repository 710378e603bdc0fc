"""nlu and actions as far as a bot on Telegram needs them, on the loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

UNDERSTOOD = {"入会要交钱吗": "join_cost", "我想入会": "enroll", "附近有驿站吗": "find_station"}

ENTRY = {
    "id": "join_cost",
    "category": "join",
    "title": "入会要不要交钱",
    "answer": "申请入会不收任何费用。",
    "buttons": ["enroll"],
    "sensitive": False,
    "source": {"text": "示例章程", "date": "2023-10-12"},
    "review": "待复核",
    "phrasings": ["进工会花钱不"],
}

STATION = {
    "id": "s1",
    "name": "示例驿站",
    "address": "示例路1号",
    "region": "340111",
    "distance_m": 350,
    "hours": "08:00-20:00",
    "open_now": True,
    "facilities": ["water"],
    "facility_names": ["饮水"],
    "lat": 31.8206,
    "lon": 117.2272,
    "crs": "gcj02",
    "map_url": "https://uri.amap.com/marker?position=117.2272,31.8206",
    "sample": True,
}


@asynccontextmanager
async def neighbours() -> AsyncIterator[str]:
    """One server that plays both; yields its URL."""
    app = web.Application()
    app.router.add_post("/model/parse", _parse)
    app.router.add_get("/v1/faq/feed", _feed)
    app.router.add_get("/v1/deliveries", _deliveries)
    app.router.add_get("/v1/stations/nearby", _nearby)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


async def _parse(request: web.Request) -> web.Response:
    text = (await request.json())["text"]
    label = UNDERSTOOD.get(text, "")
    ranking = [{"name": label, "confidence": 0.98}] if label else []
    understood: dict[str, Any] = {
        "text": text,
        "intent": {"name": label, "confidence": 0.98 if label else 0.0},
        "intent_ranking": ranking,
        "decision": "answer" if label else "fallback",
        "second": None,
        "entities": [],
    }
    return web.json_response(understood)


async def _feed(request: web.Request) -> web.Response:
    return web.json_response({"version": 1, "entries": [ENTRY]}, headers={"ETag": '"1"'})


async def _deliveries(request: web.Request) -> web.Response:
    return web.json_response({"deliveries": []})


async def _nearby(request: web.Request) -> web.Response:
    assert request.query["crs"] == "wgs84"
    return web.json_response({"center": None, "widened": False, "stations": [STATION]})
