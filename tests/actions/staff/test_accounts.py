"""Accounts of the desk: one-time links, passwords, sign-in, sessions."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from yarl import URL

from actions.attempts import Attempt
from actions.staff.model import DeskSession, PasswordLink, StaffMember
from tests.actions.desk_browser import PASSWORD, Browser, administrator, staff
from tests.actions.house import Caller, House


async def test_the_first_link_makes_an_administrator_who_signs_in(house: House, cli: Caller) -> None:
    browser = await administrator(house, cli)

    page = await browser.get("/desk")

    assert page.path == "/desk"
    assert "管理员" in page.text


async def test_there_is_no_link_once_an_administrator_has_a_password(house: House, cli: Caller) -> None:
    await administrator(house, cli)
    again = await cli.post("/v1/staff/administrator-link", {})
    assert (again.status, again.json["type"]) == (409, "administrator-exists")


async def test_a_newer_link_ends_the_older_one(house: House, cli: Caller) -> None:
    older = URL((await cli.post("/v1/staff/administrator-link", {})).json["url"]).path
    newer = URL((await cli.post("/v1/staff/administrator-link", {})).json["url"]).path

    browser = Browser(house)

    assert (await browser.get(older)).status == 410
    assert (await browser.get(newer)).status == 200


async def test_a_link_works_once(house: House, cli: Caller) -> None:
    path = URL((await cli.post("/v1/staff/administrator-link", {})).json["url"]).path
    browser = Browser(house)
    csrf = (await browser.get(path)).csrf
    fields = [("password", PASSWORD), ("again", PASSWORD)]

    first = await browser.post(path, fields, csrf=csrf)
    second = await browser.post(path, fields, csrf=csrf)

    assert (first.status, first.path) == (200, "/desk/sign-in?done=password")
    assert second.status == 410


async def test_a_link_lasts_a_day(house: House, cli: Caller) -> None:
    path = URL((await cli.post("/v1/staff/administrator-link", {})).json["url"]).path
    house.clock.move(hours=24)
    assert (await Browser(house).get(path)).status == 410


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "至少 12 个字符"),
        ("bees carry honey " * 12, "bees carry honey " * 12, "最多 200 个"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "太好猜"),
        ("my admin password", "my admin password", "太好猜"),
        (PASSWORD, PASSWORD + "!", "不一样"),
    ],
)
async def test_a_poor_password_is_refused_and_the_link_stays(
    house: House, cli: Caller, password: str, again: str, told: str
) -> None:
    path = URL((await cli.post("/v1/staff/administrator-link", {})).json["url"]).path

    page = await Browser(house).submit(path, path, ("password", password), ("again", again))

    assert page.status == 422
    assert told in page.text
    assert (await Browser(house).get(path)).status == 200


async def test_a_wrong_password_and_an_unknown_login_read_the_same(house: House, cli: Caller) -> None:
    await administrator(house, cli)
    browser = Browser(house)

    wrong = await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", "admin"), ("password", "no"))
    unknown = await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", "nobody"), ("password", "no"))
    strange = await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", "no\0body"), ("password", "no"))

    assert (wrong.status, unknown.status, strange.status) == (401, 401, 401)
    assert wrong.text == unknown.text == strange.text
    assert "登录名或密码不对" in wrong.text


async def test_after_five_tries_even_the_right_password_waits(house: House, cli: Caller) -> None:
    await administrator(house, cli)
    browser = Browser(house)
    house.clock.move(minutes=15)
    for _ in range(5):
        await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", "admin"), ("password", "no"))
        house.clock.move(seconds=20)

    right = [("login", "admin"), ("password", PASSWORD)]
    blocked = await browser.submit("/desk/sign-in", "/desk/sign-in", *right)
    house.clock.move(minutes=15)
    later = await browser.submit("/desk/sign-in", "/desk/sign-in", *right)

    assert (blocked.status, "过一刻钟再试" in blocked.text) == (429, True)
    assert later.path == "/desk"


async def test_one_address_signs_in_five_times_in_twenty_seconds(house: House, cli: Caller) -> None:
    await administrator(house, cli)
    browser = Browser(house)
    house.clock.move(minutes=15)
    for running in range(5):
        await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", f"guess{running}"), ("password", "no"))

    right = [("login", "admin"), ("password", PASSWORD)]
    blocked = [await browser.submit("/desk/sign-in", "/desk/sign-in", *right) for _ in range(5)]
    house.clock.move(seconds=20)
    later = await browser.submit("/desk/sign-in", "/desk/sign-in", *right)

    assert {(page.status, "等半分钟再试" in page.text) for page in blocked} == {(429, True)}
    assert later.path == "/desk"  # what was blocked did not count against the login


async def test_counted_sign_ins_are_forgotten_after_a_day(house: House, cli: Caller) -> None:
    await Browser(house).submit("/desk/sign-in", "/desk/sign-in", ("login", "guess"), ("password", "no"))
    house.clock.move(days=1, minutes=15)
    await administrator(house, cli)

    async with house.database.read() as session:
        counted = list(await session.scalars(select(Attempt)))
    assert {one.kind: one.tries for one in counted} == {"sign_in": 1, "sign_in_address": 1}
    assert len(counted) == 2


async def test_signing_out_ends_the_session_for_good(house: House, cli: Caller) -> None:
    browser = await administrator(house, cli)
    kept = browser.cookie

    await browser.submit("/desk", "/desk/sign-out")
    browser.cookie = kept

    assert (await browser.get("/desk")).path == "/desk/sign-in"


async def test_a_session_lasts_a_working_day(house: House, cli: Caller) -> None:
    browser = await administrator(house, cli)
    house.clock.move(hours=10)
    assert (await browser.get("/desk")).path == "/desk/sign-in"


async def test_signing_in_changes_the_cookie(house: House, cli: Caller) -> None:
    await administrator(house, cli)
    browser = Browser(house)
    await browser.get("/desk/sign-in")
    before = browser.cookie

    await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", "admin"), ("password", PASSWORD))

    assert browser.cookie != before


async def test_one_login_belongs_to_one_person(house: House, cli: Caller) -> None:
    member = {"login": "wangmin", "name": "王敏", "roles": ["reviewer"]}

    answers = await asyncio.gather(*(cli.post("/v1/staff", member) for _ in range(3)))

    assert sorted(answer.status for answer in answers) == [201, 409, 409]


async def test_only_the_command_line_makes_accounts(bot: Caller) -> None:
    member = {"login": "wangmin", "name": "王敏", "roles": ["reviewer"]}
    assert (await bot.post("/v1/staff", member)).status == 403
    assert (await bot.post("/v1/staff/administrator-link", {})).status == 403


async def test_tokens_and_passwords_are_kept_as_hashes(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "reviewer")

    async with house.database.read() as session:
        sessions = list(await session.scalars(select(DeskSession.token_hash)))
        links = list(await session.scalars(select(PasswordLink.token_hash)))
        hashes = list(await session.scalars(select(StaffMember.password_hash)))

    assert browser.cookie not in sessions
    assert all(len(hash_) == 64 for hash_ in [*sessions, *links])
    assert all(hash_ is not None and hash_.startswith("$argon2id$") for hash_ in hashes)


async def test_a_forgotten_password_is_replaced_by_link_and_old_sessions_end(house: House, cli: Caller) -> None:
    old = await staff(house, cli, "reviewer")
    path = URL((await cli.post("/v1/staff/links", {"login": "wangmin"})).json["url"]).path
    new = "flowers open at six sharp"

    browser = Browser(house)
    await browser.submit(path, path, ("password", new), ("again", new))
    page = await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", "wangmin"), ("password", new))

    assert page.path == "/desk/enrollments"
    assert (await old.get("/desk/enrollments")).path == "/desk/sign-in"


async def test_an_unknown_login_gets_no_link(cli: Caller) -> None:
    assert (await cli.post("/v1/staff/links", {"login": "nobody"})).status == 404
