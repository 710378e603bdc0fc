from __future__ import annotations

import json

import pytest

from nlu.errors import FeedUnusable
from nlu.feed.document import PublishedThresholds, read_feed
from tests.nlu.feed_double import SWAP, feed_body, small_entries


def test_a_feed_is_read_with_its_topics() -> None:
    feed = read_feed(feed_body(7, small_entries()))

    assert feed.version == 7
    assert [topic.id for topic in feed.topics] == ["join_cost", "unpaid_wages", "station_hours"]
    assert [topic.sensitive for topic in feed.topics] == [False, True, False]
    assert feed.topics[0].title == "入会要不要交钱"
    assert "入会收费吗" in feed.topics[0].phrasings


def test_a_feed_may_set_the_thresholds() -> None:
    thresholds = {"answer": 0.65, "careful": 0.8, "suggest": 0.15}

    assert read_feed(feed_body(7, small_entries())).thresholds is None
    assert read_feed(feed_body(7, small_entries(), thresholds=thresholds)).thresholds == PublishedThresholds(
        answer=0.65, careful=0.8, suggest=0.15
    )


@pytest.mark.parametrize(
    "thresholds",
    [
        None,
        [],
        {},
        {"answer": 0.7, "careful": 0.8},
        {"answer": "0.7", "careful": 0.8, "suggest": 0.2},
        {"answer": True, "careful": 0.8, "suggest": 0.2},
        {"answer": 0.7, "careful": 0.6, "suggest": 0.2},
        {"answer": 0.2, "careful": 0.8, "suggest": 0.2},
        {"answer": 0.7, "careful": 1.0, "suggest": 0.2},
        {"answer": 0.7, "careful": 0.8, "suggest": 0.0},
    ],
)
def test_thresholds_that_cannot_be_make_no_feed(thresholds: object) -> None:
    with pytest.raises(FeedUnusable) as refused:
        read_feed(feed_body(7, small_entries(), thresholds=thresholds))

    assert refused.value.reason == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"version": "1", "entries": []}',
        b'{"version": true, "entries": []}',
        b'{"version": 1, "entries": {}}',
        b'{"version": 1, "entries": [5]}',
        feed_body(-1, [SWAP]),
        feed_body(1, [SWAP, SWAP]),
        feed_body(1, [{**SWAP, "phrasings": "换电"}]),
        feed_body(1, [{**SWAP, "phrasings": [5]}]),
        feed_body(1, [{**SWAP, "title": "  "}]),
        feed_body(1, [{**SWAP, "id": None}]),
        feed_body(1, [{name: value for name, value in SWAP.items() if name != "sensitive"}]),
        b"[" * 100_000,
    ],
)
def test_anything_else_is_malformed(body: bytes) -> None:
    with pytest.raises(FeedUnusable, match="malformed"):
        read_feed(body)


def test_a_feed_without_entries_is_no_feed_to_go_by() -> None:
    with pytest.raises(FeedUnusable, match="empty"):
        read_feed(feed_body(1, []))


def test_what_a_later_release_adds_does_no_harm() -> None:
    stated = json.loads(feed_body(1, [{**SWAP, "mood": "fine"}]))

    assert read_feed(json.dumps({**stated, "more": 1}).encode()).topics[0].id == "battery_swap"
