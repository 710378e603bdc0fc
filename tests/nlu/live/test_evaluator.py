"""The background process that judges what serves."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from nlu.evaluate import evaluated
from nlu.evaluation.newest import kept
from nlu.feed.document import read_feed
from nlu.feed.last_good import keep
from nlu.live import evaluator as evaluator_module
from nlu.live.evaluator import Evaluator
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel
from tests.nlu.feed_double import SWAP, feed_body, small_entries
from tests.nlu.waiting import wait_until

FINGERPRINT = "0123456789abcdef"
MESSAGES = """
writer: rider
messages:
  join_cost: [加入工会需要交钱吗]
  station_hours: [站点关门了吗]
  battery_swap: [换电池有没有补贴]
out_of_scope: [今天的云真好看]
two_needs: [{text: 入会要交钱吗，驿站几点关, needs: [join_cost, station_hours]}]
follow_ups: [{after: find_station, text: 那几点关, means: station_hours}]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "development").mkdir(parents=True)
    (folder / "development" / "rider.yaml").write_text(MESSAGES, encoding="utf-8")
    return folder


@pytest.fixture
def live(tmp_path: Path) -> Path:
    return tmp_path / "live"


@pytest.fixture
def evaluator(small_archive: Path, live: Path, data: Path):
    running = Evaluator(FINGERPRINT, small_archive, live, data, Metrics())
    yield running
    running.stop()


def publish(live: Path, version: int, *more: dict) -> None:
    keep(live, read_feed(feed_body(version, [*small_entries(), *more])))


def test_it_judges_what_serves_on_the_folder(small_opened: OpenModel, live: Path, data: Path) -> None:
    at = datetime(2026, 11, 22, 4, tzinfo=timezone.utc)
    before = evaluated(small_opened, live, data, at)
    publish(live, 7, SWAP)
    after = evaluated(small_opened, live, data, at)

    assert (before["fingerprint"], before["feed_version"]) == (FINGERPRINT, 0)
    assert (after["feed_version"], after["evaluated_at"]) == (7, "2026-11-22T04:00:00+00:00")
    assert after["overall"]["messages"] == 3
    assert after["overall"]["right"] > before["overall"]["right"]  # the new topic is known only since
    assert after["out_of_scope"] == 1
    assert after["thresholds"] == after["own_thresholds"] == {"answer": 0.7, "careful": 0.78, "suggest": 0.2}
    assert sum(points[0]["right"] + points[0]["wrong"] for points in after["reach"].values()) == 3


def test_it_judges_by_the_published_thresholds(small_opened: OpenModel, live: Path, data: Path) -> None:
    thresholds = {"answer": 0.97, "careful": 0.98, "suggest": 0.06}
    keep(live, read_feed(feed_body(1, small_entries(), thresholds=thresholds)))

    found = evaluated(small_opened, live, data, datetime.now(timezone.utc))

    assert found["thresholds"] == thresholds
    assert found["own_thresholds"]["answer"] == 0.7
    assert found["overall"]["answered"] == 0


def test_no_message_of_the_development_set_is_told(small_opened: OpenModel, live: Path, data: Path) -> None:
    told = json.dumps(evaluated(small_opened, live, data, datetime.now(timezone.utc)), ensure_ascii=False)

    assert json.loads(told)["confusions"]
    for text in re.findall(r"[一-鿿]{4,}", MESSAGES):
        assert text not in told


def test_the_newest_is_at_hand_now_and_after_a_restart(
    evaluator: Evaluator, small_archive: Path, live: Path, data: Path
) -> None:
    assert evaluator.newest is None

    evaluator.evaluate()

    assert evaluator.newest is not None
    assert Evaluator(FINGERPRINT, small_archive, live, data, Metrics()).newest == evaluator.newest
    assert kept(live, "fedcba9876543210") is None


def test_a_failure_leaves_what_was_found_before(evaluator: Evaluator, data: Path) -> None:
    evaluator.evaluate()
    before = evaluator.newest
    (data / "development" / "rider.yaml").unlink()

    evaluator.evaluate()

    assert evaluator.newest == before
    counts = generate_latest(evaluator._metrics.registry).decode()
    assert 'xiaofeng_nlu_evaluations_total{outcome="failed"} 1.0' in counts


def test_wakes_within_the_pause_are_one_evaluation_after_it(
    evaluator: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator_module, "SETTLING_SECONDS", 0.05)
    monkeypatch.setattr(evaluator_module, "PAUSE_SECONDS", 0.5)
    began: list[float] = []
    monkeypatch.setattr(evaluator, "evaluate", lambda: began.append(time.monotonic()))
    evaluator.start()

    evaluator.wake()
    wait_until(lambda: len(began) == 1)
    for _ in range(5):
        evaluator.wake()
    wait_until(lambda: len(began) == 2)

    assert began[1] - began[0] >= 0.45
