"""Signing in: limits told honestly, sessions that cannot be planted, and how they end."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.attempts import Attempt
from actions.caller_address import TRUSTED_PROXIES
from tests.actions.desk_browser import PASSWORD, Browser, Page, administrator, set_up_second_factor, sign_in, staff
from tests.actions.house import Caller, House


async def _guesses(house: House, login: str, times: int, *, every: float) -> list[Page]:
    browser, pages = Browser(house), []
    for _ in range(times):
        pages.append(await sign_in(browser, login, "a wrong password"))
        house.clock.move(seconds=every)
    return pages


async def test_an_account_takes_twenty_tries_in_five_minutes(house: House, cli: Caller) -> None:
    await staff(house, cli, "operator")
    house.clock.move(minutes=5)

    guesses = await _guesses(house, "wangmin", 20, every=10)
    blocked = await sign_in(Browser(house), "wangmin")
    house.clock.move(minutes=2)
    later = await sign_in(Browser(house), "wangmin")

    assert {page.status for page in guesses} == {401}
    assert blocked.status == 429
    assert "12:10 以后再试" in blocked.text
    assert "账号没有被停用" in blocked.text
    assert later.path == "/desk"


async def test_an_unknown_account_is_limited_alike(house: House) -> None:
    await _guesses(house, "nobody", 20, every=10)
    assert (await sign_in(Browser(house), "nobody")).status == 429


async def test_an_address_takes_five_tries_in_twenty_seconds(house: House, cli: Caller) -> None:
    await staff(house, cli, "operator")
    house.clock.move(minutes=5)

    for running in range(5):
        assert (await sign_in(Browser(house), f"guess{running}", "a wrong password")).status == 401
    blocked = [await sign_in(Browser(house), "wangmin") for _ in range(25)]
    house.clock.move(seconds=20)
    later = await sign_in(Browser(house), "wangmin")

    assert {(page.status, "请等 21 秒再试" in page.text) for page in blocked} == {(429, True)}
    assert later.path == "/desk"  # what was blocked did not count against the account


@pytest.mark.parametrize(("trusted", "same_address"), [(0, True), (1, False), (2, True), (3, True)])
async def test_behind_proxies_each_counts_by_the_address_the_last_trusted_one_names(
    house: House, trusted: int, same_address: bool
) -> None:
    """The header reads: made up by the caller, the caller as our first proxy saw them, our first proxy."""
    house.client.app._state[TRUSTED_PROXIES] = trusted  # as another setting would have it
    statuses = []
    for running in range(6):
        browser = Browser(house)
        browser.headers["X-Forwarded-For"] = f"203.0.113.{running}, 198.51.100.7, 192.0.2.{running}"
        if trusted == 3:
            browser.headers["X-Forwarded-For"] = "not an address, 198.51.100.7, 192.0.2.1"
        statuses.append((await sign_in(browser, f"guess{running}", "a wrong password")).status)
    assert (statuses[-1] == 429) is same_address


async def test_counted_tries_are_forgotten_after_a_day(house: House, cli: Caller) -> None:
    await sign_in(Browser(house), "guess", "a wrong password")
    house.clock.move(days=1, minutes=15)
    await staff(house, cli, "operator")

    async with house.database.read() as session:
        counted = list(await session.scalars(select(Attempt)))
    assert {one.kind: one.tries for one in counted} == {"sign_in": 1, "sign_in_address": 1}
    assert len(counted) == 2


async def test_a_token_put_into_the_browser_beforehand_never_becomes_a_session(house: House, cli: Caller) -> None:
    colleague = await administrator(house, cli)
    house.clock.move(minutes=5)
    planted = "planted-by-somebody-else"
    victim = Browser(house)
    victim.cookie, victim.app = planted, colleague.app

    await sign_in(victim, "admin")
    after_password = victim.cookie
    page = await victim.submit("/desk/second-factor", "/desk/second-factor", ("code", victim.code()))
    attackers = []
    for token in (planted, after_password):
        attacker = Browser(house)
        attacker.cookie = token
        attackers.append((await attacker.get("/desk")).path)

    assert page.path == "/desk"
    assert len({planted, after_password, victim.cookie}) == 3
    assert attackers == ["/desk/sign-in", "/desk/sign-in"]


async def test_setting_up_the_second_factor_changes_the_token_too(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")
    before = browser.cookie
    await set_up_second_factor(browser)
    assert browser.cookie != before


async def test_a_session_ends_after_two_idle_hours(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")
    house.clock.move(hours=1, minutes=59)
    assert (await browser.get("/desk")).path == "/desk"
    house.clock.move(hours=1, minutes=59)
    assert (await browser.get("/desk")).path == "/desk"
    house.clock.move(hours=2)
    assert (await browser.get("/desk")).path == "/desk/sign-in"


async def test_a_session_ends_after_ten_hours_however_busy(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")
    for _ in range(9):
        house.clock.move(hours=1)
        assert (await browser.get("/desk")).path == "/desk"
    house.clock.move(hours=1)
    assert (await browser.get("/desk")).path == "/desk/sign-in"


async def test_signing_in_and_out_is_recorded(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")
    await browser.submit("/desk", "/desk/sign-out")
    assert [one.action for one in await house.audit()][-2:] == ["staff.signed_in", "staff.signed_out"]


async def test_a_wrong_password_is_told_apart_by_nobody(house: House, cli: Caller) -> None:
    await staff(house, cli, "operator")
    assert (await cli.post("/v1/staff/closings", {"login": "wangmin"})).status == 200
    closed, unknown = await sign_in(Browser(house), "wangmin", PASSWORD), await sign_in(Browser(house), "nobody")
    assert (closed.status, unknown.status) == (401, 401)
    assert closed.text == unknown.text
