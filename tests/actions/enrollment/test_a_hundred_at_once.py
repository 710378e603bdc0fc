"""The same command a hundred times at once, as a network that repeats itself would send it: it happens once.

With one Idempotency-Key all are told the same, byte for byte. With a key each one is first, and the others read what
stands in their way; or they are all told the same because nothing is left to change.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.audit.model import AuditEntry
from actions.cover.model import CoverCandidate
from actions.deliveries.model import Delivery
from actions.enrollment.model import Enrollment, EnrollmentStep
from actions.filing.model import Filing
from actions.memberships.model import Membership, MembershipMove
from tests.actions.applicants import BAOHE, LONGZIHU, RIDER, filed, other_rider, reviewed, submission
from tests.actions.cover.covers import answer_of, member, quota
from tests.actions.desk_browser import staff
from tests.actions.house import Answer, Caller, House

TIMES = 100
TABLES = (Enrollment, EnrollmentStep, Membership, MembershipMove, Filing, Delivery, CoverCandidate, AuditEntry)


@dataclass(frozen=True)
class Command:
    """One POST at the moment it is sent."""

    caller: Caller
    path: str
    body: Mapping[str, Any]

    async def sent(self, *, keys: list[str]) -> list[Answer]:
        """At once, one for each key."""
        return await asyncio.gather(*(self.caller.post(self.path, self.body, key=key) for key in keys))


async def submitting(house: House, bot: Caller, cli: Caller) -> Command:
    return Command(bot, "/v1/enrollments", submission(house))


async def correcting(house: House, bot: Caller, cli: Caller) -> Command:
    number = await filed(bot)
    await reviewed(cli, number, "return", reasons={"phone": "打不通"})
    sealed = {"phone": house.seal(other_rider(7).phone)}
    return Command(bot, f"/v1/enrollments/{number}/corrections", {"conversation": RIDER.conversation, "sealed": sealed})


async def withdrawing(house: House, bot: Caller, cli: Caller) -> Command:
    number = await filed(bot)
    return Command(bot, f"/v1/enrollments/{number}/withdrawal", {"conversation": RIDER.conversation})


async def approving(house: House, bot: Caller, cli: Caller) -> Command:
    return Command(cli, f"/v1/enrollments/{await filed(bot)}/review", {"decision": "approve"})


async def returning(house: House, bot: Caller, cli: Caller) -> Command:
    body = {"decision": "return", "reasons": {"phone": "打不通"}}
    return Command(cli, f"/v1/enrollments/{await filed(bot)}/review", body)


async def releasing(house: House, bot: Caller, cli: Caller) -> Command:
    await filed(bot)
    held = await filed(bot, other_rider(2).but(phone=RIDER.phone))
    return Command(cli, f"/v1/enrollments/{held}/release", {})


async def agreeing(house: House, bot: Caller, cli: Caller) -> Command:
    await quota(cli, 3)
    return Command(bot, "/v1/cover/answers", answer_of(await member(bot, cli)))


async def transferring(house: House, bot: Caller, cli: Caller) -> Command:
    await member(bot, cli)
    return Command(bot, "/v1/enrollments/transfers", submission(house, region=BAOHE))


async def approving_a_transfer(house: House, bot: Caller, cli: Caller) -> Command:
    request = await bot.post("/v1/enrollments/transfers", (await transferring(house, bot, cli)).body)
    return Command(cli, f"/v1/enrollments/{request.json['number']}/review", {"decision": "approve"})


Preparing = Callable[[House, Caller, Caller], Awaitable[Command]]
#: What one of them adds, by table.
ONCE: dict[Preparing, dict[str, int]] = {
    submitting: {"enrollments": 1, "enrollment_steps": 1, "audit_entries": 1},
    correcting: {"enrollment_steps": 1, "audit_entries": 1},
    withdrawing: {"enrollment_steps": 1, "audit_entries": 1},
    approving: {"memberships": 1, "filings": 1, "deliveries": 1, "enrollment_steps": 1, "audit_entries": 1},
    returning: {"deliveries": 1, "enrollment_steps": 1, "audit_entries": 1},
    releasing: {"deliveries": 1, "enrollment_steps": 1, "audit_entries": 1},
    agreeing: {"cover_candidates": 1, "audit_entries": 1},
    transferring: {"enrollments": 1, "enrollment_steps": 1, "audit_entries": 1},
    approving_a_transfer: {"membership_moves": 1, "filings": 1, "deliveries": 1, "enrollment_steps": 1,
                           "audit_entries": 1},
}  # fmt: skip
#: What they are told with a key each: the first its status, the others why not.
WITH_A_KEY_EACH: dict[Preparing, dict[str, int]] = {
    submitting: {"201": 1, "open-application-exists": 5, "too-many-tries": TIMES - 6},  # told five times a day
    withdrawing: {"200": 1, "state-forbids": TIMES - 1},
    approving: {"200": 1, "already-decided": TIMES - 1},
    returning: {"200": 1, "already-decided": TIMES - 1},
    releasing: {"200": 1, "not-held": TIMES - 1},
    agreeing: {"200": TIMES},  # has agreed already
    transferring: {"201": 1, "open-application-exists": 4, "too-many-tries": TIMES - 5},  # five tries a day
    approving_a_transfer: {"200": 1, "already-decided": TIMES - 1},
}


async def counted(house: House) -> Counter[str]:
    """How many rows each table has."""
    async with house.database.read() as session:
        return Counter(
            {one.__tablename__: await session.scalar(select(func.count()).select_from(one)) or 0 for one in TABLES}
        )


def told(answers: list[Answer]) -> Counter[str]:
    return Counter(str(one.status) if one.status < 300 else one.json["type"] for one in answers)


@pytest.mark.parametrize("preparing", ONCE, ids=lambda preparing: preparing.__name__)
async def test_with_one_key_it_happens_once_and_all_are_told_the_same(
    house: House, bot: Caller, cli: Caller, preparing: Preparing
) -> None:
    command = await preparing(house, bot, cli)
    before = await counted(house)

    answers = await command.sent(keys=["once"] * TIMES)

    assert {one.status for one in answers} <= {200, 201}
    assert len({one.raw for one in answers}) == 1
    assert await counted(house) - before == ONCE[preparing]


@pytest.mark.parametrize("preparing", WITH_A_KEY_EACH, ids=lambda preparing: preparing.__name__)
async def test_with_a_key_each_one_is_first_and_the_others_are_told_why_not(
    house: House, bot: Caller, cli: Caller, preparing: Preparing
) -> None:
    command = await preparing(house, bot, cli)
    before = await counted(house)

    answers = await command.sent(keys=[uuid.uuid4().hex for _ in range(TIMES)])

    assert told(answers) == WITH_A_KEY_EACH[preparing]
    assert await counted(house) - before == ONCE[preparing]


async def test_corrections_with_a_key_each_are_so_many_corrections_of_one_application(
    house: House, bot: Caller, cli: Caller
) -> None:
    """Whoever is not in review yet may correct as often as they like; nobody is told news of it."""
    command = await correcting(house, bot, cli)
    before = await counted(house)

    answers = await command.sent(keys=[uuid.uuid4().hex for _ in range(TIMES)])

    assert told(answers) == {"200": TIMES}
    assert await counted(house) - before == {"enrollment_steps": TIMES, "audit_entries": TIMES}
    [one] = (await bot.get("/v1/enrollments", conversation=RIDER.conversation)).json["enrollments"]
    assert (one["state"], one["masked"]["phone"][-4:]) == ("submitted", other_rider(7).phone[-4:])


async def test_at_the_desk_of_two_who_press_fifty_times_each_one_approved_it(
    house: House, bot: Caller, cli: Caller
) -> None:
    path = f"/desk/enrollments/{await filed(bot)}"
    both = [await staff(house, cli, "reviewer", login=login, areas=[LONGZIHU]) for login in ("wang", "li")]
    csrf = [(await browser.get(path)).csrf for browser in both]
    before = await counted(house)

    presses = [
        browser.post(f"{path}/approve", [("step", "1")], csrf=token)
        for browser, token in zip(both, csrf, strict=True)
        for _ in range(TIMES // 2)
    ]
    pages = await asyncio.gather(*presses)

    assert Counter(page.status for page in pages) == {200: 1, 409: TIMES - 1}
    assert all("这份申请已由" in page.text for page in pages if page.status == 409)
    assert await counted(house) - before == ONCE[approving]
