"""Trained, stored and loaded by Rasa: the same answers as without it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nlu.model_archive import newest_model, open_model
from nlu.understanding_lines import understand_line
from tests.nlu.tiny_encoder import write_tiny_encoder
from tests.nlu.waiting import wait_until

pytestmark = pytest.mark.rasa

ROOT = Path(__file__).parents[2]
TEXTS = [
    "我在包河区送美团，想加入工会",
    "入会要不要交钱",
    "老板不发工资，另外驿站几点开",
    "明天多少度",
    "合肥南站附近有驿站吗",
    "包河区",
    "😀",
    "",
]


def command(env: dict[str, str], *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nlu.cli", *arguments], env=env, cwd=ROOT, input=stdin, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def parse(small_environment: dict[str, str]):
    from nlu.metrics import Metrics
    from nlu.server import load_agent

    agent = load_agent(newest_model(Path(small_environment["XIAOFENG_NLU_MODELS"])), Metrics())
    return lambda text: asyncio.run(agent.parse_message(text))


@pytest.mark.parametrize("text", TEXTS)
def test_rasa_says_what_the_plain_model_says(small_environment: dict[str, str], parse, text: str) -> None:
    plain = understand_line(open_model(newest_model(Path(small_environment["XIAOFENG_NLU_MODELS"]))), text)
    parsed = parse(text)

    assert (parsed["decision"], parsed["intent"]["name"], parsed["second"]) == (
        plain["decision"],
        plain["label"],
        plain["second"],
    )
    assert [each["name"] for each in parsed["intent_ranking"]] == [each["id"] for each in plain["ranking"]]
    assert [{**each, "extractor": None} for each in parsed["entities"]] == [
        {**each, "extractor": None} for each in plain["entities"]
    ]


def test_a_leading_slash_is_no_intent(parse) -> None:
    assert parse("/enroll")["intent"]["name"] != "enroll" or parse("/enroll")["intent"]["confidence"] < 1
    assert parse("//我要入会")["intent"]["name"] == "enroll"


def test_training_again_changes_nothing(small_environment: dict[str, str]) -> None:
    model = newest_model(Path(small_environment["XIAOFENG_NLU_MODELS"]))
    before = model.stat().st_mtime_ns

    again = command(small_environment, "train")

    assert (again.returncode, again.stdout.strip()) == (0, "understanding model: nothing changed")
    assert model.stat().st_mtime_ns == before
    assert [path.name for path in model.parent.iterdir()] == [model.name]


def test_a_damaged_model_is_named_and_trained_anew(small_environment: dict[str, str], tmp_path: Path) -> None:
    whole = newest_model(Path(small_environment["XIAOFENG_NLU_MODELS"]))
    damaged = tmp_path / whole.name
    damaged.write_bytes(whole.read_bytes()[:-2000])

    trained = command({**small_environment, "XIAOFENG_NLU_MODELS": str(tmp_path)}, "train")

    assert trained.returncode == 0
    assert trained.stdout.startswith(f"understanding model: {whole.name} cannot be read (")
    assert open_model(damaged)


def test_training_on_unreadable_data_keeps_the_model(small_environment: dict[str, str], tmp_path: Path) -> None:
    model = newest_model(Path(small_environment["XIAOFENG_NLU_MODELS"]))

    failed = command({**small_environment, "XIAOFENG_DATA_DIR": str(tmp_path)}, "train")

    assert failed.returncode == 2
    assert len(failed.stderr.splitlines()) == 1
    assert "regions.csv" in failed.stderr
    assert model.exists()


def test_training_with_an_encoder_that_is_not_there_says_so(small_environment: dict[str, str], tmp_path: Path) -> None:
    failed = command({**small_environment, "XIAOFENG_ENCODER": str(tmp_path / "nowhere")}, "train")

    assert failed.returncode == 2
    assert failed.stderr.splitlines() == [f"nlu: XIAOFENG_ENCODER: {tmp_path / 'nowhere'} is no folder"]


def test_the_server_does_not_start_with_another_encoder_than_the_models(
    small_environment: dict[str, str], tmp_path: Path
) -> None:
    env = {**small_environment, "XIAOFENG_NLU_PORT": "0", "XIAOFENG_ENCODER": str(write_tiny_encoder(tmp_path))}
    start = [sys.executable, "-m", "nlu.main"]

    refused = subprocess.run(start, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert refused.returncode == 4
    assert "the model was trained without an encoder, but XIAOFENG_ENCODER names" in refused.stderr


def test_understand_reads_a_text(small_environment: dict[str, str]) -> None:
    understood = command(small_environment, "understand", "我要入会")

    assert understood.returncode == 0
    assert json.loads(understood.stdout)["label"] == "enroll"


def test_understand_answers_each_line_before_the_next_is_asked(small_environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "nlu.cli", "understand", "--jsonl"],
        env=small_environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    with process:
        for text in ("我要入会", "你好"):
            process.stdin.write(json.dumps({"text": text}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (["understand", "--jsonl"], '{"text": "你好"}\nnonsense\n', 2, "line 2"),
        (["understand"], "", 2, "--jsonl"),
        (["understand", "--jsonl", "你好"], "", 2, "--jsonl"),
        ([], "", 2, "required"),
    ],
)
def test_unreadable_input_exits_with_2(
    small_environment: dict[str, str], arguments: list[str], stdin: str, code: int, said: str
) -> None:
    refused = command(small_environment, *arguments, stdin=stdin)

    assert refused.returncode == code
    assert said in refused.stderr


def test_without_a_model_understand_says_what_to_do(small_environment: dict[str, str], tmp_path: Path) -> None:
    refused = command({**small_environment, "XIAOFENG_NLU_MODELS": str(tmp_path)}, "understand", "你好")

    assert refused.returncode == 4
    assert refused.stderr.splitlines() == [
        f"nlu: there is no trained model in {tmp_path}; run `python xiaofeng.py train`"
    ]


def test_rasa_finds_the_training_data_valid(real_data: Path) -> None:
    checked = command({**os.environ, "XIAOFENG_DATA_DIR": str(real_data)}, "validate")

    assert checked.returncode == 0, checked.stderr[-2000:]
    assert "UserWarning" not in checked.stderr


def test_training_broken_off_by_the_keyboard_ends_quietly_and_leaves_nothing(
    small_environment: dict[str, str], tmp_path: Path
) -> None:
    env = {**small_environment, "XIAOFENG_NLU_MODELS": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-m", "nlu.cli", "train"], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as training:
        assert training.stdout
        training.stdout.readline()  # "training on … lines"
        wait_until(lambda: any(tmp_path.iterdir()))
        training.send_signal(signal.SIGINT)
        _, complaint = training.communicate(timeout=60)

    assert training.returncode == 130
    assert b"Traceback" not in complaint
    assert list(tmp_path.iterdir()) == []
