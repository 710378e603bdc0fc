"""Conversations handed over, as the bot does it, and operators who take them at the desk."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from actions.takeovers.sweeping import sweep
from tests.actions.applicants import BAOHE, RIDER
from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.house import CLIMB_AFTER, Answer, Caller, House

HEFEI = "340100"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def line(text: str = "超时被扣了钱", **changed: Any) -> dict[str, Any]:
    """One thing the worker said."""
    return {"from": "worker", "kind": "text", "text": text, "at": "2026-11-22T03:59:00Z", **changed}


def takeover(**changed: Any) -> dict[str, Any]:
    body = {
        "conversation": RIDER.conversation,
        "channel": "web",
        "reason": "asked",
        "region": BAOHE,
        "lines": [line()],
        **changed,
    }
    return {field: value for field, value in body.items() if value is not None}


async def opened(bot: Caller, **changed: Any) -> Answer:
    return await bot.post("/v1/takeovers", takeover(**changed))


async def number_of(bot: Caller, **changed: Any) -> str:
    answer = await opened(bot, **changed)
    assert answer.status == 201, answer.raw.decode()
    return str(answer.json["number"])


async def said(bot: Caller, *lines: dict[str, Any], conversation: str = RIDER.conversation) -> Answer:
    return await bot.post("/v1/takeovers/lines", {"conversation": conversation, "lines": list(lines)})


async def acknowledged(bot: Caller, claim: int = 1, conversation: str = RIDER.conversation) -> Answer:
    return await bot.post("/v1/takeovers/claim-acks", {"conversation": conversation, "claim": claim, "last_seq": 7})


async def news(bot: Caller, kind: str) -> list[dict[str, Any]]:
    """What the bot is told of that kind, oldest first; the clock stands still, so lines are put in order by seq."""
    found = [one for one in (await bot.get("/v1/deliveries")).json["deliveries"] if one["kind"] == kind]
    return sorted((dict(one["data"]) for one in found), key=lambda data: (data.get("claim", 0), data.get("seq", 0)))


async def standing(bot: Caller, conversation: str = RIDER.conversation) -> Any:
    return (await bot.get("/v1/takeovers/standing", conversation=conversation)).json


async def operator(house: House, cli: Caller, login: str = "wangmin", name: str = "王敏", area: str = BAOHE) -> Browser:
    return await staff(house, cli, "operator", login=login, name=name, areas=[area])


async def act(browser: Browser, number: str, what: str, *fields: tuple[str, str]) -> Page:
    """One of the forms of a conversation, with the browser's token."""
    csrf = (await browser.get("/desk/quick-replies")).csrf
    return await browser.post(f"/desk/conversations/{number}/{what}", fields, csrf=csrf)


async def taken(browser: Browser, bot: Caller, **changed: Any) -> str:
    """A conversation this operator has; returns its number."""
    number = await number_of(bot, **changed)
    assert (await act(browser, number, "claim")).status == 200
    conversation = changed.get("conversation", RIDER.conversation)
    assert (await acknowledged(bot, conversation=conversation)).status == 200
    return number


async def written(browser: Browser, number: str, text: str, *, client_id: str | None = None, **more: str) -> Page:
    fields = [("text", text), ("client_id", client_id or uuid.uuid4().hex), *more.items()]
    return await act(browser, number, "lines", *fields)


async def swept(house: House) -> None:
    await sweep(house.database, vault=house.vault, clock=house.clock, climb_after=CLIMB_AFTER)
