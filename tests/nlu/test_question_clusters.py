"""Clustering questions beside a running server."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from nlu.clusters.questions import LONGEST_TEXT, MOST_QUESTIONS
from nlu.server import LARGEST_BODY
from tests.nlu.running_server import Server
from tests.nlu.test_server import text
from tests.nlu.waiting import children, wait_until

pytestmark = pytest.mark.rasa

QUESTIONS = ["雨衣在哪里领", "孩子眼睛近视", "雨衣去哪里领取"]
MANY = 3_000  # enough to be met at work


@pytest.fixture(scope="module")
def server(small_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(small_environment, tmp_path_factory.mktemp("log") / "nlu.log")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def ask(server: Server, texts: list[str], token: str | None = None, fixed: Any = ()) -> tuple[int, Any]:
    questions = [{"id": id, "text": asked, "cluster": None} for id, asked in enumerate(texts, 1)]
    body = json.dumps({"questions": questions, "fixed": list(fixed)}).encode()
    return server.request("POST", f"/v1/question-clusters?token={server.token if token is None else token}", body)


def test_questions_are_clustered_while_messages_are_parsed(server: Server) -> None:
    with ThreadPoolExecutor() as pool:
        clustering = pool.submit(ask, server, QUESTIONS)
        while not clustering.done():
            assert server.parse(text("我要入会"))[1]["intent"]["name"] == "enroll"
        status, answer = clustering.result()

    assert status == 200
    first, second = answer["clusters"]
    assert set(first) == {"cluster", "questions"}
    assert (set(first["questions"]), second["questions"]) == ({1, 3}, [2])


@pytest.mark.parametrize("token", ["", "wrong"])
def test_the_token_is_asked_for(server: Server, token: str) -> None:
    assert ask(server, QUESTIONS, token)[0] == 401


def test_unreadable_questions_are_the_callers_mistake(server: Server) -> None:
    status, answer = ask(server, ["一句悄悄话", ""])

    assert status == 400
    assert "悄悄话" not in str(answer)


def test_the_most_and_the_longest_questions_are_not_too_many(server: Server) -> None:
    """The last is a character too long, so that nobody waits for them to be clustered."""
    texts = [*["长" * LONGEST_TEXT] * (MOST_QUESTIONS - 1), "长" * (LONGEST_TEXT + 1)]

    assert ask(server, texts)[0] == 400


def test_a_message_may_be_no_longer_than_before(server: Server) -> None:
    assert server.parse(text("a" * LARGEST_BODY))[0] == 413


def test_of_several_at_once_one_is_made_and_the_others_are_told(server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(server, QUESTIONS), range(4)))

    assert {status for status, _ in answers} <= {200, 503}
    assert any(status == 200 for status, _ in answers)
    assert all(answer == {"reason": "busy"} for status, answer in answers if status == 503)


def test_a_killed_process_is_told_and_the_next_one_is_made(server: Server) -> None:
    with ThreadPoolExecutor() as pool:
        clustering = pool.submit(ask, server, [f"雨衣在哪里领第{number}件" for number in range(MANY)])
        wait_until(lambda: bool(children(server.process.pid)))
        for child in children(server.process.pid):
            os.kill(child, signal.SIGKILL)

    assert clustering.result() == (503, {"reason": "killed"})
    assert ask(server, QUESTIONS)[0] == 200


def test_a_process_in_progress_ends_with_the_server(small_environment: dict[str, str], tmp_path: Path) -> None:
    stopping = Server(small_environment, tmp_path / "nlu.log")
    stopping.wait_until_ready()
    with ThreadPoolExecutor() as pool:
        pool.submit(ask, stopping, [f"雨衣在哪里领第{number}件" for number in range(MANY)])
        wait_until(lambda: bool(children(stopping.process.pid)))
        [child] = children(stopping.process.pid)
        stopping.process.send_signal(signal.SIGTERM)
        stopping.process.wait(timeout=30)

    wait_until(lambda: not Path(f"/proc/{child}").exists())


def test_no_question_is_logged(server: Server) -> None:
    ask(server, ["一句悄悄话"])

    assert "悄悄话" not in server.log.read_text()
