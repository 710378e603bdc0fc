"""Made-up applicants; ID numbers are computed, never written out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from stdnum.iso7064 import mod_11_2

from actions.audit.actor import Actor, staff_actor
from actions.staff.model import StaffMember
from tests.actions.house import Answer, Caller, House

LONGZIHU = "340302"
BAOHE = "340111"


def id_number_of(born: date, running: int, *, area: str = "340302") -> str:
    """An ID number with a right check digit; an even `running` (0–999) is a woman's."""
    first = f"{area}{born:%Y%m%d}{running:03d}"
    return first + str(mod_11_2.calc_check_digit(first))


def phone_of(running: int) -> str:
    return f"139{running:08d}"


@dataclass(frozen=True)
class Applicant:
    name: str = "张小蜂"
    born: date = date(1992, 5, 17)
    running: int = 101
    phone: str = phone_of(1)
    conversation: str = "conversation-0001"

    @property
    def id_number(self) -> str:
        return id_number_of(self.born, self.running)

    def but(self, **changed: Any) -> Applicant:
        return replace(self, **changed)


RIDER = Applicant()


def other_rider(running: int) -> Applicant:
    """Somebody else in every respect."""
    return Applicant("李勤快", date(1990, 3, 4), 2 * running + 1, phone_of(running), f"conversation-{running:04d}")


def submission(house: House, who: Applicant = RIDER, **changed: Any) -> dict[str, Any]:
    """The body the bot sends for them; `changed` replaces top-level fields, None leaves one out."""
    body: dict[str, Any] = {
        "conversation": who.conversation,
        "channel": "web",
        "consent": {"version": "2026-11", "given_at": "2026-11-22T11:58:00+08:00"},
        "sealed": {field: house.seal(getattr(who, field)) for field in ("name", "id_number", "phone")},
        "trade": "rider",
        "platform": "meituan",
        "region": LONGZIHU,
        **changed,
    }
    return {field: value for field, value in body.items() if value is not None}


async def filed(bot: Caller, who: Applicant = RIDER, **changed: Any) -> str:
    """File an application; its number."""
    answer = await bot.post("/v1/enrollments", submission(bot.house, who, **changed))
    assert answer.status == 201, answer.raw.decode()
    return str(answer.json["number"])


async def colleague(house: House, name: str, **position: Any) -> Actor:
    """A reviewer with an account, as they act."""
    async with house.database.write() as session:
        member = StaffMember(
            login=f"login-{name}",
            name=name,
            roles=["reviewer"],
            areas=[LONGZIHU],
            password_hash="x",
            created_at=house.clock(),
            **position,
        )
        session.add(member)
        await session.commit()
    return staff_actor(member.id, name)


async def reviewed(cli: Caller, number: str, decision: str, **more: Any) -> Answer:
    return await cli.post(f"/v1/enrollments/{number}/review", {"decision": decision, **more})


async def state_of(cli: Caller, number: str) -> str:
    return str((await cli.get(f"/v1/enrollments/{number}")).json["state"])
