"""Reviewers give reasons in words; nobody's ID number or mobile number stands in them."""

from __future__ import annotations

from datetime import date

import pytest

from actions.enrollment.errors import NumberInReason
from actions.enrollment.reasons import without_numbers
from tests.actions.applicants import LONGZIHU, filed, id_number_of, phone_of, reviewed, state_of
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House

ID_NUMBER = id_number_of(date(1992, 5, 17), 101)
PHONE = phone_of(8)
ADVICE = "理由里不要写证件号、手机号"


@pytest.mark.parametrize(
    "reason",
    [
        f"证件上是{ID_NUMBER}",
        f"证件上是{ID_NUMBER[:-1]}x吧",
        f"{ID_NUMBER[:6]} {ID_NUMBER[6:14]} {ID_NUMBER[14:]}",
        f"老证{ID_NUMBER[:6]}{ID_NUMBER[8:17]}",
        f"打{PHONE}没人接",
        f"打{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}没人接",
        f"打+86{PHONE}没人接",
        "打" + PHONE.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
    ids=["ID number", "with x", "in groups", "of 15 places", "phone", "with dashes", "with +86", "full width"],
)
def test_a_number_of_somebody_is_found(reason: str) -> None:
    with pytest.raises(NumberInReason):
        without_numbers(reason, "reason")


@pytest.mark.parametrize(
    "reason",
    [
        "手机号打不通",
        "请拨 0552-3012345 或 12351",
        "申请 XF26-000123-4 已经在办",
        "2026-11-22 以后再来",
        "身份证号少一位，应是 18 位",
        "订单 20261122000012345678 不是您的",
    ],
)
def test_other_numbers_may_stand_there(reason: str) -> None:
    assert without_numbers(reason, "reason") == reason


async def test_the_desk_refuses_such_a_reason_beside_its_field_and_decides_nothing(
    house: House, bot: Caller, cli: Caller
) -> None:
    number = await filed(bot)
    browser = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    path = f"/desk/enrollments/{number}"

    returned = await browser.submit(path, f"{path}/return", ("reason_phone", f"{PHONE} 打不通"))
    rejected = await browser.submit(path, f"{path}/reject", ("cause", "other"), ("reason", f"{ID_NUMBER} 查无此人"))

    for page, at in ((returned, "reason-phone"), (rejected, "reject-reason")):
        assert (page.status, ADVICE in page.text) == (422, True)
        assert f'id="{at}-fault"' in page.html
    assert await state_of(cli, number) == "submitted"
    assert (await bot.get("/v1/deliveries")).json["deliveries"] == []


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"decision": "return", "fields": ["phone"], "reason": f"{PHONE} 打不通"}, "reason"),
        ({"decision": "return", "reasons": {"phone": f"{PHONE} 打不通"}}, "reasons"),
        ({"decision": "reject", "reason": f"{ID_NUMBER} 查无此人"}, "reason"),
    ],
)
async def test_the_api_refuses_it_and_repeats_no_number(
    bot: Caller, cli: Caller, decision: dict[str, object], field: str
) -> None:
    number = await filed(bot)

    refused = await cli.post(f"/v1/enrollments/{number}/review", decision)

    assert (refused.status, refused.json["type"], refused.json["field"]) == (422, "number-in-reason", field)
    assert PHONE not in refused.raw.decode()
    assert ID_NUMBER not in refused.raw.decode()
    assert await state_of(cli, number) == "submitted"
    assert (await reviewed(cli, number, "return", reasons={"phone": "打不通"})).status == 200
