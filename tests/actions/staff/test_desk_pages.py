"""The desk: who may open what, forms with their token, applications and messages handled from the page."""

from __future__ import annotations

from datetime import date

import pytest

from actions.staff.model import Role
from tests.actions.applicants import RIDER, filed, other_rider, reviewed, state_of
from tests.actions.desk_browser import Browser, staff
from tests.actions.house import Caller, House


async def _reviewer(house: House, cli: Caller) -> Browser:
    return await staff(house, cli, "reviewer")


async def _operator(house: House, cli: Caller) -> Browser:
    return await staff(house, cli, "operator", login="lin", name="林接线")


async def _everything(house: House, cli: Caller) -> Browser:
    """Somebody who does it all, as in a small union."""
    return await staff(house, cli, *Role, login="zhao", name="赵云")


async def _ticket(bot: Caller, **more: object) -> str:
    body = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想找个人问问", **more}
    return str((await bot.post("/v1/tickets", body)).json["number"])


async def test_without_signing_in_every_page_leads_to_sign_in(house: House) -> None:
    for path in ("/desk", "/desk/enrollments", "/desk/enrollments/XF26-000001-1", "/desk/tickets"):
        assert (await Browser(house).get(path)).path == "/desk/sign-in"


async def test_a_form_without_its_token_is_refused(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    browser = await _reviewer(house, cli)

    for token in (None, "", "wrong", (await Browser(house).get("/desk/sign-in")).csrf):
        assert (await browser.post(f"/desk/enrollments/{number}/approve", csrf=token)).status == 403

    assert await state_of(cli, number) == "submitted"


async def test_sign_in_needs_the_token_too(house: House) -> None:
    assert (await Browser(house).post("/desk/sign-in", [("login", "admin")], csrf=None)).status == 403


@pytest.mark.parametrize(("kind", "body"), [
    ("application/x-www-form-urlencoded", b"csrf=\xff\xfe"),
    ("application/x-www-form-urlencoded; charset=nobody", b"csrf=a"),
    ("application/x-www-form-urlencoded; charset=raw_unicode_escape", b"csrf=\\ud800"),
    ("multipart/form-data", b"csrf"),
    ("multipart/form-data; boundary=x", b"--x\r\nnot a header\r\n\r\ncsrf\r\n--x--"),
])  # fmt: skip
async def test_a_form_nobody_can_read_is_told_so(house: House, kind: str, body: bytes) -> None:
    headers = {"Content-Type": kind}
    async with house.client.post("/desk/sign-in", data=body, headers=headers) as response:
        assert response.status == 400
        assert "读不出来" in await response.text()


async def test_a_cookie_we_never_gave_is_replaced(house: House) -> None:
    cookie = b"\xff\xfe".decode(errors="surrogateescape")
    async with house.client.get("/desk/sign-in", headers={"Cookie": f"xiaofeng_desk={cookie}"}) as response:
        assert response.status == 200
        assert response.cookies["xiaofeng_desk"].value


async def test_every_page_forbids_foreign_scripts_frames_and_caching(house: House, cli: Caller) -> None:
    browser = await _everything(house, cli)
    for path in ("/desk/enrollments", "/desk/nowhere"):
        headers = (await browser.get(path)).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert {policy[kind] for kind in ("script-src", "style-src", "img-src", "connect-src")} == {"'self'"}
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


async def test_an_empty_list_says_so(house: House, cli: Caller) -> None:
    browser = await _everything(house, cli)
    assert "没有“已提交”的申请" in (await browser.get("/desk/enrollments")).text
    assert "没有“待处理”的留言" in (await browser.get("/desk/tickets")).text


async def test_the_list_shows_masked_applications_of_one_state(house: House, bot: Caller, cli: Caller) -> None:
    waiting, approved = await filed(bot), await filed(bot, other_rider(2))
    await reviewed(cli, approved, "approve")

    page = await (await _reviewer(house, cli)).get("/desk/enrollments?state=submitted")

    assert waiting in page.text
    assert approved not in page.text
    assert "张**" in page.text
    assert RIDER.name not in page.text


async def test_a_reviewer_approves_on_the_page_and_the_worker_is_told(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    browser = await _reviewer(house, cli)
    path = f"/desk/enrollments/{number}"

    page = await browser.submit(path, f"{path}/approve")

    assert "已通过" in page.text
    assert "王敏" in page.text
    [news] = (await bot.get("/v1/deliveries")).json["deliveries"]
    assert news["kind"] == "enrollment.approved"


async def test_a_taken_application_reads_in_review(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    path = f"/desk/enrollments/{number}"

    await (await _reviewer(house, cli)).submit(path, f"{path}/take")

    assert await state_of(cli, number) == "in_review"


async def test_a_refused_decision_shows_the_page_again_with_what_was_typed(
    house: House, bot: Caller, cli: Caller
) -> None:
    path = f"/desk/enrollments/{await filed(bot)}"

    page = await (await _reviewer(house, cli)).submit(path, f"{path}/reject", ("reason", "手机号打不通"))

    assert page.status == 422
    assert "请从列表里选一个原因" in page.text
    assert "手机号打不通" in page.text


async def test_a_return_without_any_reason_is_refused(house: House, bot: Caller, cli: Caller) -> None:
    path = f"/desk/enrollments/{await filed(bot)}"

    page = await (await _reviewer(house, cli)).submit(path, f"{path}/return")

    assert page.status == 422
    assert "每一项都写原因" in page.text


async def test_a_return_names_what_to_correct(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    path = f"/desk/enrollments/{number}"

    await (await _reviewer(house, cli)).submit(
        path, f"{path}/return", ("reason_phone", "打不通"), ("reason_name", "少一个字")
    )

    shown = (await cli.get(f"/v1/enrollments/{number}")).json
    assert (shown["state"], shown["returned_fields"], shown["reason"]) == ("returned", ["name", "phone"], None)
    assert shown["reasons"] == {"name": "少一个字", "phone": "打不通"}


async def test_the_slower_reviewer_reads_who_decided(house: House, bot: Caller, cli: Caller) -> None:
    path = f"/desk/enrollments/{await filed(bot)}"
    quick, slow = await _reviewer(house, cli), await _everything(house, cli)
    csrf = (await slow.get(path)).csrf
    await quick.submit(path, f"{path}/approve")

    late = await slow.post(f"{path}/reject", [("cause", "not_eligible"), ("reason", "不符")], csrf=csrf)

    assert late.status == 409
    assert "已由王敏办理" in late.text


async def test_one_whole_value_at_a_time_is_shown_for_a_reason_and_recorded(
    house: House, bot: Caller, cli: Caller
) -> None:
    path = f"/desk/enrollments/{await filed(bot)}"
    browser = await _reviewer(house, cli)

    page = await browser.submit(path, f"{path}/reveal", ("field", "id_number"), ("why", "verify_identity"))

    assert RIDER.id_number in page.text
    assert not any(other in page.text for other in (RIDER.name, RIDER.phone))
    assert page.headers["Cache-Control"] == "no-store"
    assert RIDER.id_number not in (await browser.get(path)).text
    [act] = [one for one in await house.audit() if one.action == "enrollment.revealed"]
    assert act.actor.startswith("staff:")
    assert act.detail == '{"fields": ["id_number"], "reason": "verify_identity"}'


@pytest.mark.parametrize(
    "fields", [(), (("field", "phone"),), (("why", "call_worker"),), (("field", "plate"), ("why", "call_worker"))]
)
async def test_without_a_field_and_a_reason_nothing_is_shown_nor_recorded(
    house: House, bot: Caller, cli: Caller, fields: tuple[tuple[str, str], ...]
) -> None:
    path = f"/desk/enrollments/{await filed(bot)}"
    browser = await _reviewer(house, cli)

    page = await browser.submit(path, f"{path}/reveal", *fields)

    assert page.status == 422
    assert not any(value in page.text for value in (RIDER.name, RIDER.phone, RIDER.id_number))
    assert "enrollment.revealed" not in [one.action for one in await house.audit()]


async def test_approving_is_not_offered_while_it_would_be_refused_and_the_page_says_why(
    house: House, bot: Caller, cli: Caller
) -> None:
    free = await filed(bot)
    held = await filed(bot, other_rider(2).but(phone=RIDER.phone))
    child = await filed(bot, other_rider(3).but(born=date(2012, 5, 17)))
    reviewer = await _reviewer(house, cli)

    for number, why in ((held, "挂起解除以后才能通过。"), (child, "未满 16 周岁，不能通过。")):
        page = await reviewer.get(f"/desk/enrollments/{number}")
        assert 'disabled aria-describedby="unready-hint">通过' in page.html
        assert why in page.text
    assert "unready-hint" not in (await reviewer.get(f"/desk/enrollments/{free}")).html


async def test_only_a_reviewer_who_is_an_administrator_lifts_a_hold(house: House, bot: Caller, cli: Caller) -> None:
    await filed(bot)
    path = f"/desk/enrollments/{await filed(bot, other_rider(2).but(phone=RIDER.phone))}"
    reviewer, chief = await _reviewer(house, cli), await _everything(house, cli)

    assert (await reviewer.submit(path, f"{path}/approve")).status == 409
    assert (await reviewer.submit(path, f"{path}/release")).status == 403
    assert "挂起已解除" in (await chief.submit(path, f"{path}/release")).text
    assert "已通过" in (await reviewer.submit(path, f"{path}/approve")).text


async def test_under_sixteen_the_page_offers_no_approval(house: House, bot: Caller, cli: Caller) -> None:
    path = f"/desk/enrollments/{await filed(bot, RIDER.but(born=date(2012, 1, 1)))}"
    browser = await _reviewer(house, cli)

    assert "未满 16 周岁" in (await browser.get(path)).text
    assert (await browser.submit(path, f"{path}/approve")).status == 409


async def test_words_of_a_worker_are_shown_as_text(house: House, bot: Caller, cli: Caller) -> None:
    await _ticket(bot, text="<script>alert(1)</script>")
    page = await (await _everything(house, cli)).get("/desk/tickets")
    assert "<script>" not in page.html
    assert "&lt;script&gt;" in page.html


async def test_an_operator_answers_a_message_once(house: House, bot: Caller, cli: Caller) -> None:
    number = await _ticket(bot)
    browser = await _operator(house, cli)
    csrf = (await browser.get("/desk/tickets")).csrf

    first = await browser.post(f"/desk/tickets/{number}/answer", [("text", "下午给您回电")], csrf=csrf)
    second = await browser.post(f"/desk/tickets/{number}/answer", [("text", "再说一遍")], csrf=csrf)

    assert "已回复" in first.text
    assert second.status == 409
    assert "林接线" in second.text
    [news] = (await bot.get("/v1/deliveries")).json["deliveries"]
    assert (news["kind"], news["data"]["text"]) == ("ticket.answered", "下午给您回电")


async def test_the_call_back_number_is_masked_until_asked_for(house: House, bot: Caller, cli: Caller) -> None:
    number = await _ticket(bot, sealed={"phone": house.seal(RIDER.phone)})
    browser = await _everything(house, cli)

    listed = await browser.get("/desk/tickets")
    shown = await browser.submit("/desk/tickets", f"/desk/tickets/{number}/reveal", ("state", "open"))

    assert RIDER.phone not in listed.text
    assert RIDER.phone in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "ticket.revealed" in [one.action for one in await house.audit()]


async def test_a_closed_message_leaves_the_open_list(house: House, bot: Caller, cli: Caller) -> None:
    number = await _ticket(bot)
    browser = await _everything(house, cli)

    page = await browser.submit("/desk/tickets", f"/desk/tickets/{number}/closing")

    assert number not in page.text
    assert number in (await browser.get("/desk/tickets?state=closed")).text


async def test_an_unknown_page_and_an_unknown_application_are_told_plainly(house: House, cli: Caller) -> None:
    browser = await _everything(house, cli)
    nowhere = await browser.get("/desk/nowhere")
    assert nowhere.status == 404
    assert "主菜单" in nowhere.html, "and the menu the page speaks of is there"
    assert (await browser.get("/desk/enrollments/XF26-999999-9")).status == 404
