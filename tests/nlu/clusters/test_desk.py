"""The process beside the server that clusters."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu.cluster import main
from nlu.clusters.desk import ClusterDesk
from nlu.clusters.questions import QuestionsUnreadable
from nlu.live.background import BackgroundFailed
from tests.nlu.waiting import children, wait_until

SECRET = "一句悄悄话"


def body(*texts: str) -> bytes:
    questions = [{"id": id, "text": text, "cluster": None} for id, text in enumerate(texts, 1)]
    return json.dumps({"questions": questions, "fixed": []}).encode()


@pytest.fixture
def desk(small_archive: Path) -> Iterator[ClusterDesk]:
    running = ClusterDesk(small_archive)
    yield running
    running.stop()


def test_questions_are_clustered_beside_the_server(desk: ClusterDesk) -> None:
    answer = asyncio.run(desk.cluster(body("雨衣在哪里领", "孩子眼睛近视", "雨衣在哪里领")))

    assert answer == {"clusters": [{"cluster": None, "questions": [1, 3]}, {"cluster": None, "questions": [2]}]}


def test_unreadable_questions_start_no_process(desk: ClusterDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlu.live.background.subprocess.Popen", lambda *_, **__: pytest.fail("a process was started"))

    with pytest.raises(QuestionsUnreadable):
        asyncio.run(desk.cluster(b"{}"))


def test_one_at_a_time(desk: ClusterDesk) -> None:
    async def two() -> list[object]:
        return await asyncio.gather(*(desk.cluster(body(SECRET)) for _ in range(2)), return_exceptions=True)

    refused, made = sorted(asyncio.run(two()), key=lambda each: isinstance(each, dict))

    assert isinstance(refused, BackgroundFailed)
    assert refused.outcome == "busy"
    assert made == {"clusters": [{"cluster": None, "questions": [1]}]}
    assert asyncio.run(desk.cluster(body(SECRET))) == made


def test_a_killed_process_is_told(desk: ClusterDesk) -> None:
    async def killed() -> None:
        asked = asyncio.create_task(desk.cluster(body(SECRET)))
        await asyncio.to_thread(wait_until, lambda: bool(children(os.getpid())))
        for child in children(os.getpid()):
            os.kill(child, signal.SIGKILL)
        await asked

    with pytest.raises(BackgroundFailed) as raised:
        asyncio.run(killed())

    assert raised.value.outcome == "killed"


def test_what_takes_too_long_is_ended(desk: ClusterDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlu.clusters.desk.TIMEOUT_SECONDS", 0.01)

    with pytest.raises(BackgroundFailed) as raised:
        asyncio.run(desk.cluster(body(SECRET)))

    assert raised.value.outcome == "timeout"
    assert children(os.getpid()) == []


def test_a_missing_model_is_told_without_a_word_of_the_questions(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(BackgroundFailed) as raised:
        asyncio.run(ClusterDesk(tmp_path / "xiaofeng-0.tar.gz").cluster(body(SECRET)))

    assert raised.value.outcome == "failed"
    assert "question clusters: failed" in caplog.text
    assert SECRET not in caplog.text


def test_whatever_goes_wrong_is_told_by_its_kind_alone(
    small_archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stumble(*_: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr("nlu.cluster.cluster", stumble)
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115
    monkeypatch.setattr("nlu.cluster.read_questions", lambda _: None)

    assert main(["--model", str(small_archive)]) == 1
    assert capsys.readouterr().err == "KeyError\n"
