"""Accounts of the desk: one-time links, passwords, sign-in, sessions."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from yarl import URL

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
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "来来去去就几个字符"),
        ("my admin password", "my admin password", "里面有您的登录名"),
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


async def test_signing_out_ends_the_session_for_good(house: House, cli: Caller) -> None:
    browser = await administrator(house, cli)
    kept = browser.cookie

    await browser.submit("/desk", "/desk/sign-out")
    browser.cookie = kept

    assert (await browser.get("/desk")).path == "/desk/sign-in"


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
    old = await staff(house, cli, "operator")
    path = URL((await cli.post("/v1/staff/links", {"login": "wangmin"})).json["url"]).path
    new = "flowers open at six sharp"

    browser = Browser(house)
    await browser.submit(path, path, ("password", new), ("again", new))
    page = await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", "wangmin"), ("password", new))

    assert page.path == "/desk"
    assert (await old.get("/desk")).path == "/desk/sign-in"


async def test_an_unknown_login_gets_no_link(cli: Caller) -> None:
    assert (await cli.post("/v1/staff/links", {"login": "nobody"})).status == 404
