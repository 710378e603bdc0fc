"""Trying a draft on the model that serves."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from nlu.checks.draft import DraftUnreadable
from nlu.checks.tries import TryDesk, read_tries
from nlu.feed.document import read_feed
from nlu.live.serving import Serving
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel
from tests.nlu.feed_double import SWAP, Entry, feed_body, small_entries

UNSEEN_SWAP = "换电池有没有补贴"  # nobody wrote this one down
SWAP_DRAFT = {name: value for name, value in SWAP.items() if name != "answer"}


class Desk:
    def __init__(self, opened: OpenModel) -> None:
        self.opened = opened
        self.serving = Serving(opened, Metrics())

    def publish(self, entries: list[Entry], version: int = 1) -> None:
        self.serving.take_feed(read_feed(feed_body(version, entries)))

    def tries(self, *texts: str, entries: list[Entry], retired: list[str] | None = None) -> list[dict[str, Any]]:
        body = {"texts": list(texts), "entries": entries, "retired": retired or []}
        desk = TryDesk(self.serving, self.opened.entities)
        return asyncio.run(desk.try_out(json.dumps(body).encode()))["tried"]

    def understood(self, text: str) -> Any:
        return self.serving.model.understand(text, self.opened.entities.extract(text))


@pytest.fixture
def desk(small_opened: OpenModel) -> Desk:
    return Desk(small_opened)


@pytest.mark.parametrize("has_feed", [True, False], ids=["over a feed", "before any feed"])
def test_a_new_topic_answers_its_messages_after_it_and_not_before(desk: Desk, has_feed: bool) -> None:
    if has_feed:
        desk.publish(small_entries())

    [tried] = desk.tries("换电柜有补贴吗", entries=[SWAP_DRAFT])

    assert tried["text"] == "换电柜有补贴吗"
    assert tried["before"]["label"] != "battery_swap"
    assert (tried["after"]["decision"], tried["after"]["label"]) == ("answer", "battery_swap")


def test_what_is_tried_is_what_publishing_it_brings(desk: Desk) -> None:
    desk.publish(small_entries())
    texts = (UNSEEN_SWAP, "换电柜有补贴吗", "驿站几点关", "入会要不要交钱")

    tried = desk.tries(*texts, entries=[SWAP_DRAFT])
    desk.publish([*small_entries(), SWAP], version=2)

    for one in tried:
        real = desk.understood(one["text"])
        ranking = [{"id": label, "score": round(score, 4)} for label, score in real.ranking[:5]]
        after = {"decision": real.decision, "label": real.label, "second": real.second, "ranking": ranking}
        assert one["after"] == after, one["text"]


def test_trying_changes_nothing_for_anybody(desk: Desk) -> None:
    desk.publish(small_entries())
    model = desk.serving.model

    desk.tries("换电柜有补贴吗", entries=[SWAP_DRAFT], retired=["station_hours"])

    assert desk.serving.model is model
    assert not desk.serving.is_stale
    assert desk.understood("换电柜有补贴吗").label != "battery_swap"


def test_a_draft_of_a_topic_stands_in_its_place(desk: Desk) -> None:
    desk.publish(small_entries())
    cost = {**small_entries()[0], "phrasings": ["进门要缴门票不"]}

    [new, old] = desk.tries("进门要缴门票不", "进工会花钱不", entries=[cost])

    assert (new["after"]["decision"], new["after"]["label"]) == ("answer", "join_cost")
    assert old["before"]["ranking"][0] == {"id": "join_cost", "score": 1.0}
    assert old["after"]["ranking"][0]["score"] < 1.0  # no longer one of its phrasings


def test_a_retired_topic_is_ranked_no_more(desk: Desk) -> None:
    desk.publish(small_entries())

    [tried] = desk.tries("驿站几点开", entries=[], retired=["station_hours"])

    assert tried["before"]["label"] == "station_hours"
    assert "station_hours" not in [one["id"] for one in tried["after"]["ranking"]]


def test_nobody_retires_a_task(desk: Desk) -> None:
    [tried] = desk.tries("我要入会", entries=[], retired=["enroll"])

    assert tried["before"] == tried["after"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"texts": [], "entries": [], "retired": []}',
        b'{"texts": [5], "entries": [], "retired": []}',
        b'{"texts": "a", "entries": [], "retired": []}',
        b'{"texts": ["a"], "entries": []}',
        b'{"texts": ["a"], "entries": [{"id": "a"}], "retired": []}',
        json.dumps({"texts": ["a"] * 6, "entries": [], "retired": []}).encode(),
        json.dumps({"texts": ["a" * 501], "entries": [], "retired": []}).encode(),
    ],
)
def test_anything_else_cannot_be_tried(body: bytes) -> None:
    with pytest.raises(DraftUnreadable):
        read_tries(body)
