"""A worker asks for a person and an operator comes: chat page, Telegram and desk on the real house."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from launcher.paths import ROOT
from tests.journeys.browser import DESKTOP, PHONE, chromium
from tests.journeys.chat_page import ChatPage
from tests.journeys.desk_conversation import Conversation, Queue
from tests.journeys.desk_page import open_desk
from tests.journeys.house import House, NluAddress, running_house, wait_until
from tests.journeys.pictures import picture
from tests.people import person
from tests.telegram_double import TelegramDouble, TelegramWorker

# The first test waits for nlu and for a second house.
pytestmark = [pytest.mark.rasa, pytest.mark.browser, pytest.mark.timeout(240)]
on_one_database = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

SLIP = ROOT / "docs" / "images" / "chat-stations.png"  # any picture of a phone's size
BENGBU = {"latitude": 32.917, "longitude": 117.389}
CUT_OFF_SECONDS = 30
NOTE = "上次也是这个站点,先别告诉工友"
_chats = itertools.count(80_001)


@dataclass(frozen=True)
class Desk:
    """A house with somebody at the desk at any hour, on the web and on Telegram."""

    house: House
    telegram: TelegramDouble
    browser: Browser

    @contextmanager
    def seat(self, **look: Any) -> Iterator[Queue]:
        """Wang Min of Baohe signs in at a screen of her own and looks at the queue."""
        settings = {"viewport": DESKTOP, "locale": "zh-CN", "color_scheme": "light", **look}
        with watched(self.browser, **settings) as page:
            open_desk(page, self.house, "operator", "--name", "王敏", "--area", "340111")
            yield Queue(page, self.house)

    @contextmanager
    def phone(self, **look: Any) -> Iterator[ChatPage]:
        """A worker opens the chat page on a phone of their own."""
        settings = {"viewport": PHONE, "locale": "zh-CN", "color_scheme": "light", **look}
        with watched(self.browser, geolocation=BENGBU, permissions=["geolocation"], **settings) as page:
            yield ChatPage(page, self.house.bot)

    def on_telegram(self) -> TelegramWorker:
        """Somebody who has just pressed START."""
        worker = self.telegram.worker(next(_chats))
        worker.start()
        worker.hears("小蜂")
        return worker


@contextmanager
def watched(browser: Browser, **settings: Any) -> Iterator[Page]:
    """A page of its own; whatever it complains of, but a network that is cut, fails the test."""
    with browser.new_context(**settings) as context:
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        yield page
    assert [trouble for trouble in troubles if "net::ERR_" not in trouble] == []


@pytest.fixture(scope="module")
def desk(house: House, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Bot and actions of their own, on the database kind of `house`, whose nlu they ask."""
    url = house.environments["bot"]["XIAOFENG_BOT_DATABASE_URL"]
    folder = request.getfixturevalue("postgres_folder") if url.startswith("postgresql") else None
    nlu = NluAddress(house.nlu, house.environments["nlu"]["XIAOFENG_NLU_TOKEN"])
    with TelegramDouble() as telegram, chromium() as browser:
        extra = {
            "XIAOFENG_DESK_HOURS": "1-7 00:00-24:00",
            "XIAOFENG_TELEGRAM_TOKEN": telegram.token,
            "XIAOFENG_TELEGRAM_API_URL": telegram.url,
        }
        var = tmp_path_factory.mktemp("desk-house")
        with running_house(var, postgres_folder=folder, extra=extra, nlu=nlu) as running:
            yield Desk(running, telegram, browser)


def asks_for_person(chat: ChatPage) -> None:
    chat.say("包河区")
    chat.say("入会要交钱吗")
    chat.say("转人工")
    chat.hears("您排上队了")
    expect(chat.page.locator("#queue")).to_be_visible()


@contextmanager
def cut_off(context: BrowserContext) -> Iterator[Callable[[], bool]]:
    """Without a network until the end; tells whether it has been so for `CUT_OFF_SECONDS`."""
    began = time.monotonic()
    context.set_offline(True)
    try:
        yield lambda: time.monotonic() - began >= CUT_OFF_SECONDS
    finally:
        context.set_offline(False)


def test_a_worker_is_helped_by_a_person_from_asking_to_the_close(desk: Desk) -> None:
    with desk.seat() as queue, desk.phone() as chat:
        expect(queue.waiting).to_have_count(0)
        asks_for_person(chat)
        expect(queue.waiting).to_contain_text(["包河"])
        talk = queue.claims_first()
        chat.hears("王敏来接待您了")
        expect(chat.page.locator("#status")).to_have_text("王敏在接待")
        for before in ("入会要交钱吗", "转人工"):
            talk.sees(before)

        chat.tell("入会有什么好处")
        talk.sees("入会有什么好处")
        expect(talk.lines.last.locator("[data-assist]")).to_be_visible()
        talk.page.keyboard.press("1")
        expect(talk.box).to_have_value(re.compile("来源"))
        answer = talk.box.input_value()
        talk.sends()
        chat.hears(answer.split("\n")[0])

        chat.page.get_by_label("说点什么").press_sequentially("站长")
        expect(talk.page.locator("#typing")).to_have_text("工友正在输入…")
        talk.box.press_sequentially("您好")
        expect(chat.page.locator("#typing")).to_contain_text("工会的同志正在输入")
        talk.sends()
        chat.hears("您好")

        chat.page.get_by_role("button", name="发送我的位置").click()
        pin = talk.sees("发来位置")
        expect(pin).to_contain_text("蚌埠")
        chat.page.locator("#photo-file").set_input_files(SLIP)
        talk.page.locator(".turn.theirs img.photo").scroll_into_view_if_needed()
        expect(talk.page.locator(".turn.theirs img.photo")).to_have_js_property("complete", True)
        assert talk.page.locator(".turn.theirs img.photo").evaluate("photo => photo.naturalWidth") > 100
        assert "117.3" not in talk.page.content()
        talk.shows("您对一下这张", SLIP)
        chat.hears("您对一下这张")
        expect(chat.page.locator(".turn.person canvas.photo")).to_have_count(1)

        talk.notes(NOTE)
        chat.page.locator("button.choice", has_text="不等了").last.click()
        expect(talk.sees("不等了").last).to_contain_text("点了按钮")
        expect(talk.lines.last.locator("[data-assist]")).to_have_count(0)
        chat.tell("平台罚款不合理怎么申诉")
        talk.sees("平台罚款不合理怎么申诉")
        expect(talk.lines.last.locator("[data-assist]")).to_be_visible()
        picture(talk.page, "desk-conversation")
        picture(talk.page, "desk-conversation-phone", size=PHONE)
        talk.closes("已答复")

        chat.hears("现在又是我小蜂了")
        chat.say("入会要交钱吗")
        chat.hears("申请入会不收钱")
        assert NOTE not in chat.page.content()
        chat.page.reload()
        chat.hears("申请入会不收钱")
        assert NOTE not in chat.page.content()


def test_nothing_is_lost_or_doubled_while_the_operator_is_cut_off(desk: Desk) -> None:
    with desk.seat() as queue, desk.phone() as chat:
        asks_for_person(chat)
        talk = queue.claims_first()
        chat.tell("第一句")
        talk.sees("第一句")

        with cut_off(talk.page.context) as was_long:
            expect(talk.page.locator("#connection")).to_be_visible()
            for said in ("第二句", "第三句", "第四句"):
                chat.tell(said)
            talk.box.fill("断网时写的")
            talk.box.press("Control+Enter")
            expect(talk.page.get_by_text("没有发出去")).to_be_visible()
            wait_until(was_long, within_seconds=2 * CUT_OFF_SECONDS, what="a long time without a network")
            assert "第二句" not in talk.words
        expect(talk.page.locator("#connection")).to_be_hidden()
        talk.sees("第四句")
        talk.sends()
        talk.sees("断网时写的")
        send_with_lost_answer(talk, "回音丢了的")

        chat.hears("断网时写的")
        chat.hears("回音丢了的")
        chat.tell("第五句")
        talk.sees("第五句")
        own = ["第一句", "第二句", "第三句", "第四句", "断网时写的", "回音丢了的", "第五句"]
        assert [words for words in talk.words if words in own] == own
        heard = chat.page.locator(".turn.person .bubble").all_inner_texts()
        assert [text.split("：")[-1].strip() for text in heard[1:]] == ["断网时写的", "回音丢了的"]
        talk.closes("已答复")
        chat.hears("现在又是我小蜂了")


def send_with_lost_answer(talk: Conversation, text: str) -> None:
    """It arrives, the operator does not learn so and sends it again."""

    def lose(route: Route) -> None:
        assert route.fetch().ok
        route.abort()

    talk.page.route("**/lines", lose, times=1)
    talk.box.fill(text)
    talk.box.press("Control+Enter")
    expect(talk.page.get_by_text("没有发出去")).to_be_visible()
    talk.sends()


@on_one_database
def test_a_worker_on_telegram_is_helped_by_a_person(desk: Desk) -> None:
    worker = desk.on_telegram()
    number = person(90_001).id_number
    desk.telegram.keep_file("slip-file", SLIP.read_bytes())
    with desk.seat() as queue:
        worker.type("我在包河区送外卖")
        worker.hears_messages(2)
        worker.type("转人工")
        worker.hears("您排上队了")
        talk = queue.claims_first()
        worker.hears("王敏来接待您了")
        silent_from = len(worker.messages)

        worker.type("入会要交钱吗")
        talk.sees("入会要交钱吗")
        talk.says("不要钱。")
        worker.hears("不要钱。")
        worker.press("不等了")  # an old button: it goes to the person, and nobody leaves
        expect(talk.sees("不等了")).to_contain_text("点了按钮")
        worker.type(f"我的证件号是{number}")
        pasted = worker.last_message_id
        talk.sees("[身份证号]")
        assert number not in talk.page.content()
        assert desk.telegram.chats.wait_until(lambda: not worker.still_sees_own(pasted), 60)
        worker.send_photo("罚款单", name="slip")
        expect(talk.sees("罚款单").locator("img.photo")).to_be_visible()
        worker.share_location(BENGBU["latitude"], BENGBU["longitude"])
        expect(talk.sees("发来位置")).to_contain_text("蚌埠")
        talk.shows("您看这张", SLIP)
        assert worker.hears("您看这张").method == "sendPhoto"
        talk.notes(NOTE)
        talk.box.press_sequentially("再")
        desk.telegram.wait_for_calls("sendChatAction", 1)
        talk.box.fill("")
        talk.closes("已安排办理")
        worker.hears("现在又是我小蜂了")
        worker.type("入会要交钱吗")
        worker.hears("申请入会不收钱")

    told = worker.texts[silent_from:]
    assert [told.index(text) for text in ("不要钱。", "您看这张")] == [0, 1], "nothing of the bot's in between"
    assert "现在又是我小蜂了" in told[2]
    assert not any(NOTE in text for text in worker.texts)


@on_one_database
def test_the_queue_is_in_order_and_forgets_who_leaves(desk: Desk) -> None:
    with desk.seat() as queue, desk.phone() as first, desk.phone() as second:
        asks_for_person(first)
        expect(queue.waiting).to_have_count(1)
        worker = desk.on_telegram()
        worker.type("我在包河区送外卖,平台拖欠工资怎么办")
        worker.hears_messages(2)
        worker.type("转人工")
        worker.hears("您排上队了")
        expect(queue.waiting).to_have_count(2)
        asks_for_person(second)
        second.tell("我被车撞了,腿在流血")

        expect(queue.waiting).to_have_count(3)
        expect(queue.waiting.first).to_contain_text("紧急")
        picture(queue.page, "desk-queue")
        picture(queue.page, "desk-queue-phone", size=PHONE)
        second.page.locator("#queue").get_by_role("button", name="排到几了").click()
        second.hears("第 1 位")
        first.page.locator("#queue").get_by_role("button", name="排到几了").click()
        first.hears("第 2 位")

        worker.press("不等了")
        first.tell("不等了")
        second.tell("不等了")
        expect(queue.waiting).to_have_count(0)
