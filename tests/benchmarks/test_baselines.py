"""The two baselines are what the page says they are."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import yaml
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from benchmarks.baseline.project import project_files
from benchmarks.baseline.skeleton import build
from launcher.paths import ROOT


async def test_the_skeleton_commits_one_row_a_message_and_says_what_rasa_understood(tmp_path: Path) -> None:
    asked: list[str] = []

    async def parse(request: web.Request) -> web.Response:
        asked.append((await request.json())["text"])
        return web.json_response({"intent": {"name": "join_cost"}})

    rasa = web.Application()
    rasa.router.add_post("/model/parse", parse)
    file = tmp_path / "skeleton.db"
    async with TestServer(rasa, host="127.0.0.1") as server:
        app = build(str(file), str(server.make_url("")).rstrip("/"))
        async with TestClient(TestServer(app, host="127.0.0.1")) as client:
            body = {"conversation": "c", "message_id": "m", "text": "要交钱吗"}
            answer = await (await client.post("/v1/chat/messages", json=body)).json()
            with sqlite3.connect(file) as other:
                rows = other.execute("SELECT conversation, message_id, text FROM messages").fetchall()

    assert [reply["text"] for reply in answer["replies"]] == ["join_cost"]
    assert asked == ["要交钱吗"]
    assert rows == [("c", "m", "要交钱吗")]


def test_every_intent_of_the_rasa_baseline_has_phrasings_a_rule_and_an_answer() -> None:
    files = project_files(ROOT / "data")

    intents = yaml.safe_load(files["domain.yml"])["intents"]
    trained = {part["intent"]: part["examples"] for part in yaml.safe_load(files["nlu.yml"])["nlu"]}
    ruled = [rule["steps"][0]["intent"] for rule in yaml.safe_load(files["rules.yml"])["rules"]]

    assert list(trained) == intents == ruled
    assert set(json.loads(files["answers.json"])) == set(intents)
    assert len(intents) > 89
    assert all(len(examples.splitlines()) >= 10 for examples in trained.values())


def test_entity_marks_and_rasas_own_intents_stay_out_of_the_baseline() -> None:
    files = project_files(ROOT / "data")

    assert "](" not in files["nlu.yml"]
    assert not {"restart", "back", "session_start"} & set(yaml.safe_load(files["domain.yml"])["intents"])


def test_the_pipeline_only_parses_in_one_configuration_and_follows_rules_in_the_other() -> None:
    files = project_files(ROOT / "data")
    bare, chat = yaml.safe_load(files["understanding.yml"]), yaml.safe_load(files["config.yml"])

    assert bare["pipeline"] == chat["pipeline"]
    assert [step["name"] for step in bare["pipeline"]][-1] == "LogisticRegressionClassifier"
    assert "policies" not in bare
    assert chat["policies"] == [{"name": "RulePolicy"}]
