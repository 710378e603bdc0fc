"""A rider in Bengbu and a truck driver in Fuyang become members by two routes, from the first word to the welcome.

The rider's company has a union; the rider chooses that of the street, which returns the application once. The truck
driver, who has no company, is led to the federation of the trade; the phone is somebody else's, so that the county
looks first, and the county decides last.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Page, ViewportSize

from tests.journeys.applying import Chat, hand_in
from tests.journeys.browser import DESKTOP, PHONE, chromium
from tests.journeys.chat_page import ChatPage
from tests.journeys.command_line import as_cli
from tests.journeys.desk_page import open_desk
from tests.journeys.house import House, running_house, wait_until
from tests.journeys.nlu_double import nlu_that_knows
from tests.journeys.reviewers import ByHand, ByHttp, Reviewer, at_the_desk, own_address
from tests.journeys.worker import Worker
from tests.people import person

pytestmark = pytest.mark.timeout(240)

LONGZIHU, YINGSHANG = "340302", "341226"
UNIONS = """编号,名称,类型,地区,上级编号,乡镇街道,工种,单位名称,审核步骤,时限小时
BB-LZH,龙子湖区总工会会员周转库,县区,蚌埠市龙子湖区,,,,,,72
BB-LZH-01,龙子湖区东升街道总工会,乡镇街道,蚌埠市龙子湖区,BB-LZH,东升街道,,,1,48
BB-LZH-Q1,举例速递有限公司工会,企业,蚌埠市龙子湖区,BB-LZH,,,举例速递（蚌埠）有限公司|举例速递,1,48
FY-YS,颍上县总工会会员周转库,县区,阜阳市颍上县,,,,,,72
FY-YS-HY,颍上县货运行业工会联合会,行业联合会,阜阳市颍上县,FY-YS,,货车司机,,2,48
"""
RIDES, DRIVES, ASKS = "我在蚌埠龙子湖区送外卖,想入会", "我在阜阳颍上开货车,想入会", "我的申请到哪一步了"
SENTENCES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    RIDES: (
        "enroll",
        [
            {"entity": "region", "value": LONGZIHU, "text": "龙子湖区", "candidates": []},
            {"entity": "trade", "value": "rider", "text": "送外卖", "candidates": []},
        ],
    ),
    DRIVES: (
        "enroll",
        [
            {"entity": "region", "value": YINGSHANG, "text": "颍上", "candidates": []},
            {"entity": "trade", "value": "truck_driver", "text": "开货车", "candidates": []},
        ],
    ),
    ASKS: ("enrollment_status", []),
}
REASONS = {"name": "少一个字", "phone": "打不通"}
_seeds = itertools.count(int(time.time()) % 1_000_000 * 1000 + 700)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Bot and actions, once on each database, with the unions of two counties; nlu is played."""
    folder = request.getfixturevalue("postgres_folder") if request.param == "postgresql" else None
    var = tmp_path_factory.mktemp(f"routes-{request.param}")
    behind_a_proxy = {"XIAOFENG_TRUSTED_PROXIES": "1"}
    with (
        nlu_that_knows(SENTENCES) as nlu,
        running_house(var, postgres_folder=folder, nlu=nlu, extra=behind_a_proxy) as running,
    ):
        file = var / "unions.csv"
        file.write_text(UNIONS)
        wait_until(lambda: "已导入。共 5 行" in running.cli("unions", "import", str(file)).stdout, what="an import")
        yield running


class Staff(NamedTuple):
    """Who reviews for whom; `chief` is an administrator, too."""

    street: Reviewer
    company: Reviewer
    federation: Reviewer
    county: Reviewer
    chief: Reviewer


def hired(hire: Callable[..., Reviewer]) -> Staff:
    return Staff(
        street=hire("郑街道", LONGZIHU, "BB-LZH-01"),
        company=hire("钱公司", LONGZIHU, "BB-LZH-Q1"),
        federation=hire("冯行业", YINGSHANG, "FY-YS-HY"),
        county=hire("陈县里", YINGSHANG),
        chief=hire("褚主管", YINGSHANG, None, "administrator"),
    )


def who_see(number: str, staff: Staff) -> set[str]:
    return {place for place, reviewer in staff._asdict().items() if reviewer.sees(number)}


def two_routes(house: House, staff: Staff, rider_chat: Chat, driver_chat: Chat) -> None:
    """The whole story."""
    rider, driver = person(next(_seeds)), person(next(_seeds))

    rider_chat.say(RIDES)
    rider_chat.press("其他")
    rider_chat.say("举例速递")
    rider_chat.hears("那样不会告诉您公司")
    rider_chat.press("干活地方的工会")
    rider_chat.press("东升街道")
    riders = hand_in(rider_chat, rider, phone=person(next(_seeds)).phone)
    rider_chat.hears("由龙子湖区东升街道总工会审核")
    assert who_see(riders, staff) == {"street"}

    staff.street.returns(riders, REASONS)
    rider_chat.hears("退回了")
    rider_chat.press("修改/补正")
    rider_chat.hears("工会退回的原因：少一个字")
    rider_chat.say(rider.name)
    rider_chat.hears("工会退回的原因：打不通")
    rider_chat.say(rider.phone)
    rider_chat.press("确认提交")  # nothing else was asked again
    rider_chat.hears("已经改好")
    staff.street.approves(riders)

    driver_chat.say(DRIVES)
    driver_chat.press("其他")
    driver_chat.say("跳过")
    drivers = hand_in(driver_chat, driver, phone=rider.phone, plate=driver.plate)
    driver_chat.hears("由颍上县货运行业工会联合会审核")
    driver_chat.say(ASKS)
    driver_chat.hears("还在排队")
    assert who_see(drivers, staff) == {"federation", "county", "chief"}, "what is held lies with the county as well"
    staff.federation.is_kept_from_approving(drivers, "手机号已被另一人使用")
    refused = as_cli(house, f"/v1/enrollments/{drivers}/review", {"decision": "approve"})
    assert (refused.status_code, refused.json()["type"]) == (409, "held")
    for nobody in (staff.federation, staff.county):
        nobody.is_kept_from_releasing(drivers)
    assert not re.search("核对好|挂起|别人|占用|已被", "".join(driver_chat.everything()))

    staff.chief.releases(drivers)
    driver_chat.hears("资料核对好了，接着由颍上县货运行业工会联合会审核")
    assert who_see(drivers, staff) == {"federation"}
    staff.federation.approves(drivers)
    driver_chat.hears("过了第一步，接着由颍上县总工会会员周转库审第二步")
    staff.federation.is_kept_from_approving(drivers, "现在等县（市、区）工会审核")
    staff.county.approves(drivers)

    told_all(house)
    welcomed(rider_chat, riders, "龙子湖区东升街道总工会")
    welcomed(driver_chat, drivers, "颍上县货运行业工会联合会")


def told_all(house: House) -> None:
    """Wait until the bot has taken all news."""
    token = house.environments["bot"]["XIAOFENG_ACTIONS_TOKEN"]
    headers = {"Authorization": f"Bearer {token}"}

    def nothing_waits() -> bool:
        answer = httpx.get(f"{house.actions}/v1/deliveries", headers=headers, timeout=30, trust_env=False)
        return answer.json()["deliveries"] == []

    wait_until(nothing_waits, what="the last news")


def welcomed(chat: Chat, number: str, union: str) -> None:
    """Told once that they are in, and once with which number, where and since when; the course says so, too."""
    chat.hears("您的会员编号是")
    chat.say(ASKS)
    said = chat.everything()
    assert sum(f"您的入会申请 {number} 通过了，欢迎加入{union}" in one for one in said) == 1
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    [welcome] = [one for one in said if "您的会员编号是" in one]
    found = re.search(rf"您的会员编号是 (HY\d\d-\d{{6}}-\d)，会籍在{union}，入会日期 {today}", welcome)
    assert found is not None, welcome
    assert f"您是{union}的会员了，会员编号 {found[1]}" in "".join(said)


def test_by_http_and_chat_alone(house: House) -> None:
    def hire(name: str, area: str, union: str | None = None, *more: str) -> ByHttp:
        return ByHttp(at_the_desk(house, name, area=area, union=union, roles=["reviewer", *more]))

    two_routes(house, hired(hire), Worker(house.bot), Worker(house.bot))


@pytest.mark.browser
@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_with_their_hands_at_the_desk_and_on_the_phone(house: House) -> None:
    """The administrator has a phone at hand and signs in there; the others have signed in on a screen before."""
    with chromium() as browser:

        def opened(size: ViewportSize) -> Page:
            headers = {"X-Forwarded-For": own_address()}
            context = browser.new_context(
                viewport=size, locale="zh-CN", color_scheme="light", extra_http_headers=headers
            )
            return context.new_page()

        def hire(name: str, area: str, union: str | None = None, *more: str) -> ByHand:
            if more:
                page, roles = opened(PHONE), [word for role in more for word in ("--role", role)]
                open_desk(page, house, "reviewer", "--name", name, "--area", area, *roles)
            else:
                page = opened(DESKTOP)
                name, value = at_the_desk(house, name, area=area, union=union, roles=["reviewer"]).cookie
                page.context.add_cookies([{"name": name, "value": value, "url": f"{house.actions}/desk"}])
            return ByHand(page, house)

        two_routes(house, hired(hire), ChatPage(opened(PHONE), house.bot), ChatPage(opened(PHONE), house.bot))
