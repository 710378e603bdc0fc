"""Rosters as a site would hand them in; every person is made up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from actions.rosters.model import RosterLine
from tests.actions.applicants import LONGZIHU, Applicant, phone_of
from tests.actions.house import Answer, Caller, House

IMPORTS = "/v1/rosters/imports"
LOOKUPS = "/v1/invitations/lookups"


def row(number: int = 2, **cells: str) -> dict[str, Any]:
    return {"row": number, "name": "周装卸", "phone": phone_of(7000 + number), **cells}


def row_of(who: Applicant, number: int = 2) -> dict[str, Any]:
    return row(number, name=who.name, phone=who.phone)


def roster(*rows: dict[str, Any], dry_run: bool = False, **more: Any) -> dict[str, Any]:
    return {"dry_run": dry_run, "site": "东升站", "region": LONGZIHU, "rows": list(rows), **more}


async def given(cli: Caller, *rows: dict[str, Any], **more: Any) -> str:
    """Take a roster in; its number."""
    answer = await cli.post(IMPORTS, roster(*rows, **more))
    assert answer.status == 200, answer.raw.decode()
    assert answer.json["problems"] == []
    return str(answer.json["number"])


async def codes(cli: Caller, number: str) -> list[str]:
    """By row."""
    answer = await cli.post(f"/v1/rosters/{number}/invitations", {})
    assert answer.status == 200, answer.raw.decode()
    return [line["code"] for line in answer.json["lines"]]


async def looked_up(bot: Caller, code: str, conversation: str = "conversation-0001") -> Answer:
    return await bot.post(LOOKUPS, {"conversation": conversation, "code": code})


async def lines(house: House) -> list[RosterLine]:
    async with house.database.read() as session:
        return list(await session.scalars(select(RosterLine).order_by(RosterLine.position)))


async def counts(cli: Caller, number: str) -> tuple[int, int, int]:
    """Joined, applying, waiting."""
    [found] = [one for one in (await cli.get("/v1/rosters")).json["rosters"] if one["number"] == number]
    return found["joined"], found["applying"], found["waiting"]
