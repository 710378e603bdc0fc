"""Members with a county's quota at hand, and what they say to it."""

from __future__ import annotations

from typing import Any

from tests.actions.applicants import RIDER, Applicant, filed, reviewed
from tests.actions.house import Answer, Caller

LONGZIHU_NAME = "蚌埠市龙子湖区"


async def quota(cli: Caller, places: int, *, region: str = LONGZIHU_NAME, year: int = 2026, **more: Any) -> Answer:
    row = {"row": 2, "region": region, "year": str(year), "places": str(places), **more}
    return await cli.post("/v1/cover/quotas/imports", {"dry_run": False, "rows": [row]})


async def member(bot: Caller, cli: Caller, who: Applicant = RIDER, **changed: Any) -> str:
    """Somebody who was approved; their number as a member."""
    number = await filed(bot, who, **changed)
    assert (await reviewed(cli, number, "approve")).status == 200
    own = (await bot.get("/v1/personal-data", conversation=who.conversation)).json["memberships"]
    return str(own[-1]["number"])


def answer_of(number: str, who: Applicant = RIDER, *, agreed: bool = True, version: str = "2026-11") -> dict[str, Any]:
    consent = {"version": version, "given_at": "2026-11-22T11:59:00+08:00"}
    return {"conversation": who.conversation, "membership": number, "agreed": agreed, "consent": consent}


async def answered(bot: Caller, number: str, who: Applicant = RIDER, **more: Any) -> Answer:
    return await bot.post("/v1/cover/answers", answer_of(number, who, **more))


async def candidate(bot: Caller, cli: Caller, who: Applicant = RIDER) -> str:
    """A member who agreed; their number as a member."""
    number = await member(bot, cli, who)
    answer = await answered(bot, number, who)
    assert answer.status == 200, answer.raw.decode()
    return number


async def taken_back(bot: Caller, number: str, who: Applicant = RIDER) -> Answer:
    return await bot.post("/v1/cover/withdrawals", {"conversation": who.conversation, "membership": number})


async def standing(bot: Caller, who: Applicant = RIDER) -> Any:
    """What the worker's own data say of the cover."""
    [own] = (await bot.get("/v1/personal-data", conversation=who.conversation)).json["memberships"]
    return own["cover"]


async def news(bot: Caller, kind: str, who: Applicant = RIDER) -> list[Any]:
    """What was told of one kind in that person's chat."""
    waiting = (await bot.get("/v1/deliveries")).json["deliveries"]
    return [one["data"] for one in waiting if (one["kind"], one["conversation"]) == (kind, who.conversation)]


async def used(cli: Caller) -> tuple[int, int]:
    """Places and those taken, of the first quota."""
    first = (await cli.get("/v1/cover/quotas")).json["quotas"][0]
    return first["places"], first["taken"]
