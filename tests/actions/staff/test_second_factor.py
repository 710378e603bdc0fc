"""The second factor: who must have one, codes that count once, recovery codes, and a lost phone."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from actions.staff.model import RecoveryCode, Role, SecondFactor, StaffMember
from tests.actions.desk_browser import SET_UP, Browser, Page, scanned, set_up_second_factor, sign_in, staff
from tests.actions.house import Caller, House

CODE = "/desk/second-factor"


async def _invited(house: House, cli: Caller, role: str) -> Browser:
    """Somebody whose password was right and who has done nothing else yet."""
    await staff(house, cli, "operator")
    async with house.database.write() as session:
        [member] = await session.scalars(select(StaffMember).where(StaffMember.login == "wangmin"))
        member.roles = [role]
        await session.commit()
    house.clock.move(minutes=5)
    browser = Browser(house)
    await sign_in(browser, "wangmin")
    return browser


async def _enter(browser: Browser, code: str) -> Page:
    return await browser.submit(CODE, CODE, ("code", code))


def _codes(page: Page) -> list[str]:
    return re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", page.html)


@pytest.mark.parametrize("role", Role)
async def test_reviewers_and_administrators_set_it_up_before_any_page_opens(
    house: House, cli: Caller, role: Role
) -> None:
    browser = await _invited(house, cli, role)
    opened = {path: (await browser.get(path)).path for path in ("/desk", "/desk/account", "/desk/people")}
    if role in (Role.REVIEWER, Role.ADMINISTRATOR):
        assert set(opened.values()) == {SET_UP}
    else:
        assert SET_UP not in opened.values()


async def test_the_secret_is_a_picture_in_the_page_and_text_to_type(house: House, cli: Caller) -> None:
    page = await (await staff(house, cli, "operator")).get(SET_UP)
    assert "<svg" in page.html
    assert "data:" not in page.html
    assert "style=" not in page.html
    assert len(scanned(page).secret) == 32


async def test_ten_recovery_codes_are_shown_once(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")

    codes = _codes(await set_up_second_factor(browser))

    assert len(set(codes)) == 10
    account = await browser.get("/desk/account")
    assert "还剩 10 个恢复码" in account.text
    assert not _codes(account)


async def test_a_wrong_code_shows_the_same_picture_again(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")
    offered = await browser.get(SET_UP)

    again = await browser.post(SET_UP, [("box", offered.field("box")), ("code", "000000")], csrf=offered.csrf)

    assert again.status == 401
    assert "验证码不对" in again.text
    assert scanned(again).secret == scanned(offered).secret


async def test_another_colleagues_secret_is_not_taken(house: House, cli: Caller) -> None:
    theirs = await (await staff(house, cli, "operator", login="lin", name="林")).get(SET_UP)
    browser = await staff(house, cli, "operator")

    fields = [("box", theirs.field("box")), ("code", scanned(theirs).at(house.clock.now))]
    page = await browser.post(SET_UP, fields, csrf=(await browser.get(SET_UP)).csrf)

    assert page.status == 409
    assert "二次验证" in page.text


async def test_secret_and_codes_cannot_be_read_from_the_database(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "reviewer")
    assert browser.app is not None
    async with house.database.read() as session:
        [box] = await session.scalars(select(SecondFactor.secret_box))
        hashes = list(await session.scalars(select(RecoveryCode.code_hash)))
    assert browser.app.secret.encode() not in box
    assert house.vault.decrypt(box) == browser.app.secret
    assert {len(one) for one in hashes} == {64}


async def test_with_the_password_alone_no_page_opens(house: House, cli: Caller) -> None:
    owner = await staff(house, cli, "reviewer")
    house.clock.move(minutes=5)
    thief = Browser(house)
    await sign_in(thief, "wangmin")

    paths = [(await thief.get(path)).path for path in ("/desk", "/desk/enrollments", "/desk/account", SET_UP)]
    csrf = (await thief.get(CODE)).csrf
    forms = [
        await thief.post(path, [("current", "x"), ("code", "000000"), ("box", "x")], csrf=csrf)
        for path in ("/desk/account/second-factor/removal", "/desk/account/password", SET_UP)
    ]

    assert set(paths) == {CODE}
    assert [page.path for page in forms[:2]] == [CODE, CODE]
    assert forms[2].status == 409
    assert owner.app is not None
    assert (await _enter(thief, owner.code())).path == "/desk"


async def test_a_code_is_taken_once_and_older_ones_never(house: House, cli: Caller) -> None:
    owner = await staff(house, cli, "reviewer")
    house.clock.move(minutes=5)
    older = owner.code()
    house.clock.move(seconds=30)
    code = owner.code()
    first, second = Browser(house), Browser(house)
    for browser in (first, second):
        await sign_in(browser, "wangmin")

    taken, replayed, late = await _enter(first, code), await _enter(second, code), await _enter(second, older)

    assert taken.path == "/desk"
    assert [(page.status, "已经用过了" in page.text) for page in (replayed, late)] == [(401, True), (401, True)]
    assert [one.action for one in await house.audit()][-2:] == ["staff.code_refused"] * 2
    house.clock.move(seconds=30)
    assert (await _enter(second, owner.code())).path == "/desk"


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (30, True), (60, False)])
async def test_a_phones_clock_may_be_half_a_minute_off(house: House, cli: Caller, off: int, taken: bool) -> None:
    owner = await staff(house, cli, "reviewer")
    house.clock.move(minutes=5)
    browser = Browser(house)
    await sign_in(browser, "wangmin")
    house.clock.move(seconds=off)
    code = owner.code()
    house.clock.move(seconds=-off)
    assert (await _enter(browser, code)).status == (200 if taken else 401)


async def test_a_recovery_code_works_once(house: House, cli: Caller) -> None:
    codes = _codes(await set_up_second_factor(await staff(house, cli, "operator")))
    first, second = Browser(house), Browser(house)
    house.clock.move(minutes=5)
    for browser in (first, second):
        await sign_in(browser, "wangmin")

    taken, again = await _enter(first, codes[0].upper()), await _enter(second, codes[0])

    assert taken.path == "/desk"
    assert again.status == 401
    assert "还剩 9 个恢复码" in (await first.get("/desk/account")).text
    acts = [(one.action, one.detail) for one in await house.audit()][-2:]
    assert acts == [("staff.signed_in", '{"second_factor": "recovery"}'), ("staff.code_refused", "{}")]


async def test_codes_are_guessed_five_times_in_a_quarter_hour(house: House, cli: Caller) -> None:
    owner = await staff(house, cli, "reviewer")
    house.clock.move(minutes=15)
    browser = Browser(house)
    await sign_in(browser, "wangmin")

    guesses = [(await _enter(browser, f"{running:06d}")).status for running in range(5)]
    blocked = await _enter(browser, owner.code())
    house.clock.move(minutes=15)
    later = await _enter(browser, owner.code())

    assert guesses == [401] * 5
    assert (blocked.status, "12:30 以后再试" in blocked.text) == (429, True)
    assert later.path == "/desk"


async def test_new_recovery_codes_end_the_old_ones(house: House, cli: Caller) -> None:
    owner = await staff(house, cli, "operator")
    old = _codes(await set_up_second_factor(owner))
    action = "/desk/account/recovery-codes"
    assert (await owner.submit("/desk/account", action, ("current", "wrong"))).status == 401

    new = _codes(await owner.submit("/desk/account", action, ("current", "bees carry honey home")))

    house.clock.move(minutes=5)
    browser = Browser(house)
    await sign_in(browser, "wangmin")
    assert (await _enter(browser, old[0])).status == 401
    assert (await _enter(browser, new[0])).path == "/desk"


async def test_changing_phones_takes_password_and_code_and_begins_anew(house: House, cli: Caller) -> None:
    owner = await staff(house, cli, "reviewer")
    action, password = "/desk/account/second-factor/removal", ("current", "bees carry honey home")
    house.clock.move(seconds=30)
    assert (await owner.submit("/desk/account", action, password, ("code", "000000"))).status == 401
    assert (await owner.submit("/desk/account", action, ("current", "no"), ("code", owner.code()))).status == 401

    page = await owner.submit("/desk/account", action, password, ("code", owner.code()))

    assert page.path == SET_UP
    assert (await owner.get("/desk/enrollments")).path == SET_UP
    assert len(_codes(await set_up_second_factor(owner))) == 10
    assert "staff.second_factor_removed" in [one.action for one in await house.audit()]


async def test_an_administrator_resets_a_lost_phone(house: House, cli: Caller) -> None:
    chief = await staff(house, cli, "administrator", login="zhao", name="赵云")
    owner = await staff(house, cli, "reviewer")
    path = (await chief.get("/desk/people")).link_to("wangmin")

    page = await chief.submit(path, f"{path}/second-factor-reset")

    assert "已重置" in page.text
    assert (await owner.get("/desk")).path == "/desk/sign-in"
    house.clock.move(minutes=5)
    browser = Browser(house)
    assert (await sign_in(browser, "wangmin")).path == SET_UP
    act = (await house.audit())[-2]
    assert (act.action, act.subject) == ("staff.second_factor_reset", "staff:2")
    assert act.actor == "staff:1"
