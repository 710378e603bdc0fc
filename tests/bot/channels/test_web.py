"""The web chat's contract over HTTP, with the real dialogue and the real wiring."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web

from bot.errors import DatabaseBusy
from bot.reader import Reader
from tests.bot.core import SECRET
from tests.bot.doubles import Asked, running_server
from tests.bot.running_bot import post, running_bot
from tests.people import person

OTHER_SECRET = SECRET[::-1]


async def later(client: ClientSession, secret: str, **query: int) -> dict[str, Any]:
    params = {key: str(value) for key, value in query.items()}
    async with client.get("/v1/chat/messages", params=params, headers={"X-Conversation": secret}) as response:
        assert response.status == 200
        body: dict[str, Any] = await response.json()
        return body


async def event(response: ClientResponse) -> dict[str, Any]:
    while True:
        line = await asyncio.wait_for(response.content.readline(), 60)
        assert line, "the stream ended"
        if line.startswith(b"data:"):
            found: dict[str, Any] = json.loads(line[5:])
            return found


async def test_a_message_gets_its_replies_in_the_shape_of_the_contract(database_url: str) -> None:
    async with running_bot(database_url) as client:
        status, answer = await post(client, SECRET, "1", text="我要入会")

    assert status == 200
    assert set(answer) == {"replies", "asks", "owner"}
    assert (answer["asks"], answer["owner"]) == ("trade", "bot")
    [reply] = answer["replies"]
    assert reply["seq"] == 1
    assert all(set(button) == {"title", "id"} and len(button["id"]) <= 32 for button in reply["buttons"])


async def test_the_same_message_id_gets_the_same_answer(database_url: str) -> None:
    async with running_bot(database_url) as client:
        first = await post(client, SECRET, "1", text="我要入会")
        again = await post(client, SECRET, "1", text="我要入会")
        together = await asyncio.gather(*(post(client, SECRET, "2", text="骑手") for _ in range(5)))
        everything = await later(client, SECRET, after=0)

    assert again == first
    assert all(one == together[0] for one in together)
    assert len(everything["replies"]) == len(first[1]["replies"]) + len(together[0][1]["replies"])


async def test_an_answer_survives_a_restart(database_url: str) -> None:
    async with running_bot(database_url) as client:
        first = await post(client, SECRET, "1", text="我要入会")
    async with running_bot(database_url) as client:
        assert await post(client, SECRET, "1", text="我要入会") == first
        assert (await later(client, SECRET, after=0))["replies"] == first[1]["replies"]


async def test_a_pressed_button_does_what_it_says(database_url: str) -> None:
    async with running_bot(database_url) as client:
        _, opened = await post(client, SECRET, "1")
        join = next(button for button in opened["replies"][0]["buttons"] if button["title"] == "我要入会")
        _, answer = await post(client, SECRET, "2", button=join["id"])

    assert answer["asks"] == "trade"


@pytest.mark.parametrize(
    "content",
    [
        {"text": ""},
        {"text": "字" * 20_000},
        {"text": "😀😀😀"},
        {"text": "/"},
        {"text": "\u0000\u0007\u001b[2J"},
        {"text": "半个\ud83d"},
        {"button": "nobody-knows-it"},
        {"location": {"lat": 31.2, "lon": 121.5}},
        {"location": {"lat": 0, "lon": 0}},
        {"photo": {"bytes": "…"}},
    ],
)
async def test_odd_input_gets_a_clear_answer(tmp_path: Any, content: dict[str, Any]) -> None:
    async with running_bot(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}") as client:
        status, answer = await post(client, SECRET, "1", **content)

    assert status == 200
    assert answer["replies"][0]["text"]
    assert "没处理好" not in answer["replies"][0]["text"]


async def test_refusals_are_problem_documents_a_worker_can_read(tmp_path: Any) -> None:
    async with running_bot(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}") as client:
        refused = {"conversation": SECRET, "message_id": "1", "location": {"lat": "x", "lon": 1}}
        async with client.post("/v1/chat/messages", json=refused) as response:
            problem = await response.json(content_type=None)
            kind = response.content_type
        async with client.post("/v1/chat/messages", data=b"x" * 1_000_000) as response:
            too_large = response.status, (await response.json(content_type=None))["type"]
        async with client.put("/v1/chat/messages") as response:
            wrong_method = response.status, (await response.json(content_type=None))["type"]
        async with client.get("/v1/nothing") as response:
            missing = response.status, (await response.json(content_type=None))["type"]
        nothing_kept = await later(client, SECRET, after=0)

    assert kind == "application/problem+json"
    assert (problem["status"], problem["type"], problem["field"]) == (400, "invalid-field", "location.lat")
    assert "请" in problem["detail"]
    assert too_large == (413, "body-too-large")
    assert wrong_method == (405, "method-not-allowed")
    assert missing == (404, "not-found")
    assert nothing_kept["replies"] == []


@pytest.mark.parametrize(
    ("headers", "query", "slug"),
    [
        ({}, {}, "missing-field"),
        ({"X-Conversation": "guess"}, {}, "weak-secret"),
        ({"X-Conversation": SECRET}, {"after": "-1"}, "invalid-field"),
        ({"X-Conversation": SECRET}, {"after": "x"}, "invalid-field"),
        ({"X-Conversation": SECRET}, {"after": "9" * 5000}, "invalid-field"),
        ({"X-Conversation": SECRET}, {"after": "0", "wait": "9999"}, "invalid-field"),
    ],
)
async def test_catching_up_refuses(tmp_path: Any, headers: dict[str, str], query: dict[str, str], slug: str) -> None:
    async with (
        running_bot(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}") as client,
        client.get("/v1/chat/messages", params=query, headers=headers) as response,
    ):
        assert response.status == 400
        assert (await response.json(content_type=None))["type"] == slug


async def test_nobody_elses_chat_is_seen(database_url: str) -> None:
    async with running_bot(database_url) as client:
        await post(client, SECRET, "1", text="我要入会")

        assert await later(client, OTHER_SECRET, after=0) == {"replies": [], "asks": None, "owner": "bot"}


async def test_catching_up_gives_what_came_after_a_seq(database_url: str) -> None:
    async with running_bot(database_url) as client:
        for number in range(1, 4):
            await post(client, SECRET, str(number), text="你好")
        found = await later(client, SECRET, after=1)

    assert [reply["seq"] for reply in found["replies"]] == [2, 3]


async def test_a_long_wait_ends_with_the_next_reply(database_url: str) -> None:
    async with running_bot(database_url) as client:
        _, first = await post(client, SECRET, "1", text="你好")
        waiting = asyncio.create_task(later(client, SECRET, after=first["replies"][-1]["seq"], wait=25))
        _, second = await post(client, SECRET, "2", text="你好")

        found = await asyncio.wait_for(waiting, 10)

    assert found["replies"] == second["replies"]


async def test_a_stream_catches_up_and_goes_on(database_url: str) -> None:
    headers = {"X-Conversation": SECRET, "Accept": "text/event-stream"}
    async with running_bot(database_url) as client:
        _, first = await post(client, SECRET, "1", text="我要入会")
        async with client.get("/v1/chat/messages", params={"after": "0"}, headers=headers) as stream:
            caught_up = await event(stream)
            _, second = await post(client, SECRET, "2", text="你好")
            live = await event(stream)
        kind = stream.content_type

    assert kind == "text/event-stream"
    assert (caught_up["seq"], caught_up["text"], caught_up["asks"]) == (1, first["replies"][0]["text"], "trade")
    assert live["text"] == second["replies"][0]["text"]


async def test_a_stream_may_be_opened_before_the_first_message(database_url: str) -> None:
    headers = {"X-Conversation": SECRET, "Accept": "text/event-stream"}
    async with (
        running_bot(database_url) as client,
        client.get("/v1/chat/messages", headers=headers) as stream,
    ):
        await post(client, SECRET, "1", text="你好")

        assert (await event(stream))["seq"] == 1


async def test_news_reach_the_page_without_its_asking(database_url: str) -> None:
    news: list[dict[str, Any]] = []

    async def respond(asked: Asked) -> web.StreamResponse:
        if asked.path == "/v1/deliveries":
            return web.json_response({"deliveries": news})
        if asked.path == "/v1/deliveries/acks":
            news.clear()
            return web.json_response({})
        if asked.path == "/v1/tickets":
            news.append({**NEWS, "conversation": asked.body["conversation"]})
            return web.json_response({"number": "T1"}, status=201)
        return web.Response(status=503)

    async with (
        running_server(respond) as actions,
        running_bot(database_url, XIAOFENG_ACTIONS_URL=actions.url) as client,
    ):
        _, opened = await post(client, SECRET, "1")
        person_button = next(button for button in opened["replies"][0]["buttons"] if button["title"] == "转人工")
        await post(client, SECRET, "2", button=person_button["id"])
        await post(client, SECRET, "3", text="想问问工资的事")
        _, last = await post(client, SECRET, "4", text="跳过")
        seen: list[str] = []
        seq = 0
        while not any("XF20260001" in text for text in seen):
            found = await later(client, SECRET, after=seq, wait=10)
            assert found["replies"], f"no news; the bot last asked {last['asks']}, said {seen}"
            seen += [reply["text"] for reply in found["replies"]]
            seq = found["replies"][-1]["seq"]


NEWS = {
    "id": "d1",
    "kind": "enrollment.approved",
    "data": {"number": "XF20260001", "union": "蚌埠市龙子湖区总工会"},
}


async def test_too_many_messages_are_held_back_with_a_time_to_wait(tmp_path: Any) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    async with running_bot(url, XIAOFENG_CONVERSATION_MESSAGES_PER_MINUTE="2") as client:
        for number in range(2):
            assert (await post(client, SECRET, str(number), text="你好"))[0] == 200
        message = {"conversation": SECRET, "message_id": "3", "text": "你好"}
        async with client.post("/v1/chat/messages", json=message) as response:
            held_back = response.status, response.headers["Retry-After"]
        others = await post(client, OTHER_SECRET, "1", text="你好")

    status, seconds = held_back
    assert status == 429
    assert 0 < int(seconds) <= 30  # two a minute; what has passed meanwhile is taken off
    assert others[0] == 200


async def test_a_slow_answer_is_given_to_whoever_asks_again(database_url: str) -> None:
    release = asyncio.Event()

    async def slow(asked: Asked) -> web.StreamResponse:
        await release.wait()
        return web.Response(status=500)

    async with (
        running_server(slow) as nlu,
        running_bot(database_url, XIAOFENG_NLU_URL=nlu.url, XIAOFENG_REPLY_TIMEOUT_SECONDS="0.3") as client,
    ):
        status, problem = await post(client, SECRET, "1", text="怎么入会")
        release.set()
        found = await later(client, SECRET, after=0, wait=10)
        again = await post(client, SECRET, "1", text="怎么入会")

    assert (status, problem["type"]) == (503, "still-working")
    assert again == (200, {"replies": found["replies"], "asks": found["asks"], "owner": "bot"})


async def test_a_stream_whose_database_fails_ends_like_any_other(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: Any, **__: Any) -> None:
        raise DatabaseBusy

    headers = {"X-Conversation": SECRET, "Accept": "text/event-stream"}
    async with running_bot(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}") as client:
        monkeypatch.setattr(Reader, "later", busy)
        async with client.get("/v1/chat/messages", headers=headers) as response:
            assert await asyncio.wait_for(response.text(), 60) == "retry: 1000\n\n"


async def test_the_page_is_served_under_a_strict_policy(tmp_path: Any) -> None:
    async with running_bot(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}") as client:
        async with client.get("/") as response:
            page = await response.text()
            policy = response.headers["Content-Security-Policy"]
        statuses = {}
        for path in ("/page/chat.js", "/page/chat.css", "/page/form.html", "/page/../main.py", "/page/..%2fweb.py"):
            async with client.get(path) as response:
                statuses[path] = response.status

    assert "/page/chat.js" in page
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert list(statuses.values()) == [200, 200, 404, 404, 404]


async def test_health_says_what_is_missing(database_url: str) -> None:
    async with running_bot(database_url) as client:
        async with client.get("/healthz") as response:
            alive = response.status
        async with client.get("/readyz") as response:
            ready = response.status, (await response.json())["missing"]
        await post(client, SECRET, "1", text="你好")
        async with client.get("/metrics") as response:
            metrics = await response.text()

    assert alive == 200
    assert ready == (503, ["faq-feed"])
    assert 'xiaofeng_bot_turns_total{kind="text"} 1.0' in metrics


async def test_logs_and_metrics_hold_no_text_and_no_personal_data(
    database_url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    worker = person(12)
    lines = ["我要入会", "外卖骑手", worker.name, worker.id_number, worker.phone, "随便说一句不许记下来的话"]
    async with running_bot(database_url) as client:
        for number, line in enumerate(lines):
            await post(client, SECRET, str(number), text=line)
        async with client.get("/metrics") as response:
            metrics = await response.text()

    captured = capfd.readouterr()
    logged = "".join(f"{record.getMessage()}{vars(record)}" for record in caplog.records if record.name != "asyncio")
    written = captured.out + captured.err + metrics + logged
    assert "turn.done" in written
    for secret in (*lines[2:], SECRET):
        assert secret not in written
