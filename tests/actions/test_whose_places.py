"""Whose places: what lies in Longzihu opens for Longzihu's colleagues, and for nobody from elsewhere, on any route.

The routes are those that name an application, a member, a roster, a conversation, a message, a cover place, a union or
a colleague; a new one is walked by itself. What the insider opens shows that nothing is refused for another reason.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from actions.staff.model import DeskSession, StaffMember
from actions.web import STOPPING
from tests.actions.applicants import BAOHE, LONGZIHU, RIDER, filed, other_rider
from tests.actions.cover.covers import candidate, quota
from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.house import Caller, House
from tests.actions.rosters.lists import given, row_of
from tests.actions.takeovers.chats import PNG, line, number_of
from tests.actions.test_who_may_open_what import PAGES, Row
from tests.actions.unions.lists import county_row, enterprise_row, given_unions

BENGBU, HEFEI = "340300", "340100"
ALL_ROLES = ("reviewer", "operator", "administrator")
#: What lies in a place, by the part of the address after /desk/.
PLACED = ("enrollments", "members", "rosters", "conversations", "tickets", "cover", "unions", "people")
#: Applicants, members and rosters: a city sees their figures, a union its own applications.
PERSONS = ("enrollments", "members", "rosters", "cover")


@dataclass(frozen=True)
class Outsider:
    roles: tuple[str, ...]
    areas: tuple[str, ...]
    subjects: tuple[str, ...]
    union: str | None = None


OUTSIDERS: Mapping[str, Outsider] = {
    "of another county": Outsider(ALL_ROLES, (BAOHE,), PLACED),
    "of another city": Outsider(ALL_ROLES, (HEFEI,), PLACED),
    "of the city it lies in": Outsider(("reviewer", "administrator"), (BENGBU,), PERSONS),
    "of the province": Outsider(("reviewer", "administrator"), ("340000",), PERSONS),
    "of an enterprise's union": Outsider(("reviewer",), (LONGZIHU,), PERSONS, union="LZH-Q1"),
}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rows_of(subjects: Sequence[str]) -> list[Row]:
    return [row for row in PAGES if "{" in row[1] and row[1].split("/")[2] in subjects]


@only_sqlite
@pytest.mark.parametrize("who", OUTSIDERS)
async def test_what_lies_in_a_place_is_not_there_for_a_colleague(
    house: House, bot: Caller, cli: Caller, who: str
) -> None:
    at_hand, outsider = await things(house, bot, cli), OUTSIDERS[who]
    browser = await staff(
        house, cli, *outsider.roles, login="lin", name="林外人", areas=outsider.areas, union=outsider.union
    )
    csrf = (await browser.get("/desk/account")).csrf
    before = [entry.sequence for entry in await house.audit()]

    told = {row: (await open_page(browser, row, at_hand, csrf)).status for row in rows_of(outsider.subjects)}

    assert {row: status for row, status in told.items() if status not in (403, 404)} == {}
    assert [entry.sequence for entry in await house.audit()] == before


@only_sqlite
async def test_all_of_it_opens_for_the_places_own_colleague(house: House, bot: Caller, cli: Caller) -> None:
    at_hand = await things(house, bot, cli)
    browser = await staff(house, cli, *ALL_ROLES, login="insider", name="本地人", areas=[LONGZIHU])
    csrf = (await browser.get("/desk/account")).csrf
    for row in rows_of(PLACED):
        page = await open_page(browser, row, at_hand, csrf)
        assert page.status not in (403, 404), (row, page.text)


async def things(house: House, bot: Caller, cli: Caller) -> dict[str, str]:
    """What the placeholders stand for, by the part of the address they follow; all of it in Longzihu."""
    house.client.app[STOPPING].set()  # live streams end at once
    await given_unions(cli, county_row(), enterprise_row())
    await quota(cli, 2)
    member = await candidate(bot, cli)
    own = await staff(house, cli, "reviewer", login="own", name="本地人", areas=[LONGZIHU])
    await own.submit(f"/desk/cover/{LONGZIHU}/2026", f"/desk/cover/{LONGZIHU}/2026/batches")
    [batch] = [entry.subject for entry in await house.audit() if entry.action == "cover.batch_made"]
    await staff(house, cli, "operator", login="colleague", name="本地接线", areas=[LONGZIHU])
    async with house.database.read() as session:
        colleague = await session.scalar(select(StaffMember.id).where(StaffMember.login == "colleague"))
        signed_in = await session.scalar(select(DeskSession.id).where(DeskSession.staff_id == colleague))
    photo = {"type": "image/png", "data": base64.b64encode(PNG).decode()}
    message = {
        "conversation": RIDER.conversation,
        "channel": "web",
        "kind": "human",
        "text": "想问",
        "region": LONGZIHU,
    }
    return {
        "enrollments": await filed(bot, other_rider(2)),
        "members": member,
        "rosters": await given(cli, row_of(RIDER)),
        "conversations": await number_of(bot, region=LONGZIHU, lines=[line(kind="photo", photo=photo)]),
        "tickets": str((await bot.post("/v1/tickets", {**message, "region": LONGZIHU})).json["number"]),
        "cover": batch,
        "unions": "sample_340302",
        "people": str(colleague),
        "region": LONGZIHU,
        "year": "2026",
        "seq": "1",
        "session": str(signed_in),
    }


async def open_page(browser: Browser, row: Row, at_hand: Mapping[str, str], csrf: str) -> Page:
    method, path = row
    subject = path.split("/")[2]
    acts = {"enrollments": "take", "unions": "closing", "people": "link"}
    path = path.replace("{act}", acts.get(subject, ""))
    for placeholder in ("{number}", "{code}", "{id}"):
        path = path.replace(placeholder, at_hand[subject])
    path = re.sub(r"{(\w+)}", lambda found: at_hand[found[1]], path)
    return await browser.get(path) if method == "GET" else await browser.post(path, csrf=csrf)
