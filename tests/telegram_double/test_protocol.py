"""The double keeps to the Bot API: what it takes, refuses, and how it says so. Plain HTTP, none of our code."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.telegram_double import TelegramDouble, TelegramWorker


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as running:
        yield running


@pytest.fixture
def worker(telegram: TelegramDouble) -> TelegramWorker:
    known = telegram.worker()
    known.start()
    return known


def call(telegram: TelegramDouble, method: str, *, token: str | None = None, **given: Any) -> tuple[int, Any]:
    """One call with a JSON body: status and envelope."""
    answer = httpx.post(f"{telegram.url}/bot{token or telegram.token}/{method}", json=given, timeout=20)
    return answer.status_code, answer.json()


def inline(*buttons: dict[str, str]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def test_json_form_and_query_are_understood_alike(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    url = f"{telegram.url}/bot{telegram.token}/sendMessage"
    markup = inline({"text": "好", "callback_data": "b"})
    httpx.post(url, json={"chat_id": 70001, "text": "甲", "reply_markup": markup})
    httpx.post(url, data={"chat_id": "70001", "text": "乙", "reply_markup": json.dumps(markup)})
    httpx.get(url, params={"chat_id": "70001", "text": "丙", "reply_markup": json.dumps(markup)})

    assert worker.texts == ["甲", "乙", "丙"]
    assert [message.titles for message in worker.messages] == [["好"]] * 3


@pytest.mark.parametrize(
    ("method", "given", "code", "description"),
    [
        ("sendMessage", {"chat_id": 70001, "text": " "}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": 70001, "text": "🐝" * 2049}, 400, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": 1, "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage",
         {"chat_id": 70001, "text": "x", "reply_markup": inline({"text": "x", "callback_data": "x" * 65})},
         400, "Bad Request: BUTTON_DATA_INVALID"),
        ("sendMessage",
         {"chat_id": 70001, "text": "x", "reply_markup": inline({"text": "x", "callback_data": ""})},
         400, "Bad Request: BUTTON_DATA_INVALID"),
        ("sendMessage",
         {"chat_id": 70001, "text": "x", "reply_markup": inline({"text": "x", "url": "tel:12351"})},
         400, "Bad Request: inline keyboard button URL 'tel:12351' is invalid: Wrong HTTP URL"),
        ("sendVenue", {"chat_id": 70001, "latitude": 31, "longitude": 117, "title": "", "address": "x"},
         400, "Bad Request: title must be non-empty"),
        ("deleteMessage", {"chat_id": 70001, "message_id": 99}, 400, "Bad Request: message to delete not found"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, 400,
         "Bad Request: query is too old and response timeout expired or query ID is invalid"),
        ("setWebhook", {"url": "http://example.org"}, 400,
         "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ("doSomething", {}, 404, "Not Found"),
    ],
)  # fmt: skip
def test_what_telegram_refuses_is_refused_in_its_words(
    telegram: TelegramDouble, worker: TelegramWorker, method: str, given: dict[str, Any], code: int, description: str
) -> None:
    status, envelope = call(telegram, method, **given)

    assert status == code
    assert envelope == {"ok": False, "error_code": code, "description": description}
    assert worker.messages == []


def test_4096_units_and_64_bytes_still_fit(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    markup = inline({"text": "x", "callback_data": "蜂" * 21 + "x"})

    status, _ = call(telegram, "sendMessage", chat_id=70001, text="🐝" * 2048, reply_markup=markup)

    assert status == 200


def test_another_token_is_unauthorized(telegram: TelegramDouble) -> None:
    assert call(telegram, "getMe", token="1:x")[0] == 401
    assert call(telegram, "getMe")[1]["result"]["is_bot"] is True


def test_an_offset_confirms_what_lies_below_it(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    second = worker.type("第二条")

    first_look = call(telegram, "getUpdates")[1]["result"]
    again = call(telegram, "getUpdates", limit=1)[1]["result"]
    after = call(telegram, "getUpdates", offset=second)[1]["result"]
    without_offset = call(telegram, "getUpdates")[1]["result"]

    assert len(first_look) == 2
    assert len(again) == 1
    assert [update["update_id"] for update in after] == [second]
    assert without_offset == after


def test_updates_that_are_not_wanted_are_thrown_away(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    call(telegram, "getUpdates", allowed_updates=["callback_query"])
    worker.type("没人要")

    assert [update["message"]["text"] for update in call(telegram, "getUpdates")[1]["result"]] == ["/start"]


def test_a_long_poll_returns_when_something_comes(telegram: TelegramDouble) -> None:
    timer = threading.Timer(0.1, telegram.worker().start)
    timer.start()

    updates = call(telegram, "getUpdates", timeout=15)[1]["result"]
    timer.join()

    assert len(updates) == 1


def test_a_second_poll_ends_the_first(telegram: TelegramDouble) -> None:
    first: list[tuple[int, Any]] = []
    thread = threading.Thread(target=lambda: first.append(call(telegram, "getUpdates", timeout=15)))
    thread.start()
    telegram.wait_for_calls("getUpdates", 1)

    call(telegram, "getUpdates")
    thread.join(10)

    assert first[0][0] == 409
    assert first[0][1]["description"].startswith("Conflict: terminated by other getUpdates request")


def test_polling_is_refused_while_a_webhook_is_set(telegram: TelegramDouble) -> None:
    call(telegram, "setWebhook", url="https://bot.example.org/hook")
    assert call(telegram, "getUpdates")[0] == 409

    call(telegram, "deleteWebhook")
    assert call(telegram, "getUpdates")[0] == 200


def test_flood_control_names_the_seconds(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    telegram.flood_next(1, retry_after=4)

    status, envelope = call(telegram, "sendMessage", chat_id=70001, text="x")

    assert status == 429
    assert envelope["parameters"] == {"retry_after": 4}
    assert call(telegram, "sendMessage", chat_id=70001, text="x")[0] == 200


def test_a_cut_send_is_kept(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    telegram.cut_next_send()

    with pytest.raises(httpx.RemoteProtocolError):
        call(telegram, "sendMessage", chat_id=70001, text="到了没有")

    assert worker.texts == ["到了没有"]


def test_a_refused_connection_is_refused_and_comes_back(telegram: TelegramDouble) -> None:
    with telegram.refusing_connections(), pytest.raises(httpx.ConnectError):
        call(telegram, "getMe")

    assert call(telegram, "getMe")[0] == 200


def test_a_worker_who_blocked_the_bot_gets_nothing(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    worker.block()

    assert call(telegram, "sendMessage", chat_id=70001, text="x")[1]["error_code"] == 403
    worker.unblock()
    assert call(telegram, "sendMessage", chat_id=70001, text="x")[0] == 200


def test_a_press_carries_what_the_button_held(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    markup = inline({"text": "我要入会", "callback_data": "b-17"})
    call(telegram, "sendMessage", chat_id=70001, text="选", reply_markup=markup)
    worker.press("入会")

    query = call(telegram, "getUpdates")[1]["result"][-1]["callback_query"]

    assert query["data"] == "b-17"
    assert call(telegram, "answerCallbackQuery", callback_query_id=query["id"])[0] == 200
    assert telegram.chats.unanswered_queries() == 0


def test_each_chat_has_its_own_messages_and_ids_rise(telegram: TelegramDouble, worker: TelegramWorker) -> None:
    other = telegram.worker(70_002)
    other.start()
    for chat_id, text in ((70001, "甲"), (70002, "乙"), (70001, "丙")):
        call(telegram, "sendMessage", chat_id=chat_id, text=text)

    assert (worker.texts, other.texts) == (["甲", "丙"], ["乙"])
    assert worker.messages[0].message_id < other.messages[0].message_id < worker.messages[1].message_id
