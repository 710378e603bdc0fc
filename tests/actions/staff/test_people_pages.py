"""Colleagues' accounts at the desk: adding, changing, closing, new links; what an administrator may and may not."""

from __future__ import annotations

import re

import pytest
from yarl import URL

from tests.actions.desk_browser import PASSWORD, Browser, Page, administrator, sign_in, staff
from tests.actions.faq.editing import drafted
from tests.actions.house import Caller, House
from tests.actions.unions.lists import enterprise_row, given_unions

HEFEI, BAOHE, BENGBU, LONGZIHU, PROVINCE = "340100", "340111", "340300", "340302", "340000"
NEW = (("login", "wangmin"), ("name", "王敏"), ("roles", "operator"), ("areas", HEFEI))


async def _add(chief: Browser, *fields: tuple[str, str]) -> Page:
    return await chief.submit("/desk/people/new", "/desk/people", *fields)


def _link(page: Page) -> str:
    found = re.search(r'value="(http://desk\.test/desk/password/[^"]+)"', page.html)
    assert found, page.text
    return URL(found[1]).path


async def _path_of(chief: Browser, login: str) -> str:
    return (await chief.get("/desk/people")).link_to(login)


async def test_an_administrator_adds_a_colleague_who_signs_in_by_the_link(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)

    path = _link(await _add(chief, *NEW, ("roles", "faq_editor"), ("organization", "合肥市快递行业工会")))
    browser = Browser(house)
    await browser.submit(path, path, ("password", PASSWORD), ("again", PASSWORD))

    assert (await sign_in(browser, "wangmin")).path == "/desk"
    account = (await browser.get("/desk/account")).text
    assert "接线员、问答编辑" in account
    assert "合肥市快递行业工会" in account
    act = next(one for one in await house.audit() if one.action == "staff.added")
    assert (act.actor, act.subject) == ("staff:1", "staff:2")
    assert act.detail == '{"areas": ["340100"], "roles": ["faq_editor", "operator"]}'


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ([("login", "王"), *NEW[1:]], "登录名用小写字母开头"),
        ([NEW[0], ("name", " "), *NEW[2:]], "请写姓名"),
        ([*NEW[:2], NEW[3]], "请至少选一个岗位"),
        ([*NEW[:3]], "请选负责的地区"),
        ([*NEW[:3], ("areas", "110000")], "没有代码是 110000 的地区"),
        ([("login", "admin"), *NEW[1:]], "这个登录名已有人用"),
    ],
)
async def test_a_slip_is_told_and_what_was_typed_stays(
    house: House, cli: Caller, fields: list[tuple[str, str]], told: str
) -> None:
    page = await _add(await administrator(house, cli), *fields)
    assert page.status in (409, 422)
    assert told in page.text
    assert f'value="{dict(fields)["login"]}"' in page.html


async def test_html_in_names_is_shown_as_text(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    name = '<script>alert(1)</script>"><b>'
    added = await _add(chief, NEW[0], ("name", name), ("organization", "<i>工会</i>"), *NEW[2:])
    path = await _path_of(chief, "wangmin")
    for page in (added, *[await chief.get(one) for one in ("/desk/people", path, "/desk/audit")]):
        assert "<script>" not in page.html
        assert "<b>" not in page.html
        assert "<i>" not in page.html


async def test_roles_and_area_change_at_once(house: House, cli: Caller) -> None:
    chief, colleague = await administrator(house, cli), await staff(house, cli, "operator")
    path = await _path_of(chief, "wangmin")

    page = await chief.submit(
        path, path, ("name", "王敏敏"), ("roles", "faq_editor"), ("areas", BAOHE), ("areas", BENGBU)
    )

    assert "已保存" in page.text
    assert (await colleague.get("/desk/tickets")).status == 403
    account = (await colleague.get("/desk/account")).text
    assert "王敏敏" in account
    assert "合肥市包河区、蚌埠市" in account
    act = (await house.audit())[-1]
    assert act.action == "staff.changed"
    assert '"former_roles": ["operator"]' in act.detail


async def test_a_reviewer_is_bounded_to_one_union_by_its_code(house: House, cli: Caller) -> None:
    await given_unions(cli, enterprise_row())
    chief = await administrator(house, cli)
    await staff(house, cli, "operator")
    path = await _path_of(chief, "wangmin")
    position = [("name", "王敏"), ("roles", "reviewer"), ("areas", LONGZIHU)]

    refused = await chief.submit(path, path, *position, ("union", "no such"))
    unknown = await chief.submit(path, path, *position, ("union", "LZH-Q2"))
    done = await chief.submit(path, path, *position, ("union", "LZH-Q1"))

    assert (refused.status, unknown.status) == (422, 422)
    assert "没有这个编号" in unknown.text
    assert "已保存" in done.text
    assert 'value="LZH-Q1"' in (await chief.get(path)).html
    [listed] = [one for one in (await cli.get("/v1/staff")).json["staff"] if one["login"] == "wangmin"]
    assert listed["union"] == "LZH-Q1"


async def test_who_becomes_a_reviewer_sets_up_a_second_factor_before_the_next_page(house: House, cli: Caller) -> None:
    chief, colleague = await administrator(house, cli), await staff(house, cli, "operator")
    path = await _path_of(chief, "wangmin")
    await chief.submit(path, path, ("name", "王敏"), ("roles", "reviewer"), ("areas", BAOHE))
    assert (await colleague.get("/desk/enrollments")).path == "/desk/second-factor/set-up"


async def test_a_closed_account_is_signed_out_and_stays_out(house: House, cli: Caller) -> None:
    chief, colleague = await administrator(house, cli), await staff(house, cli, "operator", "faq_editor")
    link = URL((await cli.post("/v1/staff/links", {"login": "wangmin"})).json["url"]).path
    path = await _path_of(chief, "wangmin")

    page = await chief.submit(path, f"{path}/closing")

    assert "账号已停用" in page.text
    assert (await colleague.get("/desk")).path == "/desk/sign-in"
    house.clock.move(minutes=1)
    assert (await sign_in(Browser(house), "wangmin")).status == 401
    assert (await Browser(house).get(link)).status == 410
    assert (await cli.post("/v1/staff/links", {"login": "wangmin"})).json["type"] == "account-closed"
    assert (await drafted(cli, by="wangmin")).json["type"] == "account-closed"
    assert (await house.audit())[-1].action == "staff.closed"


async def test_a_closed_account_opens_again_by_a_new_link(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await staff(house, cli, "operator")
    path = await _path_of(chief, "wangmin")
    await chief.submit(path, f"{path}/closing")

    link = _link(await chief.submit(path, f"{path}/reopening"))
    browser = Browser(house)
    await browser.submit(link, link, ("password", PASSWORD), ("again", PASSWORD))

    assert (await sign_in(browser, "wangmin")).path == "/desk"
    assert "staff.reopened" in [one.action for one in await house.audit()]


async def test_a_forgotten_password_gets_a_new_link(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await staff(house, cli, "operator")
    path = await _path_of(chief, "wangmin")
    assert (await Browser(house).get(_link(await chief.submit(path, f"{path}/link")))).status == 200


async def test_nobody_closes_or_demotes_themselves(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await staff(house, cli, "administrator", login="second", name="第二位")
    path = await _path_of(chief, "admin")

    closing = await chief.submit(path, f"{path}/closing")
    demotion = await chief.submit(path, path, ("name", "管理员"), ("roles", "operator"), ("areas", PROVINCE))

    assert (closing.status, demotion.status) == (409, 409)
    assert "请另一位管理员来办" in closing.text
    assert (await chief.get("/desk/people")).status == 200


async def test_the_last_administrator_stays(house: House, cli: Caller) -> None:
    await administrator(house, cli)
    answer = await cli.post("/v1/staff/closings", {"login": "admin"})
    assert (answer.status, answer.json["type"]) == (409, "last-administrator")


async def test_an_administrator_of_an_area_manages_and_grants_within_it(house: House, cli: Caller) -> None:
    chief = await staff(house, cli, "administrator", login="bengbu", name="蚌埠管理员", areas=[BENGBU])
    await staff(house, cli, "operator", login="inside", name="区里的", areas=[LONGZIHU])
    await staff(house, cli, "operator", login="outside", name="省里的", areas=[PROVINCE])

    listed = await chief.get("/desk/people")
    inside = listed.link_to("inside")
    granted = await chief.submit(inside, inside, ("name", "区里的"), ("roles", "operator"), ("areas", BAOHE))
    added = await _add(chief, *NEW)
    offered = (await chief.get("/desk/people/new")).html

    assert "outside" not in listed.text
    assert (granted.status, "超出了您负责的地区" in granted.text) == (403, True)
    assert (added.status, "超出了您负责的地区" in added.text) == (403, True)
    assert f'value="{LONGZIHU}"' in offered
    assert f'value="{BAOHE}"' not in offered
    assert f'value="{PROVINCE}"' not in offered


@pytest.mark.parametrize("act", ["", "/closing", "/link", "/reopening", "/second-factor-reset", "/sessions/1/end"])
async def test_a_colleague_of_another_area_does_not_exist(house: House, cli: Caller, act: str) -> None:
    chief = await staff(house, cli, "administrator", login="bengbu", name="蚌埠管理员", areas=[BENGBU])
    other = await staff(house, cli, "operator", login="outside", name="省里的")
    path = f"/desk/people/2{act}"
    fields = [("name", "改名"), ("roles", "operator"), ("areas", BENGBU)]

    opened = (await chief.get("/desk/people/2")).status
    changed = (await chief.post(path, fields, csrf=(await chief.get("/desk/people")).csrf)).status

    assert (opened, changed) == (404, 404)
    assert "省里的" in (await other.get("/desk/account")).text


async def test_sessions_are_listed_with_their_device_and_end_one_by_one(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    laptop = await staff(house, cli, "operator")
    phone = Browser(house, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604")
    house.clock.move(minutes=30)
    await sign_in(phone, "wangmin")

    listed = await laptop.get("/desk/account")
    assert "Windows 电脑，Chrome" in listed.text
    assert "iPhone，Safari" in listed.text
    [ending] = re.findall(r'action="(/desk/account/sessions/\d+/end)"', listed.html)
    await laptop.submit("/desk/account", ending)

    assert (await phone.get("/desk")).path == "/desk/sign-in"
    assert (await laptop.get("/desk")).path == "/desk"
    path = await _path_of(chief, "wangmin")
    [ending] = re.findall(rf'action="({path}/sessions/\d+/end)"', (await chief.get(path)).html)
    await chief.submit(path, ending)
    assert (await laptop.get("/desk")).path == "/desk/sign-in"
    assert [one.action for one in await house.audit()].count("staff.session_ended") == 2


async def test_nobody_ends_another_colleagues_session_from_their_account(house: House, cli: Caller) -> None:
    mine, other = await staff(house, cli, "operator"), await staff(house, cli, "operator", login="lin", name="林")
    await mine.submit("/desk/account", "/desk/account/sessions/2/end")
    assert (await other.get("/desk")).path == "/desk"


async def test_changing_the_password_ends_other_sessions_and_renews_this_one(house: House, cli: Caller) -> None:
    here, action = await staff(house, cli, "operator"), "/desk/account/password"
    elsewhere = Browser(house)
    await sign_in(elsewhere, "wangmin")
    before, new = here.cookie, "flowers open at six sharp"
    fields = (("password", new), ("again", new))

    wrong = await here.submit("/desk/account", action, ("current", "not this one"), *fields)
    page = await here.submit("/desk/account", action, ("current", PASSWORD), *fields)

    assert (wrong.status, "密码不对" in wrong.text) == (401, True)
    assert "密码改好了" in page.text
    assert here.cookie != before
    assert (await elsewhere.get("/desk")).path == "/desk/sign-in"
    house.clock.move(minutes=1)
    assert (await sign_in(Browser(house), "wangmin")).status == 401
    assert (await sign_in(Browser(house), "wangmin", new)).path == "/desk"
    assert "staff.password_changed" in [one.action for one in await house.audit()]
