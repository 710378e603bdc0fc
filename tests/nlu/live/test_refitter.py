"""The background process that fits the ranker anew."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from nlu.feed.document import Feed, read_feed
from nlu.feed.last_good import keep
from nlu.live.index import read_index
from nlu.live.refitter import Refitter
from nlu.live.serving import Serving
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel
from tests.nlu.feed_double import SWAP, entry, feed_body, small_entries
from tests.nlu.waiting import children, wait_until


class House:
    def __init__(self, opened: OpenModel, archive: Path, live: Path) -> None:
        self.live = live
        self.metrics = Metrics()
        self.cleaner = opened.intents.cleaner
        self.serving = Serving(opened, self.metrics)
        self.refitter = Refitter(self.serving, self.cleaner, archive, live, self.metrics)

    def publish(self, version: int, *more: dict) -> Feed:
        feed = read_feed(feed_body(version, [*small_entries(), *more]))
        keep(self.live, feed)
        self.serving.take_feed(feed)
        return feed

    def refits(self, outcome: str) -> float:
        exposition = generate_latest(self.metrics.registry).decode()
        found = re.search(rf'^xiaofeng_nlu_refits_total{{outcome="{outcome}"}} (\S+)', exposition, re.MULTILINE)
        return float(found[1]) if found else 0.0


@pytest.fixture
def house(small_opened: OpenModel, small_archive: Path, tmp_path: Path):
    running = House(small_opened, small_archive, tmp_path / "live")
    yield running
    running.refitter.stop()


@contextmanager
def waiting_refit(house: House) -> Iterator[int]:
    """The pid of a refit process that waits at its feed until it is killed; it has ended at the end of the block."""
    house.publish(1, SWAP)
    (house.live / "feed.json").unlink()
    os.mkfifo(house.live / "feed.json")
    before = set(children(os.getpid()))
    refitting = threading.Thread(target=house.refitter.refit)
    refitting.start()
    wait_until(lambda: set(children(os.getpid())) > before)
    [child] = set(children(os.getpid())) - before
    yield child
    refitting.join()


def test_a_refit_is_swapped_in(house: House) -> None:
    house.publish(1, SWAP)

    assert house.refitter.refit()

    assert not house.serving.is_stale
    assert house.serving.model.ranker.labels.count("battery_swap") == 1
    assert house.serving.model.understand("换电池有没有补贴", []).label == "battery_swap"
    assert house.refits("done") == 1


def test_topics_that_were_fitted_on_before_are_taken_up_again(house: House) -> None:
    """A publication that is rolled back costs no fit."""
    house.publish(1, SWAP)
    house.refitter.refit()
    [folder] = (house.live / "indexes").iterdir()
    fitted_at = (folder / "intents.npz").stat().st_mtime_ns
    house.publish(2)
    house.publish(3, SWAP)
    house.serving.take_index(replace(read_index(folder, house.serving.fingerprint, house.cleaner), digest="other"))

    assert house.refitter.refit()

    assert (folder / "intents.npz").stat().st_mtime_ns == fitted_at
    assert read_index(folder, house.serving.fingerprint, house.cleaner).feed.version == 3


def test_a_refit_that_was_killed_leaves_the_overlay_serving(house: House) -> None:
    with waiting_refit(house) as child:
        os.kill(child, signal.SIGKILL)

    assert house.refits("killed") == 1
    assert house.serving.is_stale
    assert house.serving.model.understand("换电柜有补贴吗", []).label == "battery_swap"


def test_a_refit_takes_what_messages_leave_of_the_processors(house: House) -> None:
    with waiting_refit(house) as child:
        wait_until(lambda: os.getpriority(os.PRIO_PROCESS, child) == 19)
        wait_until(lambda: os.sched_getscheduler(child) == os.SCHED_IDLE)
        os.kill(child, signal.SIGKILL)


def test_a_refit_that_fails_is_tried_again(house: House) -> None:
    house.publish(1, SWAP)
    whole = (house.live / "feed.json").read_bytes()
    (house.live / "feed.json").write_bytes(b"damaged")
    house.refitter.start()
    house.refitter.wake()
    wait_until(lambda: house.refits("failed") >= 1)
    (house.live / "feed.json").write_bytes(whole)

    wait_until(lambda: not house.serving.is_stale)


def test_a_feed_that_moves_during_a_refit_leads_to_another(house: House) -> None:
    house.serving.when_stale = house.refitter.wake
    house.publish(1, SWAP)
    house.refitter.start()
    wait_until(lambda: bool(children(os.getpid())))
    house.publish(2, SWAP, entry("dorm", "租房补贴怎么申请", ["租房能补多少", "住处补贴"]))

    wait_until(lambda: not house.serving.is_stale)
    assert "dorm" in house.serving.model.ranker.labels
    assert house.serving.model.understand("换电柜有补贴吗", []).label == "battery_swap"


def test_a_thousand_topics_are_refitted_and_understood(house: House) -> None:
    """Beyond 300 labels the ranker goes by class means; nothing else changes."""
    places, matters = "庐蚌皖宣亳滁池铜淮芜", "租体培换保罚子助理热"
    topics = [
        entry(f"topic_{number}", f"{a}{b}{c}补贴{number}号", [f"{a}{b}{c}补贴{ask}" for ask in ASKED])
        for number, (a, b, c) in enumerate((a, b, c) for a in places for b in matters for c in "甲乙丙丁戊己庚辛壬癸")
    ]
    house.publish(1, *topics)
    asked = [(topic["id"], topic["title"][:5] + "到底找谁申请呀") for topic in topics[::100]]
    assert [house.serving.model.understand(text, []).label for _, text in asked] == [label for label, _ in asked]

    assert house.refitter.refit()

    assert [house.serving.model.understand(text, []).label for _, text in asked] == [label for label, _ in asked]
    assert house.serving.model.understand("我要入会", []).label == "enroll"


ASKED = ["怎么申请", "找谁办", "要什么材料", "几天能下来", "还有没有"]
