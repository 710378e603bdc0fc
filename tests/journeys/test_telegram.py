"""What a worker does in Telegram and on our own page, on the real house, against a Bot API double."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import yaml
from playwright.sync_api import Browser, Page, expect
from prometheus_client.parser import text_string_to_metric_families

from launcher.paths import ROOT
from tests.journeys.browser import DESKTOP, PHONE, chromium
from tests.journeys.house import House, NluAddress, running_house
from tests.journeys.pictures import picture
from tests.people import Person, person, with_wrong_check_character
from tests.telegram_double import SentMessage, TelegramDouble, TelegramWorker

pytestmark = [pytest.mark.rasa, pytest.mark.browser]
on_one_database = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

COST = yaml.safe_load((ROOT / "data" / "faq" / "join" / "join_cost.yaml").read_text())["answer"].splitlines()[0]
_seeds = itertools.count(60_000)
_chats = itertools.count(70_001)


@dataclass(frozen=True)
class Line:
    """A house that is on Telegram."""

    house: House
    telegram: TelegramDouble

    def worker(self) -> TelegramWorker:
        """Somebody who has just pressed START."""
        worker = self.telegram.worker(next(_chats))
        worker.start()
        worker.hears("小蜂")
        return worker

    def deliveries(self, result: str) -> float:
        """How many sends ended so, as /metrics tells."""
        families = text_string_to_metric_families(httpx.get(f"{self.house.bot}/metrics").text)
        return sum(
            sample.value
            for family in families
            for sample in family.samples
            if sample.name == "xiaofeng_bot_deliveries_total"
            and sample.labels == {"channel": "telegram", "result": result}
        )


@pytest.fixture(scope="module")
def line(house: House, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Bot and actions of their own, on the database kind of `house`, whose nlu they ask."""
    url = house.environments["bot"]["XIAOFENG_BOT_DATABASE_URL"]
    folder = request.getfixturevalue("postgres_folder") if url.startswith("postgresql") else None
    nlu = NluAddress(house.nlu, house.environments["nlu"]["XIAOFENG_NLU_TOKEN"])
    with TelegramDouble() as telegram:
        extra = {"XIAOFENG_TELEGRAM_TOKEN": telegram.token, "XIAOFENG_TELEGRAM_API_URL": telegram.url}
        var = tmp_path_factory.mktemp("telegram-house")
        with running_house(var, postgres_folder=folder, extra=extra, nlu=nlu) as running:
            yield Line(running, telegram)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=PHONE, locale="zh-CN", color_scheme="light") as context:
        yield context.new_page()


@pytest.fixture
def somebody() -> Person:
    return person(next(_seeds))


def at_the_link(line: Line) -> TelegramWorker:
    """A rider who has said everything but the personal fields."""
    worker = line.worker()
    worker.type("我在包河区送美团,想加入工会")
    worker.hears("到我们自己的页面填")
    return worker


def forms_offered(worker: TelegramWorker) -> list[SentMessage]:
    return [message for message in worker.messages if "打开填写页" in message.titles]


def fill_in(page: Page, somebody: Person) -> None:
    page.get_by_label("姓名").fill(somebody.name)
    page.get_by_label("身份证号").fill(somebody.id_number)
    page.get_by_label("手机号").fill(somebody.phone)
    page.get_by_label("我看过了，同意").check()


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交").click()


def number_told_to(worker: TelegramWorker) -> str:
    found = re.search(r"XF\d+-\d+-\w", worker.hears("申请已经递到").text)
    assert found
    return found.group()


def pins(line: Line, worker: TelegramWorker) -> list[SentMessage]:
    """Stations on the map, once there are some."""

    def sent() -> list[SentMessage]:
        return [message for message in worker.messages if message.method == "sendVenue"]

    assert line.telegram.chats.wait_until(lambda: bool(sent()), 60), worker.texts[-3:]
    return sent()


def test_a_rider_joins_and_hears_of_the_approval(line: Line, page: Page, somebody: Person) -> None:
    worker = line.worker()
    worker.type("我在包河区送美团,想加入工会")
    asked = worker.hears("到我们自己的页面填").text
    for known in ("外卖骑手", "美团", "包河区"):
        assert known in asked
    worker.type("要交钱吗")
    worker.hears(COST)
    worker.type("继续填表")
    assert line.telegram.chats.wait_until(lambda: len(forms_offered(worker)) >= 3, 60), worker.texts[-3:]
    link = worker.link("打开填写页")

    page.goto(link)
    picture(page, "form-phone", whole=True)
    fill_in(page, somebody)
    page.get_by_label("身份证号").fill(with_wrong_check_character(somebody.id_number))
    submit(page)
    expect(page.get_by_text("最后一位对不上")).to_be_visible()
    expect(page.get_by_label("身份证号")).to_be_focused()
    picture(page, "form-fault", whole=True)
    page.get_by_label("身份证号").fill(somebody.id_number)  # the rest is still there
    submit(page)
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()

    number = number_told_to(worker)
    assert page.goto(link).status == 410
    expect(page.get_by_role("heading", name="这个链接不能用了")).to_be_visible()
    expect(page.get_by_text("继续填表")).to_be_visible()
    picture(page, "form-closed", whole=True)

    approved = line.house.cli("enrollments", "approve", number)
    assert approved.returncode == 0, approved.stderr
    assert number in worker.hears("通过了").text

    gone_abroad = json.dumps([line.telegram.calls(name) for name in ("sendMessage", "sendVenue")], ensure_ascii=False)
    for value in (somebody.id_number, somebody.phone, somebody.name):
        assert value not in gone_abroad
        assert value not in line.house.log_text()


@on_one_database
def test_a_returned_application_goes_back_to_the_page_for_the_named_field(
    line: Line, page: Page, somebody: Person
) -> None:
    worker = at_the_link(line)
    page.goto(worker.link("打开填写页"))
    fill_in(page, somebody)
    submit(page)
    number = number_told_to(worker)

    returned = line.house.cli("enrollments", "return", number, "--fields", "phone", "--reason", "电话打不通")
    assert returned.returncode == 0, returned.stderr
    told = worker.hears("电话打不通")
    worker.press(told.titles[0])
    worker.hears_messages(len(worker.messages) + 1)
    page.goto(worker.link("打开填写页"))
    expect(page.get_by_label("身份证号")).to_have_count(0)
    page.get_by_label("手机号").fill(person(next(_seeds)).phone)
    page.get_by_label("我看过了，同意").check()
    submit(page)
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()

    worker.hears("已经改好")
    shown = line.house.cli("enrollments", "show", number)
    assert "submitted" in shown.stdout


@on_one_database
@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 320, "height": 568}], ids=["phone", "desktop", "small"])
def test_the_form_page_fits_any_width_and_asks_no_other_host(
    line: Line, browser: Browser, size: dict[str, int]
) -> None:
    worker = at_the_link(line)
    with browser.new_context(viewport=size, color_scheme="dark") as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(worker.link("打开填写页"))
        submit(page)
        expect(page.get_by_role("alert")).to_be_visible()
        picture(page, f"form-dark-{size['width']}", whole=True)

        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert [url for url in asked if not url.startswith(line.house.bot)] == []


@on_one_database
def test_a_place_and_a_facility_bring_stations_on_the_map(line: Line) -> None:
    worker = line.worker()
    worker.type("合肥南站附近有没有能热饭的驿站")

    [venue, *_] = pins(line, worker)
    assert "微波炉" in worker.messages[1].text
    assert "示例" in venue.text
    assert re.search(r"约\d", venue.text)
    assert venue.position == pytest.approx((31.80, 117.29), abs=0.2)


@on_one_database
def test_a_shared_place_brings_the_nearest_stations(line: Line) -> None:
    worker = line.worker()
    worker.type("找驿站")
    [share] = worker.hears("哪儿附近").keyboard
    assert share["request_location"]
    worker.share_location(32.917, 117.389)

    [venue, *_] = pins(line, worker)
    assert venue.position == pytest.approx((32.917, 117.389), abs=0.3)


@on_one_database
def test_a_contact_card_is_taken_away_and_kept_sealed(line: Line, page: Page, somebody: Person) -> None:
    worker = at_the_link(line)
    worker.share_contact(f"+86{somebody.phone}")

    worker.hears("加密收进您的表里")
    assert line.telegram.chats.wait_until(lambda: len(forms_offered(worker)) == 2, 60)
    assert line.telegram.chats.wait_until(lambda: not worker.still_sees_own(worker.last_message_id), 60)
    page.goto(worker.link("打开填写页"))
    expect(page.get_by_label("姓名")).to_be_visible()
    expect(page.get_by_label("手机号")).to_have_count(0)


@on_one_database
@pytest.mark.parametrize("way", ["typed", "under a photo", "under a photo of an album", "beside a question"])
def test_a_number_sent_into_the_chat_is_removed_with_the_reason(line: Line, somebody: Person, way: str) -> None:
    worker = at_the_link(line)
    if way == "typed":
        worker.type(f"我的身份证号{somebody.id_number}")
    elif way == "under a photo":
        worker.send_photo(f"身份证 {somebody.id_number}")
    elif way == "under a photo of an album":
        worker.send_photo(album="5")
        worker.send_photo(f"身份证 {somebody.id_number}", album="5")
    else:
        worker.type(f"入会要交钱吗 我身份证是{somebody.id_number}")
    sent = worker.last_message_id

    assert line.telegram.chats.wait_until(lambda: not worker.still_sees_own(sent), 60)
    worker.hears("境外")
    worker.hears("加密收进您的表里")
    if way == "beside a question":
        worker.hears(COST)


@on_one_database
def test_flood_control_is_waited_out_and_the_order_kept(line: Line) -> None:
    worker = line.worker()
    postponed = line.deliveries("later")
    line.telegram.flood_next(1, retry_after=2)
    began = time.monotonic()
    worker.type("入会要交钱吗")
    worker.type("合肥南站附近的驿站")

    worker.hears(COST)
    assert time.monotonic() - began >= 2
    found = pins(line, worker)[0]
    [answered] = [message for message in worker.messages if COST in message.text]
    assert answered.message_id < found.message_id
    assert line.deliveries("later") == postponed + 1


@on_one_database
def test_updates_twice_and_out_of_order_are_answered_once_in_the_order_they_were_written(line: Line) -> None:
    worker = line.worker()
    with line.telegram.out_of_order():
        first = worker.type("入会要交钱吗")
        second = worker.type("我在包河区送美团,想加入工会")
    worker.hears("到我们自己的页面填")
    for update in (first, second, first):
        line.telegram.deliver_again(update)
    line.telegram.updates.wait_until_confirmed()
    worker.type("谢谢")
    worker.hears_messages(len(worker.messages) + 1)

    said = ["cost" if COST in text else "form" for text in worker.texts[1:3]]
    assert said == ["cost", "form"]
    assert sum(COST in text for text in worker.texts) == 1


@on_one_database
def test_a_send_cut_off_after_it_was_taken_is_counted_and_never_repeated(line: Line) -> None:
    worker = line.worker()
    unknown = line.deliveries("unknown")
    line.telegram.cut_next_send()
    worker.type("入会要交钱吗")
    worker.hears(COST)
    worker.type("合肥南站附近的驿站")
    assert pins(line, worker)

    assert sum(COST in text for text in worker.texts) == 1
    assert line.deliveries("unknown") == unknown + 1


@on_one_database
def test_buttons_commands_and_edits(line: Line) -> None:
    worker = line.worker()
    worker.type("/help")
    menu = worker.hears_messages(2)[1]
    worker.press(menu.titles[0])
    worker.hears_messages(3)
    heard = len(worker.messages)
    worker.edit("改过的话")
    worker.send_voice()
    worker.hears("语音我还听不懂")

    assert line.telegram.chats.unanswered_queries() == 0
    assert len([text for text in worker.texts[heard:] if "改过" in text]) == 0
    assert {"start", "help"} <= set(line.telegram.commands)
