"""Roles and areas: what a colleague may see, asked in Python and in SQL."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from actions.database import Database
from actions.reference import Reference
from actions.staff.access import covers, covers_all, has_role, within
from actions.staff.model import Role, StaffMember
from actions.tickets.model import Ticket
from tests.actions.house import Noon

PROVINCE, HEFEI, BAOHE, CHAOHU, BENGBU, LONGZIHU = "340000", "340100", "340111", "340181", "340300", "340302"


def colleague(*areas: str, roles: tuple[Role, ...] = (Role.OPERATOR,)) -> StaffMember:
    return StaffMember(login="lin", name="林", roles=[*roles], areas=[*areas], created_at=Noon()())


@pytest.mark.parametrize(("areas", "seen", "unseen"), [
    ([PROVINCE], [PROVINCE, HEFEI, BAOHE, LONGZIHU], []),
    ([HEFEI], [HEFEI, BAOHE, CHAOHU], [PROVINCE, BENGBU, LONGZIHU]),
    ([BAOHE], [BAOHE], [PROVINCE, HEFEI, CHAOHU, LONGZIHU]),
    ([BAOHE, BENGBU], [BAOHE, BENGBU, LONGZIHU], [PROVINCE, HEFEI, CHAOHU]),
])  # fmt: skip
async def test_an_area_covers_its_own_places_and_no_others(
    database: Database, areas: list[str], seen: list[str], unseen: list[str]
) -> None:
    member = colleague(*areas)
    assert all(covers(member, region) for region in seen)
    assert not any(covers(member, region) for region in unseen)
    assert await _found(database, member, seen + unseen) == sorted(seen)


async def test_a_place_nobody_knows_is_seen_by_everybody(database: Database) -> None:
    assert covers(colleague(BAOHE), None)
    assert await _found(database, colleague(BAOHE), [BAOHE, LONGZIHU, None]) == ["", BAOHE]


def test_what_holds_for_everybody_takes_the_whole_province() -> None:
    assert covers_all(colleague(PROVINCE), [])
    assert not covers_all(colleague(HEFEI), [])
    assert covers_all(colleague(HEFEI), [BAOHE, CHAOHU])
    assert not covers_all(colleague(HEFEI), [BAOHE, LONGZIHU])


def test_one_of_the_named_roles_is_enough_and_none_stands_for_another() -> None:
    chief = colleague(PROVINCE, roles=(Role.ADMINISTRATOR, Role.FAQ_EDITOR))
    assert has_role(chief, Role.REVIEWER, Role.ADMINISTRATOR)
    assert not has_role(chief, Role.REVIEWER, Role.OPERATOR, Role.FAQ_APPROVER)


def test_every_county_lies_in_the_city_its_code_begins_with(reference: Reference) -> None:
    for region in reference.regions.values():
        assert covers(colleague(region.parent or PROVINCE), region.code), region.code


async def _found(database: Database, member: StaffMember, regions: list[str | None]) -> list[str]:
    """The rows `within` lets through; a place nobody knows is ""."""
    fields = {"channel": "web", "kind": "human", "state": "open", "opened_at": Noon()(), "updated_at": Noon()()}
    async with database.write() as session:
        for running, region in enumerate(regions):
            await session.execute(insert(Ticket).values(number=f"T-{running}", region=region, **fields))
        found = await session.scalars(select(Ticket.region).where(within(member, Ticket.region)))
        return sorted(region or "" for region in found)
