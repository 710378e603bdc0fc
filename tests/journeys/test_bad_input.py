"""Whatever is sent to the bot, a worker gets a line they understand, nothing is stored half, and the chat goes on."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import yaml
from playwright.sync_api import expect

from launcher.paths import ROOT
from tests.faults.ledger import Ledger, open_ledger
from tests.journeys.browser import PHONE, chromium
from tests.journeys.chat_page import ChatPage
from tests.journeys.house import House, wait_until
from tests.journeys.worker import Worker
from tests.people import Person, person

pytestmark = pytest.mark.rasa

TABLES = {
    "bot": ("conversations", "inbox", "outbox", "buttons", "commands", "page_links"),
    "actions": ("enrollments", "tickets", "deliveries"),
}
SECRET = "Y29udmVyc2F0aW9uLW9mLW5vYm9keS1hdC1hbGw"
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")
COST = yaml.safe_load((ROOT / "data" / "faq" / "join" / "join_cost.yaml").read_text())["answer"].splitlines()[0]
_seeds = itertools.count(80_000)
on_one_database = pytest.mark.parametrize("house", ["sqlite"], indirect=True)  # the same on both


@pytest.fixture(scope="module")
def ledger(house: House) -> Iterator[Ledger]:
    with open_ledger(house) as opened:
        yield opened


@pytest.fixture
def worker(house: House) -> Worker:
    return Worker(house.bot)


@pytest.fixture
def somebody() -> Person:
    return person(next(_seeds))


def counted(ledger: Ledger) -> dict[str, int]:
    """Rows of every table a message may write to, once nothing of earlier conversations is under way."""
    wait_until(lambda: not ledger.undone(), what="everything is worked off")
    return {
        table: ledger.one(room, f"SELECT count(*) FROM {table}") for room, tables in TABLES.items() for table in tables
    }


def said(replies: list[dict[str, Any]]) -> str:
    return "\n".join(reply["text"] for reply in replies)


def message(**content: Any) -> dict[str, Any]:
    return {"conversation": SECRET, "message_id": secrets.token_hex(8), **content}


def post(house: House, body: bytes, **headers: str) -> httpx.Response:
    sent = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return httpx.post(f"{house.bot}/v1/chat/messages", content=body, headers=sent, timeout=60)


def check_refusal(answer: httpx.Response, status: int, slug: str, field: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    document = answer.json()
    assert document["type"] == slug
    assert document["status"] == status
    assert document.get("field") == field
    assert CHINESE.search(document["detail"])


def at_phone(worker: Worker, somebody: Person) -> None:
    """A rider who is asked for the phone number."""
    worker.say("我在包河区送美团,想加入工会")
    worker.press("同意")
    worker.say(somebody.name)
    worker.say(somebody.id_number)
    assert worker.asks == "phone"


def check_that_it_goes_on(worker: Worker, somebody: Person) -> None:
    """From the phone number to the summary, and a question answered."""
    worker.say(somebody.phone)
    assert worker.asks == "confirm"
    assert COST in said(worker.say("入会要交钱吗"))


BODIES = {
    "nothing": (b"", "unreadable-body", None),
    "no JSON": (b"message=hello", "unreadable-body", None),
    "half of a JSON": (json.dumps(message(text="在吗")).encode()[:-3], "unreadable-body", None),
    "no UTF-8": (b'{"text": "\xff\xfe\xfd"}', "unreadable-body", None),
    "a list": (json.dumps([message(text="在吗")]).encode(), "unreadable-body", None),
    "a string": (b'"hello"', "unreadable-body", None),
    "null": (b"null", "unreadable-body", None),
    "nested without end": (b"[" * 60_000, "unreadable-body", None),
    "a number without end": (b'{"text": ' + b"9" * 60_000 + b"}", "unreadable-body", None),
    "another product's JSON": (b'{"sender": "x", "message": "/restart"}', "unknown-field", "sender"),
    "a field too many": (json.dumps(message(text="在吗", intent="/restart")).encode(), "unknown-field", "intent"),
}


@on_one_database
@pytest.mark.parametrize(("body", "slug", "field"), BODIES.values(), ids=BODIES)
def test_a_body_that_is_not_ours_is_refused(
    house: House, ledger: Ledger, body: bytes, slug: str, field: str | None
) -> None:
    before = counted(ledger)

    check_refusal(post(house, body), 400, slug, field)

    assert counted(ledger) == before


FIELDS = {
    "no conversation": ({"conversation": None}, "missing-field", "conversation"),
    "a number as conversation": ({"conversation": 12345678901234567890123456789}, "invalid-field", "conversation"),
    "a short conversation": ({"conversation": "abc123"}, "weak-secret", "conversation"),
    "a phone number as conversation": ({"conversation": person(79_999).phone}, "weak-secret", "conversation"),
    "counted conversations": ({"conversation": f"{1:032d}"}, "weak-secret", "conversation"),
    "a conversation with a line break": ({"conversation": f"{SECRET}\nX-Evil: 1"}, "weak-secret", "conversation"),
    "a conversation without end": ({"conversation": "aZ09" * 5000}, "weak-secret", "conversation"),
    "no message id": ({"message_id": None}, "missing-field", "message_id"),
    "a number as message id": ({"message_id": 7}, "invalid-field", "message_id"),
    "an empty message id": ({"message_id": ""}, "invalid-field", "message_id"),
    "a message id without end": ({"message_id": "x" * 5000}, "invalid-field", "message_id"),
    "a message id of control characters": ({"message_id": "a\u0000b"}, "invalid-field", "message_id"),
    "a number as text": ({"text": 12}, "invalid-field", "text"),
    "a list as text": ({"text": ["在吗"]}, "invalid-field", "text"),
    "a number as button": ({"button": 1}, "invalid-field", "button"),
    "an empty button": ({"button": ""}, "invalid-field", "button"),
    "a button without end": ({"button": "b" * 5000}, "invalid-field", "button"),
    "a button with a zero": ({"button": "b\u0000"}, "invalid-field", "button"),
    "a string as photo": ({"photo": "data:image/png;base64,AAAA"}, "invalid-field", "photo"),
    "a string as place": ({"location": "31.8,117.2"}, "invalid-field", "location"),
    "a place without lon": ({"location": {"lat": 31.8}}, "missing-field", "location.lon"),
    "strings as degrees": ({"location": {"lat": "31.8", "lon": "117.2"}}, "invalid-field", "location.lat"),
    "no number": ({"location": {"lat": float("nan"), "lon": 117.2}}, "invalid-field", "location.lat"),
    "no end of degrees": ({"location": {"lat": 31.8, "lon": float("inf")}}, "invalid-field", "location.lon"),
    "yes as degrees": ({"location": {"lat": True, "lon": 117.2}}, "invalid-field", "location.lat"),
    "beyond the pole": ({"location": {"lat": 91, "lon": 117.2}}, "invalid-field", "location.lat"),
    "around the globe twice": ({"location": {"lat": 31.8, "lon": 477.2}}, "invalid-field", "location.lon"),
    "an unknown system": ({"location": {"lat": 31, "lon": 117, "crs": "mars"}}, "invalid-field", "location.crs"),
}


@on_one_database
@pytest.mark.parametrize(("content", "slug", "field"), FIELDS.values(), ids=FIELDS)
def test_a_wrong_field_is_refused_and_named(
    house: House, ledger: Ledger, content: dict[str, Any], slug: str, field: str
) -> None:
    before = counted(ledger)
    body = {key: value for key, value in message(**content).items() if value is not None}

    check_refusal(post(house, json.dumps(body).encode()), 400, slug, field)

    assert counted(ledger) == before


@on_one_database
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed small"])
def test_a_body_of_a_megabyte_is_refused(house: House, ledger: Ledger, packed: bool) -> None:
    before = counted(ledger)
    body = json.dumps(message(text="啊" * 350_000), ensure_ascii=False).encode()
    assert len(body) > 1_000_000

    answer = post(house, gzip.compress(body), Content_Encoding="gzip") if packed else post(house, body)

    check_refusal(answer, 413, "body-too-large")
    assert counted(ledger) == before


@on_one_database
def test_a_packed_body_that_is_broken_is_refused(house: House, ledger: Ledger) -> None:
    before = counted(ledger)

    check_refusal(post(house, b"not gzip at all", Content_Encoding="gzip"), 400, "unreadable-body")

    assert counted(ledger) == before


@on_one_database
@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("PUT", "/v1/chat/messages", 405, "method-not-allowed"),
        ("GET", "/v1/chat", 404, "not-found"),
        ("POST", "/webhooks/rest/webhook", 404, "not-found"),
        ("GET", "/page/../settings.py", 404, "not-found"),
        ("GET", "/page/%2e%2e/%2e%2e/settings.py", 404, "not-found"),
    ],
)
def test_other_addresses_are_refused_in_the_same_shape(
    house: House, method: str, path: str, status: int, slug: str
) -> None:
    check_refusal(httpx.request(method, f"{house.bot}{path}"), status, slug)


@on_one_database
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
def test_the_label_on_a_body_does_not_matter_its_json_does(house: House, kind: str) -> None:
    answer = post(house, json.dumps({**message(text="入会要交钱吗"), "conversation": Worker("").secret}).encode(),
                  Content_Type=kind)  # fmt: skip

    assert answer.status_code == 200
    assert COST in said(answer.json()["replies"])


TEXTS = {
    "nothing": "",
    "spaces": " \t\n\u3000",
    "only emoji": "😀👍🏽👨\u200d👩\u200d👧🐝",
    "only a slash": "/",
    "20,000 characters": "我" * 20_000,
    "20,000 characters of a wish": "我要找驿站 " * 3_300,
    "20,000 digits": "1" * 20_000,
    "control characters": "\u0000\u0007\u001b[31m\u202e\u200b",
    "a Rasa intent": '/join{"x":1}',
    "a Rasa slot": '/SetSlots(phone="1")',
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "SQL": "'; DROP TABLE inbox; --",
    "a template": "{{7*7}} ${7*7} {name} %s %(x)s",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_odd_text_is_answered_and_the_form_goes_on(
    ledger: Ledger, worker: Worker, somebody: Person, text: str
) -> None:
    at_phone(worker, somebody)
    before = counted(ledger)

    heard = said(worker.say(text))

    assert CHINESE.search(heard)
    assert worker.asks == "phone"
    for echo in ("<script", "DROP TABLE", "{{7", "我我我"):
        assert echo not in heard
    after = counted(ledger)
    assert after["inbox"] == before["inbox"] + 1
    assert {table: after[table] for table in ("commands", *TABLES["actions"])} == {
        table: before[table] for table in ("commands", *TABLES["actions"])
    }
    check_that_it_goes_on(worker, somebody)


def test_a_command_of_rasa_is_only_the_word_it_holds(worker: Worker, somebody: Person) -> None:
    at_phone(worker, somebody)

    assert "从头来" in said(worker.say("/restart"))

    assert worker.asks is None
    at_phone(worker, somebody)
    check_that_it_goes_on(worker, somebody)


def test_half_a_character_is_read_over(house: House) -> None:
    body = json.dumps({**message(text="\ud83d入会要交钱吗"), "conversation": Worker("").secret})

    answer = post(house, body.encode())

    assert answer.status_code == 200
    assert COST in said(answer.json()["replies"])


@on_one_database
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_odd_text_is_answered_at_the_very_beginning(worker: Worker, text: str) -> None:
    assert CHINESE.search(said(worker.say(text)))

    assert COST in said(worker.say("入会要交钱吗"))


def test_a_photo_in_every_state_of_the_enrollment_form_changes_nothing(
    house: House, ledger: Ledger, worker: Worker, somebody: Person
) -> None:
    answers = {"consent": "同意", "trade": "货车司机", "platform": "货拉拉", "region": "包河区", "name": somebody.name,
               "id_number": somebody.id_number, "phone": somebody.phone, "plate": somebody.plate,
               "employer": "跳过", "confirm": "不对"}  # fmt: skip
    worker.say("我要入会")
    seen = []
    while worker.asks != "change":
        state = str(worker.asks)
        seen.append(state)
        replies = worker.post({"photo": {"size": 120_000}})
        assert "图片我看不懂" in replies[0]["text"], state
        assert len(replies) == 2, state
        assert worker.asks == state
        worker.say(answers[state])
        assert worker.asks != state, said(list(worker.replies.values())[-2:])
    worker.post({"photo": {}})
    assert worker.asks == "change"
    assert {"consent", "trade", "platform", "region", "name", "id_number", "phone", "plate", "confirm"} <= set(seen)

    worker.press("手机号")
    worker.say(somebody.phone)
    worker.press("确认")
    worker.hears("申请已经递到")
    assert "图片我看不懂" in said(worker.post({"photo": {}}))
    assert applications_of(house, worker) == 1


def applications_of(house: House, worker: Worker) -> int:
    with open_ledger(house) as ledger:
        conversation = ledger.data_key.conversation_id("web", worker.secret)
        return int(ledger.one("actions", "SELECT count(*) FROM enrollments WHERE conversation = :of", of=conversation))


def button_of(worker: Worker, title: str) -> str:
    """The id of the newest button whose title begins so."""
    return next(
        str(button["id"])
        for seq in sorted(worker.replies, reverse=True)
        for button in worker.replies[seq]["buttons"]
        if button["title"].startswith(title)
    )


def at_summary(worker: Worker, somebody: Person) -> None:
    at_phone(worker, somebody)
    worker.say(somebody.phone)
    assert worker.asks == "confirm"


def test_confirm_pressed_twice_is_one_application(house: House, worker: Worker, somebody: Person) -> None:
    at_summary(worker, somebody)
    confirm = button_of(worker, "确认")
    worker.post({"button": confirm})

    again = said(worker.post({"button": confirm}))

    assert "已经交上去了" in again or "过期" in again
    worker.hears("申请已经递到")
    assert CHINESE.search(said(worker.post({"button": confirm})))
    assert applications_of(house, worker) == 1


def test_confirm_of_a_form_that_was_given_up_hands_nothing_over(house: House, worker: Worker, somebody: Person) -> None:
    at_summary(worker, somebody)
    confirm = button_of(worker, "确认")
    worker.say("取消")
    at_phone(worker, somebody)

    heard = said(worker.post({"button": confirm}))

    assert "过期" in heard
    assert worker.asks == "phone"
    check_that_it_goes_on(worker, somebody)
    assert applications_of(house, worker) == 0


@pytest.mark.parametrize("button", ["b-0000000000", "确认", "/restart", "../../etc/passwd", "x" * 64])
def test_an_unknown_button_says_so_and_the_form_goes_on(worker: Worker, somebody: Person, button: str) -> None:
    at_phone(worker, somebody)

    assert "过期" in said(worker.post({"button": button}))

    assert worker.asks == "phone"
    check_that_it_goes_on(worker, somebody)


def test_somebody_elses_button_does_nothing(house: House, worker: Worker, somebody: Person) -> None:
    at_summary(worker, somebody)
    stranger = Worker(house.bot)

    assert "过期" in said(stranger.post({"button": button_of(worker, "确认")}))

    assert applications_of(house, worker) == applications_of(house, stranger) == 0
    worker.press("确认")
    worker.hears("申请已经递到")


PLACES = {"the sea": (30.5, 124.0), "Shanghai": (31.23, 121.47), "nowhere": (0.0, 0.0), "the pole": (-90.0, 180.0)}


@on_one_database
@pytest.mark.parametrize("point", PLACES.values(), ids=PLACES)
def test_a_place_outside_anhui_is_told_so(worker: Worker, point: tuple[float, float]) -> None:
    worker.say("找驿站")

    assert "不在安徽" in said(worker.share_location(*point))

    worker.say("合肥南站")
    assert any(reply.get("stations") for reply in worker.replies.values())


@on_one_database
@pytest.mark.parametrize("point", PLACES.values(), ids=PLACES)
def test_a_place_outside_anhui_is_no_region_to_work_in(worker: Worker, point: tuple[float, float]) -> None:
    worker.say("我送美团,想入会")
    while worker.asks != "region":
        worker.press("同意")

    heard = worker.share_location(*point)

    assert "不在安徽" in said(heard)
    assert worker.asks == "region"
    worker.say("包河区")
    assert worker.asks == "consent"


def test_a_guessed_conversation_shows_nothing_and_disturbs_nobody(
    house: House, worker: Worker, somebody: Person
) -> None:
    at_summary(worker, somebody)
    last = worker.posted[-1]
    guesses = [worker.secret[:-1] + ("A" if worker.secret[-1] != "A" else "B"), worker.secret.swapcase(),
               worker.secret[::-1], secrets.token_urlsafe(32)]  # fmt: skip
    for guess in guesses:
        seen = httpx.get(f"{house.bot}/v1/chat/messages", headers={"X-Conversation": guess}).json()
        assert seen == {"replies": [], "asks": None, "owner": "bot"}

    stranger = Worker(house.bot, secret=guesses[0])
    heard = said(stranger.post({"text": "确认提交"}, message_id=last.body["message_id"]))
    assert somebody.name not in heard
    assert "包河区" not in heard
    assert applications_of(house, stranger) == 0
    worker.press("确认")
    worker.hears("申请已经递到")


@on_one_database
@pytest.mark.parametrize("secret", ["", "abc", "1" * 40, SECRET + "%0d%0a"])
def test_catching_up_with_a_guess_too_short_is_refused(house: House, secret: str) -> None:
    answer = httpx.get(f"{house.bot}/v1/chat/messages", headers={"X-Conversation": secret})

    check_refusal(answer, 400, "weak-secret", "X-Conversation")


@on_one_database
@pytest.mark.parametrize("after", ["-1", "1.5", "NaN", "x", "9" * 30, "１"])
def test_catching_up_after_what_is_no_number_is_refused(house: House, after: str) -> None:
    answer = httpx.get(f"{house.bot}/v1/chat/messages", params={"after": after}, headers={"X-Conversation": SECRET})

    check_refusal(answer, 400, "invalid-field", "after")


def test_the_same_message_id_with_other_words_is_the_same_message(ledger: Ledger, worker: Worker) -> None:
    first = worker.post({"text": "入会要交钱吗"}, message_id="m-1")
    before = counted(ledger)

    assert worker.post({"text": "我要入会"}, message_id="m-1") == first

    assert counted(ledger) == before
    assert worker.asks is None


@pytest.mark.parametrize("token", ["x", "A" * 43, "..%2f..%2fetc", "%00", "1" * 5000])
def test_a_guessed_form_link_is_a_friendly_page(house: House, ledger: Ledger, token: str) -> None:
    before = counted(ledger)
    stranger = person(next(_seeds))
    typed = {"consent": "yes", "name": stranger.name, "id_number": stranger.id_number, "phone": stranger.phone}

    for answer in (httpx.get(f"{house.bot}/form/{token}"), httpx.post(f"{house.bot}/form/{token}", data=typed)):
        assert answer.status_code == 410
        assert "这个链接不能用了" in answer.text
        assert stranger.name not in answer.text

    assert counted(ledger) == before


@pytest.mark.browser
@on_one_database
def test_the_page_takes_odd_texts_too(house: House) -> None:
    with chromium() as browser, browser.new_context(viewport=PHONE, locale="zh-CN") as context:
        page = context.new_page()
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        chat = ChatPage(page, house.bot)
        for text in ("😀👍", TEXTS["HTML"], TEXTS["20,000 characters of a wish"], "/restart"):
            chat.say(text)
        expect(page.locator("#log img[src=x]")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        chat.say("入会要交钱吗")
        chat.hears(COST)

        assert dialogs == []
