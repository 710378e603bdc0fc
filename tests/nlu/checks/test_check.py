"""The regression gate on the small data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlu.check import check
from nlu.checks.draft import DraftUnreadable, examples_after, read_draft
from nlu.feed.document import read_feed
from nlu.feed.last_good import keep
from nlu.intents.examples import TOPIC
from nlu.model_archive import OpenModel
from tests.nlu.feed_double import SWAP, Entry, entry, feed_body, small_entries

DEVELOPMENT = """
writer: rider
messages:
  join_cost: [入会费收多少钱, 进工会要不要花钱]
  station_hours: [驿站晚上几点关门, 驿站几点开呀]
  battery_swap: [换电池有没有补贴]
out_of_scope: [明天会不会下雪]
two_needs: []
follow_ups: []
"""


class Gate:
    def __init__(self, opened: OpenModel, folder: Path) -> None:
        self.opened = opened
        self.live = folder / "live"
        self.data = folder / "data"
        self.conversations = folder / "conversations"
        (self.data / "development").mkdir(parents=True)
        (self.data / "development" / "rider.yaml").write_text(DEVELOPMENT, encoding="utf-8")
        self.conversations.mkdir()
        self.script("asks_the_hours", "驿站开到几点")
        self.script("joins", "我要入会")

    def script(self, name: str, said: str) -> None:
        steps = f"title: 试\nsteps:\n  - say: {said}\n    hears: [好]\n  - say: 再见\n"
        (self.conversations / f"{name}.yml").write_text(steps, encoding="utf-8")

    def judge(self, entries: list[Entry], retired: list[str] | None = None) -> dict[str, Any]:
        body = json.dumps({"entries": entries, "retired": retired or []}).encode()
        return check(self.opened, self.live, read_draft(body), self.data, self.conversations)


@pytest.fixture
def gate(small_opened: OpenModel, tmp_path: Path) -> Gate:
    return Gate(small_opened, tmp_path)


def texts(changes: list[dict[str, Any]]) -> list[str]:
    return [change["text"] for change in changes]


def test_a_draft_that_changes_nothing_turns_nothing(gate: Gate) -> None:
    assert gate.judge(small_entries()) == {
        "messages": 6,
        "turned_wrong": [],
        "turned_right": [],
        "changed": [],
        "collisions": [],
        "skipped": [],
    }


def test_an_edit_of_the_answer_alone_waits_for_no_fit(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    def fit(*_: object) -> None:
        pytest.fail("fitted though nothing is understood otherwise")

    monkeypatch.setattr("nlu.check.fitted_model", fit)
    unchanged = [entry for entry in small_entries() if entry.pop("answer")]

    assert gate.judge(unchanged)["messages"] == 6


def test_a_new_topic_turns_its_messages_right(gate: Gate) -> None:
    judged = gate.judge([SWAP])

    [turned] = judged["turned_right"]
    assert (turned["text"], turned["expected"], turned["from"]) == ("换电池有没有补贴", "battery_swap", "development")
    assert turned["after"] == {
        "decision": turned["after"]["decision"],
        "label": "battery_swap",
        "second": None,
        "right": True,
    }
    assert judged["turned_wrong"] == []


def test_a_topic_that_takes_anothers_messages_turns_them_wrong(gate: Gate) -> None:
    thief = entry("thief", "驿站晚上几点关门", ["驿站几点开呀", "驿站几点开门", "驿站晚上几点关", "驿站几点关门"])
    judged = gate.judge([thief])

    assert texts(judged["turned_wrong"]) == ["驿站晚上几点关门", "驿站几点开呀"]
    assert judged["turned_wrong"][0]["before"]["label"] == "station_hours"
    assert judged["turned_wrong"][0]["after"] == {
        "decision": "answer",
        "label": "thief",
        "second": None,
        "right": False,
    }
    collided = {(each["phrasing"], each["other"]): each["score"] for each in judged["collisions"]}
    assert collided["驿站晚上几点关", "station_hours"] == 1.0


def test_a_retired_topics_own_messages_are_changed_and_not_wrong(gate: Gate) -> None:
    judged = gate.judge([], ["station_hours"])

    assert judged["turned_wrong"] == [] or all(each["after"]["decision"] == "answer" for each in judged["turned_wrong"])
    lost = {*texts(judged["changed"]), *texts(judged["turned_wrong"])}
    assert {"驿站晚上几点关门", "驿站几点开呀"} <= lost


def test_a_scripted_conversation_that_begins_otherwise_is_told(gate: Gate) -> None:
    judged = gate.judge([entry("thief", "驿站开到几点", ["驿站开到几点呢"])])

    told = [
        each for each in judged["turned_wrong"] + judged["changed"] if each["from"] == "conversation:asks_the_hours"
    ]
    assert [each["text"] for each in told] == ["驿站开到几点"]
    assert told[0]["expected"] is None


def test_a_phrasing_that_is_answered_by_another_topic_collides(gate: Gate) -> None:
    judged = gate.judge([{**SWAP, "phrasings": [*SWAP["phrasings"], "入会要不要交钱"]}])

    assert judged["collisions"][0] == {
        "phrasing": "入会要不要交钱",
        "topic": "battery_swap",
        "other": "join_cost",
        "score": 1.0,
    }


def test_the_draft_is_laid_on_what_is_published_now(gate: Gate) -> None:
    keep(gate.live, read_feed(feed_body(5, [*small_entries(), SWAP])))

    judged = gate.judge([], ["battery_swap"])

    assert texts(judged["changed"] + judged["turned_wrong"]) == ["换电池有没有补贴"]


def test_without_scripts_and_development_set_that_is_said(gate: Gate, tmp_path: Path) -> None:
    gate.conversations = gate.data = tmp_path / "nowhere"

    judged = gate.judge([SWAP])

    assert judged["skipped"] == ["development", "conversations"]
    assert judged["messages"] == 0


def test_an_entry_without_its_answer_keeps_the_present_one(small_opened: OpenModel) -> None:
    examples = list(small_opened.origin.examples)
    cost = {name: value for name, value in small_entries()[0].items() if name != "answer"}
    body = json.dumps({"entries": [cost], "retired": []}).encode()

    after = examples_after(examples, read_draft(body))

    def sentences(found: list) -> set:
        return {each.text for each in found if each.kind == TOPIC and not each.phrasing}

    assert sentences(after) == sentences(examples)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"entries": []}',
        b'{"entries": {}, "retired": []}',
        b'{"entries": [], "retired": [5]}',
        b'{"entries": [], "retired": "join_cost"}',
        b'{"entries": [{"id": "a"}], "retired": []}',
        json.dumps({"entries": [SWAP, SWAP], "retired": []}).encode(),
        json.dumps({"entries": [SWAP], "retired": ["battery_swap"]}).encode(),
    ],
)
def test_anything_else_is_no_draft(body: bytes) -> None:
    with pytest.raises(DraftUnreadable):
        read_draft(body)


def test_a_draft_is_judged_with_the_thresholds_that_are_published(gate: Gate) -> None:
    thresholds = {"answer": 0.05, "careful": 0.06, "suggest": 0.04}
    keep(gate.live, read_feed(feed_body(1, small_entries(), thresholds=thresholds)))

    judged = gate.judge([SWAP])

    outcomes = [change[when]["decision"] for change in judged["changed"] for when in ("before", "after")]
    assert "suggest" not in outcomes
    assert judged["turned_wrong"] == []
