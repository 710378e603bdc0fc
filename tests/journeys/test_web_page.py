"""What a worker does in the chat page and a union person at the desk, in headless Chromium, on the real house."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import make_url

from tests.journeys.browser import DESKTOP, PHONE, chromium
from tests.journeys.chat_page import ChatPage
from tests.journeys.command_line import as_cli
from tests.journeys.desk_page import open_desk
from tests.journeys.house import House
from tests.journeys.pictures import picture
from tests.people import Person, person, with_wrong_check_character

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

_seeds = itertools.count(20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", color_scheme="light")
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    context.close()
    assert [trouble for trouble in troubles if "ERR_INTERNET_DISCONNECTED" not in trouble] == []


@pytest.fixture
def somebody() -> Person:
    return person(next(_seeds))


def fill_in(chat: ChatPage, somebody: Person) -> None:
    """From consent to the summary."""
    chat.press("同意")
    chat.say(somebody.name)
    chat.say(somebody.id_number)
    chat.say(somebody.phone)


def test_a_rider_joins_and_hears_of_the_approval_without_reloading(
    browser: Browser, page: Page, house: House, somebody: Person
) -> None:
    chat = ChatPage(page, house.bot)
    chat.say("我在包河区送美团,想加入工会")
    for known in ("外卖骑手", "美团", "包河区"):
        chat.hears(known)
    chat.press("同意")
    chat.say("要交钱吗")
    chat.hears("申请入会不收钱")
    chat.say(somebody.name)
    chat.say(with_wrong_check_character(somebody.id_number))
    chat.hears("最后一位")
    chat.say(somebody.id_number)
    chat.say(somebody.phone)
    picture(page, "chat-summary")
    assert somebody.id_number not in page.locator(".turn.bot").last.inner_text()
    chat.press("确认")
    chat.hears("XF")
    number = re.search(r"XF\d+-\d+-\w", page.locator("#log").inner_text())
    assert number

    with browser.new_context(viewport=DESKTOP, locale="zh-CN", color_scheme="light") as context:
        desk = context.new_page()
        open_desk(desk, house, "reviewer", "--name", "周文", "--area", "340111")
        desk.goto(f"{house.actions}/desk/enrollments")
        assert somebody.id_number not in desk.content()
        desk.get_by_role("link", name=number.group()).click()
        picture(desk, "desk-enrollment")
        desk.get_by_role("button", name="通过").click()
        expect(desk.get_by_text("已通过，工友会在聊天里收到通知")).to_be_visible()

    chat.hears("通过了")


def test_a_returned_application_says_why_and_asks_the_named_field_again(
    browser: Browser, page: Page, house: House, somebody: Person
) -> None:
    chat = ChatPage(page, house.bot)
    chat.say("我在蚌埠龙子湖区送快递,想入会,我是顺丰的")
    fill_in(chat, somebody)
    chat.press("确认")
    chat.hears("XF")
    number = re.search(r"XF\d+-\d+-\w", page.locator("#log").inner_text())
    assert number

    with browser.new_context(viewport=DESKTOP, locale="zh-CN") as context:
        desk = context.new_page()
        open_desk(desk, house, "reviewer", "--area", "340302")
        desk.goto(f"{house.actions}/desk/enrollments/{number.group()}")
        desk.get_by_text("退回补正").click()
        desk.get_by_role("textbox", name=re.compile("^手机号")).fill("手机号打不通,请换一个")
        desk.get_by_role("button", name="退回给工友").click()
        expect(desk.get_by_text("已退回")).to_be_visible()

    chat.hears("手机号打不通,请换一个")


def invited(house: House, somebody: Person) -> str:
    """The code they get as one of a site's roster."""
    rows = [{"row": 2, "name": somebody.name, "phone": somebody.phone}]
    body = {"dry_run": False, "site": "东升站", "region": "340302", "rows": rows}
    roster = as_cli(house, "/v1/rosters/imports", body).json()["number"]
    [line] = as_cli(house, f"/v1/rosters/{roster}/invitations", {}).json()["lines"]
    return str(line["code"])


def test_an_invitation_link_starts_the_form_filled_in_and_works_once(
    browser: Browser, page: Page, house: House, somebody: Person
) -> None:
    code = invited(house, somebody)
    chat = ChatPage(page, f"{house.bot}/?i={code}")
    chat.hears("“东升站”的工会邀请您入会")
    expect(page).to_have_url(f"{house.bot}/")
    chat.press("外卖骑手")
    chat.press("美团")
    name, phone = f"{somebody.name[0]}**", f"{somebody.phone[:3]}****{somebody.phone[-4:]}"
    assert not [said for said in chat.everything() if name in said or phone in said], "nothing before they agree"
    chat.press("同意")
    chat.say(somebody.id_number)
    for line in (f"姓名：{name}", f"手机号：{phone}", "工作地区：蚌埠市龙子湖区"):
        chat.hears(line)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not re.search("您叫什么名字|请填手机号", "".join(chat.everything()))
    assert not [whole for whole in (somebody.name, somebody.phone) if whole in page.locator("#log").inner_text()]
    chat.press("确认提交")
    chat.hears("申请已经递到")

    said = page.locator(".turn.worker", has_text=code)
    expect(said).to_have_count(1)
    page.reload()
    chat.hears("申请已经递到")
    expect(said).to_have_count(1)  # it is not sent again

    for useless in (code, "BCDFG-BCDF9"):
        with browser.new_context(viewport=PHONE, locale="zh-CN") as context:
            late = ChatPage(context.new_page(), f"{house.bot}/?i={useless}")
            late.hears("每个码只能用一次，过期也会失效")
            expect(late.page).to_have_url(f"{house.bot}/")
            late.press("我要入会")
            late.hears("您是做哪一行的")


def test_a_place_and_a_facility_find_the_nearest_station(page: Page, house: House) -> None:
    chat = ChatPage(page, house.bot)
    chat.say("合肥南站附近有没有能热饭的驿站")

    card = page.locator(".station").first
    expect(card).to_contain_text("示例")
    expect(card).to_contain_text("微波炉")
    expect(card.locator(".station-distance")).to_have_text(re.compile(r"约 \d+(\.\d)? (米|公里)"))
    expect(card.locator(".station-hours")).not_to_be_empty()
    expect(card.get_by_role("link")).to_have_attribute("href", re.compile("^https://"))
    picture(page, "chat-stations")
    assert page.locator(".turn.bot .bubble").last.inner_text().count("示例") == 1, "the cards are not told twice"


def test_a_location_button_sends_the_pin(browser: Browser, house: House) -> None:
    with browser.new_context(
        viewport=PHONE, geolocation={"latitude": 32.917, "longitude": 117.389}, permissions=["geolocation"]
    ) as context:
        page = context.new_page()
        chat = ChatPage(page, house.bot)
        chat.say("找驿站")
        page.get_by_role("button", name="发送我的位置").click()

        expect(page.locator(".station").first).to_contain_text("示例")


def test_a_reload_keeps_the_talk_and_masks_what_was_typed(page: Page, house: House, somebody: Person) -> None:
    chat = ChatPage(page, house.bot)
    chat.say("我要入会")
    chat.say(f"我的手机号是{somebody.phone}")
    before = chat.bubbles.count()

    page.reload()

    expect(chat.bubbles).to_have_count(before)
    expect(page.locator("#log")).to_contain_text("我要入会")
    assert somebody.phone not in page.locator("#log").inner_text()


def test_a_lost_network_is_told_and_the_message_goes_out_later(page: Page, house: House) -> None:
    chat = ChatPage(page, house.bot)
    page.context.set_offline(True)
    page.get_by_label("说点什么").fill("入会要不要交钱")
    page.keyboard.press("Enter")
    expect(page.locator("#offline")).to_be_visible()

    page.context.set_offline(False)

    chat.hears("申请入会不收钱")
    expect(page.locator("#offline")).to_be_hidden()


def test_everything_is_reached_by_keyboard(page: Page, house: House) -> None:
    chat = ChatPage(page, house.bot)
    choice = page.locator("button.choice").first
    choice.focus()
    heard = chat.bubbles.count()
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('.turn.bot .bubble').length > n", arg=heard)

    names = []
    page.keyboard.press("Tab")
    for _ in range(40):
        names.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        page.keyboard.press("Tab")
    assert {"locate", "message", "send"} <= set(names)


@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 320, "height": 568}], ids=["phone", "desktop", "small"])
def test_nothing_is_cut_off_at_any_width(browser: Browser, house: House, size: dict[str, int]) -> None:
    with browser.new_context(viewport=size, color_scheme="dark") as context:
        page = context.new_page()
        chat = ChatPage(page, house.bot)
        chat.say("合肥南站附近的驿站")

        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        expect(page.get_by_role("button", name="发送", exact=True)).to_be_in_viewport()


def test_the_page_asks_no_other_host(page: Page, house: House) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ChatPage(page, house.bot).say("你好")

    assert asked
    assert [url for url in asked if not url.startswith(house.bot)] == []


def test_nothing_personal_is_in_any_log(house: House) -> None:
    logged = house.log_text()

    assert logged
    for seed in range(20_000, next(_seeds)):
        somebody = person(seed)
        for value in (somebody.id_number, somebody.phone, somebody.name):
            assert value not in logged


def stored(house: House) -> dict[str, bytes]:
    """Everything both databases hold: the bytes of SQLite's files, or PostgreSQL's own dump."""
    files = {file.name: file.read_bytes() for file in house.var.glob("*.db*") if file.is_file()}
    for room in ("bot", "actions"):
        url = make_url(house.rooms[room].environment[f"XIAOFENG_{room.upper()}_DATABASE_URL"])
        if url.drivername.startswith("postgresql"):
            command = ["pg_dump", "-h", str(url.query["host"]), "-U", "postgres", str(url.database)]
            files[room] = subprocess.run(command, capture_output=True, check=True).stdout
    return files


def test_nothing_personal_is_in_clear_in_a_database(house: House) -> None:
    held = stored(house)

    assert any(b"XF26-" in content for content in held.values()), "the applications are in there"
    for seed in range(20_000, next(_seeds)):
        somebody = person(seed)
        for name, content in held.items():
            for value in (somebody.id_number, somebody.phone, somebody.name):
                assert value.encode() not in content, name
