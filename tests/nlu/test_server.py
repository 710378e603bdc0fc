"""The running process, over HTTP."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.nlu.running_server import LONGEST_START, ROOT, Server

pytestmark = pytest.mark.rasa

WORDS_OF_THE_TESTS = ["加入工会", "一句悄悄话"]


@pytest.fixture(scope="module")
def server(small_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(small_environment, tmp_path_factory.mktemp("log") / "nlu.log")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def text(content: str) -> bytes:
    return json.dumps({"text": content}).encode()


def test_a_parse_has_the_whole_contract(server: Server) -> None:
    status, parsed = server.parse(text("我在包河区送美团，想加入工会"))

    assert status == 200
    assert set(parsed) == {"text", "intent", "intent_ranking", "decision", "second", "entities"}
    assert parsed["intent"]["name"] == "enroll"
    assert parsed["decision"] in ("answer", "suggest")
    assert parsed["second"] is None
    assert parsed["intent_ranking"][0] == parsed["intent"]
    region = next(each for each in parsed["entities"] if each["entity"] == "region")
    assert region["value"] == "340111"
    assert (region["text"], region["start"], region["end"], region["candidates"]) == ("包河区", 2, 5, [])


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_parse_without_the_token_is_refused(server: Server, token: str) -> None:
    assert server.parse(text("你好"), token)[0] == 401


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"{}", b'{"text": 5}', b'{"text": null}', b"[]", b'"a"', b"\xff\xfe"]
)
def test_a_body_without_text_is_the_callers_mistake(server: Server, body: bytes) -> None:
    assert server.parse(body)[0] == 400


@pytest.mark.parametrize("content", ["", "😀👍", "\u0000\u0007\u200b", "/enroll", "/", "//"])
def test_odd_texts_are_parsed_all_the_same(server: Server, content: str) -> None:
    status, parsed = server.parse(text(content))

    assert status == 200
    assert parsed["decision"] in ("suggest", "fallback")


@pytest.mark.parametrize("content", ["a" * 20_000, "入会" * 10_000], ids=["letters", "one word again and again"])
def test_a_very_long_text_is_parsed(server: Server, content: str) -> None:
    status, parsed = server.parse(text(content))

    assert status == 200
    assert parsed["text"] == content


def test_a_body_beyond_all_measure_is_refused(server: Server) -> None:
    assert server.parse(text("a" * 1_000_000))[0] in (400, 413)


def test_health_and_readiness_need_no_token(server: Server) -> None:
    assert server.request("GET", "/healthz") == (200, {"status": "alive"})
    feed = {"version": None, "age_seconds": None, "trouble": "no-token"}
    assert server.request("GET", "/readyz") == (200, {"ready": True, "missing": [], "feed": feed})


def test_an_evaluation_is_told_to_who_has_the_token_once_there_is_one(server: Server) -> None:
    assert server.request("GET", "/v1/evaluation")[0] == 401
    assert server.request("GET", f"/v1/evaluation?token={server.token}")[0] == 404


def test_everything_else_of_rasa_needs_it(server: Server) -> None:
    assert server.request("GET", "/status")[0] == 401
    assert server.request("PUT", "/model", b"{}")[0] == 401


def test_metrics_count_parses_by_decision(server: Server) -> None:
    def fallbacks() -> float:
        exposition = server.request("GET", "/metrics")[1]
        found = re.search(r'^xiaofeng_nlu_parses_total\{decision="fallback"\} (\S+)', exposition, re.MULTILINE)
        return float(found[1]) if found else 0.0

    before = fallbacks()
    server.parse(text(""))

    assert fallbacks() == before + 1


def test_the_log_holds_neither_text_nor_token(server: Server) -> None:
    for words in WORDS_OF_THE_TESTS:
        server.parse(text(words))
    server.parse(text("/一句悄悄话"))
    server.request("GET", f"/nowhere?token={server.token}")

    log = server.log.read_text()
    assert "INFO" in log
    assert server.token not in log
    for words in WORDS_OF_THE_TESTS:
        assert words not in log
        assert words not in log.encode().decode("unicode_escape", errors="replace")


def test_it_stops_cleanly_when_asked_to(small_environment: dict[str, str], tmp_path: Path) -> None:
    stopping = Server(small_environment, tmp_path / "nlu.log")
    stopping.wait_until_ready()
    stopping.process.send_signal(signal.SIGTERM)

    assert stopping.process.wait(timeout=15) == 0
    assert "Traceback" not in stopping.log.read_text()


def start(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nlu.main"], env=env, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_START
    )


def test_a_taken_port_stops_the_start(small_environment: dict[str, str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        refused = start({**small_environment, "XIAOFENG_NLU_PORT": str(port)})

    assert refused.returncode == 5
    assert len(refused.stderr.splitlines()) == 1
    assert f"port {port}" in refused.stderr


def test_a_missing_model_stops_the_start(small_environment: dict[str, str], tmp_path: Path) -> None:
    refused = start({**small_environment, "XIAOFENG_NLU_MODELS": str(tmp_path)})

    assert refused.returncode == 4
    assert len(refused.stderr.splitlines()) == 1
    assert "train" in refused.stderr


def test_an_unreadable_model_stops_the_start(small_environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "xiaofeng-0.tar.gz").write_bytes(b"no model")
    refused = start({**small_environment, "XIAOFENG_NLU_MODELS": str(tmp_path)})

    assert refused.returncode == 4
    assert len(refused.stderr.splitlines()) == 1
    assert "xiaofeng-0.tar.gz" in refused.stderr


def test_a_missing_token_stops_the_start(small_environment: dict[str, str]) -> None:
    refused = start({**small_environment, "XIAOFENG_NLU_TOKEN": ""})

    assert refused.returncode == 2
    assert refused.stderr.splitlines() == [
        "nlu: XIAOFENG_NLU_TOKEN is not set; give nlu and bot the same long random text"
    ]


def test_what_the_worker_says_is_not_meant_is_never_the_label(server: Server) -> None:
    meant = server.parse(text("加入工会"))[1]["intent"]["name"]

    status, parsed = server.parse(json.dumps({"text": "加入工会", "rejected": [meant]}).encode())

    assert status == 200
    assert meant not in [parsed["intent"]["name"], *(each["name"] for each in parsed["intent_ranking"])]


@pytest.mark.parametrize(
    "wrong", [{"context": 5}, {"rejected": "join_cost"}, {"rejected": [1]}, {"rejected": ["a"] * 21}]
)
def test_an_unreadable_context_is_the_callers_mistake(server: Server, wrong: dict[str, object]) -> None:
    status, answer = server.parse(json.dumps({"text": "加入工会", **wrong}).encode())

    assert status == 400
    assert next(iter(wrong)) in answer["message"]
