from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from nlu.feed.document import Feed
from nlu.feed.follower import Follower
from nlu.feed.last_good import kept
from nlu.feed.source import FeedSource, NoSource
from nlu.metrics import Metrics
from tests.nlu.feed_double import SWAP, TOKEN, FeedDouble, feed_body, running_feed, small_entries


class House:
    """A follower of a feed that is published by hand, looking when told to."""

    def __init__(self, double: FeedDouble, url: str, live: Path) -> None:
        self.double = double
        self.live = live
        self.url = url
        self.taken: list[Feed] = []
        self.metrics = Metrics()
        self.now = 1000.0
        self.follower = self.follow(TOKEN)

    def follow(self, token: str, take: Callable[[Feed], None] | None = None) -> Follower:
        source = FeedSource(self.url, token)
        take = take or self.taken.append
        return Follower(source, self.live, take, self.metrics, lambda: self.now, kept(self.live))

    def problems(self, reason: str) -> float:
        found = re.search(
            rf'^xiaofeng_nlu_feed_problems_total{{reason="{reason}"}} (\S+)',
            generate_latest(self.metrics.registry).decode(),
            re.MULTILINE,
        )
        return float(found[1]) if found else 0.0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    double = FeedDouble()
    double.publish(small_entries())
    with running_feed(double) as url:
        yield House(double, url, tmp_path / "live")


def test_a_feed_is_taken_once_and_kept(house: House) -> None:
    house.follower.look()
    house.follower.look()

    assert [feed.version for feed in house.taken] == [1]
    assert kept(house.live)[0].version == 1
    assert house.follower.state() == {"version": 1, "age_seconds": 0.0, "trouble": None}


def test_a_newer_feed_is_taken(house: House) -> None:
    house.follower.look()
    house.double.publish([*small_entries(), SWAP])
    house.follower.look()

    assert [feed.version for feed in house.taken] == [1, 2]
    assert kept(house.live)[0].version == 2


def test_the_same_version_with_other_entries_is_taken(house: House) -> None:
    """An answer's last day is over: what is in force changes, although nothing was published."""
    house.follower.look()
    house.double.publish(small_entries()[:2], version=1)
    house.follower.look()

    assert [len(feed.topics) for feed in house.taken] == [3, 2]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b"nonsense", "malformed"),
        (feed_body(9, []), "empty"),
        (feed_body(0, small_entries()), "older"),
    ],
)
def test_a_broken_feed_keeps_the_last_good_one_and_shows(house: House, broken: bytes, reason: str) -> None:
    house.follower.look()
    house.double.body = broken
    house.now += 60
    house.follower.look()
    house.follower.look()

    assert len(house.taken) == 1
    assert kept(house.live)[0].version == 1
    assert house.follower.state() == {"version": 1, "age_seconds": 60.0, "trouble": reason}
    assert house.problems(reason) == 2


def test_an_answer_that_is_no_feed_shows_its_status(house: House) -> None:
    house.double.status = 503
    house.follower.look()

    assert house.follower.state() == {"version": None, "age_seconds": None, "trouble": "status-503"}


def test_a_wrong_token_shows(house: House) -> None:
    stranger = house.follow("another token")
    stranger.look()

    assert stranger.trouble == "status-401"


def test_actions_out_of_reach_shows_and_passes(tmp_path: Path) -> None:
    double = FeedDouble()
    double.publish(small_entries())
    with running_feed(double) as url:
        house = House(double, url, tmp_path)
        house.follower.look()
    house.follower.look()
    assert house.follower.trouble == "unreachable"

    with running_feed(double, port=int(url.rpartition(":")[2])):
        house.follower.look()
    assert house.follower.trouble is None


def test_without_a_token_of_its_own_nothing_is_followed(tmp_path: Path) -> None:
    follower = Follower(NoSource(), tmp_path, lambda feed: None, Metrics(), lambda: 0.0, None)
    follower.look()

    assert follower.trouble == "no-token"


def test_what_was_good_is_known_at_the_next_start(house: House) -> None:
    house.follower.look()
    again = house.follow(TOKEN)

    assert again.state()["version"] == 1
    house.double.publish(small_entries(), version=0)
    again.look()
    assert again.trouble == "older"


def test_a_kept_feed_that_is_damaged_is_none(house: House) -> None:
    house.follower.look()
    (house.live / "feed.json").write_bytes(b'{"version": 1, "entr')

    assert kept(house.live) is None


def test_a_feed_that_cannot_be_taken_up_is_tried_again(house: House) -> None:
    def fail(feed: Feed) -> None:
        raise ArithmeticError("no text of the feed here")

    follower = house.follow(TOKEN, fail)
    follower.look()
    follower.look()

    assert follower.trouble == "failed-ArithmeticError"
    assert house.problems("failed-ArithmeticError") == 2


def test_a_folder_that_cannot_be_written_shows_until_it_can(house: House) -> None:
    house.live.write_text("a file where a folder should be")
    house.follower.look()
    assert (len(house.taken), house.follower.trouble) == (1, "not-kept")

    house.live.unlink()
    house.follower.look()
    assert (len(house.taken), house.follower.trouble) == (1, None)
    assert kept(house.live)[0].version == 1
