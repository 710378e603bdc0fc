"""Publishing without training, on running servers."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.nlu.feed_double import SWAP, TOKEN, Entry, FeedDouble, entry, feed_body, running_feed, small_entries
from tests.nlu.running_server import Server
from tests.nlu.test_server import text
from tests.nlu.waiting import children, wait_until

pytestmark = pytest.mark.rasa

LONGEST_SECONDS = 6.0  # 2 are promised; benchmarks/publishing.py measures, here other tests may be running


class House:
    """Two nlu replicas with folders of their own, and a feed they follow."""

    def __init__(self, env: dict[str, str], folder: Path, stack: ExitStack) -> None:
        self.double = FeedDouble()
        self.double.publish(small_entries())
        self._feed = stack.enter_context(ExitStack())
        url = self._feed.enter_context(running_feed(self.double))
        self._port = int(url.rpartition(":")[2])
        self._env = {**env, "XIAOFENG_ACTIONS_URL": url, "XIAOFENG_ACTIONS_TOKEN": TOKEN}
        self._folder = folder
        self._stack = stack
        self.replicas = [self.start("one"), self.start("two")]
        for replica in self.replicas:
            replica.wait_until_ready()

    def start(self, name: str) -> Server:
        server = Server({**self._env, "XIAOFENG_NLU_LIVE": str(self._folder / name)}, self._folder / f"{name}.log")
        self._stack.callback(server.process.wait)
        self._stack.callback(server.process.kill)
        return server

    def take_actions_down(self) -> None:
        self._feed.close()

    def bring_actions_back(self) -> None:
        self._feed.enter_context(running_feed(self.double, self._port))


@pytest.fixture(scope="module")
def house(small_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(small_environment, tmp_path_factory.mktemp("house"), stack)


@pytest.fixture(autouse=True)
def back_to_the_small_topics(house: House) -> Iterator[None]:
    yield
    house.double.status = 200
    publish_and_wait(house, small_entries(), lambda replica: trouble(replica) is None)


def publish_and_wait(house: House, entries: list[Entry], true: Callable[[Server], bool], **more: Any) -> float:
    house.double.publish(entries, **more)
    version = house.double.version
    return wait_until(lambda: all(feed(each)["version"] == version and true(each) for each in house.replicas))


def understood(server: Server, content: str) -> tuple[str, str]:
    parsed = server.parse(text(content))[1]
    return parsed["decision"], parsed["intent"]["name"]


def feed(server: Server) -> dict[str, Any]:
    status, ready = server.request("GET", "/readyz")
    assert (status, ready["ready"]) == (200, True)
    return ready["feed"]


def trouble(server: Server) -> str | None:
    return feed(server)["trouble"]


def metric(server: Server, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)", server.request("GET", "/metrics")[1], re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_a_new_topic_is_answered_on_every_replica(house: House) -> None:
    def answered(replica: Server) -> bool:
        return understood(replica, "换电柜有补贴吗") == ("answer", "battery_swap")

    assert publish_and_wait(house, [*small_entries(), SWAP], answered) < LONGEST_SECONDS


def test_a_new_phrasing_is_answered(house: House) -> None:
    known, *others = small_entries()
    changed = [{**known, "phrasings": [*known["phrasings"], "进门要缴门票不"]}, *others]

    def answered(replica: Server) -> bool:
        return understood(replica, "进门要缴门票不") == ("answer", "join_cost")

    assert publish_and_wait(house, changed, answered) < LONGEST_SECONDS


def test_a_retired_topic_is_gone(house: House) -> None:
    def gone(replica: Server) -> bool:
        return "station_hours" not in str(replica.parse(text("驿站几点开"))[1])

    assert publish_and_wait(house, small_entries()[:2], gone) < LONGEST_SECONDS


def test_other_thresholds_decide_on_every_replica(house: House) -> None:
    said = "加入工会需要交钱吗"
    assert {understood(replica, said)[0] for replica in house.replicas} == {"answer"}

    def asks_back(replica: Server) -> bool:
        return understood(replica, said) == ("suggest", "join_cost")

    cautious = {"answer": 0.97, "careful": 0.98, "suggest": 0.06}
    assert publish_and_wait(house, small_entries(), asks_back, thresholds=cautious) < LONGEST_SECONDS


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"nonsense", 200, "malformed"),
        (feed_body(0, [SWAP]), 200, "older"),
        (b"", 500, "status-500"),
    ],
)
def test_a_broken_feed_keeps_the_last_good_one_and_shows(house: House, body: bytes, status: int, reason: str) -> None:
    publish_and_wait(house, [*small_entries(), SWAP], lambda replica: True)
    version = house.double.version
    house.double.body, house.double.status = body, status

    for replica in house.replicas:
        wait_until(lambda replica=replica: trouble(replica) == reason)
        assert feed(replica)["version"] == version
        assert metric(replica, f'xiaofeng_nlu_feed_problems_total{{reason="{reason}"}}') >= 1
        assert metric(replica, "xiaofeng_nlu_feed_version") == version
        assert understood(replica, "换电柜有补贴吗") == ("answer", "battery_swap")


def test_a_refit_takes_the_overlays_place(house: House) -> None:
    publish_and_wait(house, [*small_entries(), SWAP], lambda replica: True)
    version = house.double.version

    for replica in house.replicas:
        wait_until(lambda replica=replica: metric(replica, "xiaofeng_nlu_index_version") == version)
        assert metric(replica, "xiaofeng_nlu_overlaid_labels") == 0
        assert metric(replica, 'xiaofeng_nlu_refits_total{outcome="done"}') >= 1
        assert understood(replica, "换电柜有补贴吗") == ("answer", "battery_swap")


def test_a_killed_refit_changes_nothing_and_is_made_up_for(house: House) -> None:
    one = house.replicas[0]
    wait_until(lambda: metric(one, "xiaofeng_nlu_overlaid_labels") == 0 and not children(one.process.pid))
    publish_and_wait(house, [*small_entries(), SWAP], lambda replica: True)
    version = house.double.version
    wait_until(lambda: bool(children(one.process.pid)))
    for child in children(one.process.pid):
        os.kill(child, signal.SIGKILL)
    wait_until(lambda: metric(one, 'xiaofeng_nlu_refits_total{outcome="killed"}') >= 1)

    assert understood(one, "换电柜有补贴吗") == ("answer", "battery_swap")
    wait_until(lambda: metric(one, "xiaofeng_nlu_index_version") == version)


def test_a_restart_without_actions_serves_what_was_published(house: House) -> None:
    dorm = entry("dorm", "租房补贴怎么申请", ["租房能补多少", "住处补贴"])
    publish_and_wait(house, [*small_entries(), dorm], lambda replica: True)
    house.take_actions_down()
    try:
        house.replicas[0].process.kill()
        house.replicas[0].process.wait()
        house.replicas[0] = house.start("one")
        house.replicas[0].wait_until_ready()

        assert understood(house.replicas[0], "住处补贴") == ("answer", "dorm")
        assert feed(house.replicas[0])["version"] == house.double.version
        assert trouble(house.replicas[0]) == "unreachable"
    finally:
        house.bring_actions_back()


def check(server: Server, body: object, token: str | None = None) -> tuple[int, Any]:
    token = server.token if token is None else token
    return server.request("POST", f"/v1/faq-checks?token={token}", json.dumps(body).encode())


def test_a_draft_is_judged_while_messages_are_parsed(house: House) -> None:
    one = house.replicas[0]
    draft = {"entries": [{**SWAP, "phrasings": ["驿站几点开", *SWAP["phrasings"]]}], "retired": []}
    with ThreadPoolExecutor() as pool:
        judging = pool.submit(check, one, draft)
        while not judging.done():
            assert understood(one, "我要入会") == ("answer", "enroll")
        status, judged = judging.result()

    assert status == 200
    assert set(judged) == {"messages", "turned_wrong", "turned_right", "changed", "collisions", "skipped"}
    assert "驿站几点开" in [each["phrasing"] for each in judged["collisions"]]


def test_of_several_checks_at_once_one_is_made_and_the_others_are_told(house: House) -> None:
    draft = {"entries": [SWAP], "retired": []}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: check(house.replicas[0], draft), range(4)))

    assert {status for status, _ in answers} <= {200, 503}
    assert any(status == 200 for status, _ in answers)
    assert all(answer == {"reason": "busy"} for status, answer in answers if status == 503)


def test_a_check_asks_for_the_token_and_a_draft(house: House) -> None:
    one = house.replicas[0]

    assert check(one, {"entries": [], "retired": []}, "wrong")[0] == 401
    assert check(one, {"entries": 5})[0] == 400


def test_no_other_model_can_be_put_in_place(house: House) -> None:
    one = house.replicas[0]

    assert one.request("PUT", f"/model?token={one.token}", b'{"model_file": "other.tar.gz"}')[0] == 405
    assert one.request("PUT", "/model?token=wrong", b"{}")[0] == 401


def test_no_text_of_the_feed_is_logged(house: House) -> None:
    publish_and_wait(house, [*small_entries(), SWAP], lambda replica: True)

    for replica in house.replicas:
        assert "换电" not in replica.log.read_text()
        assert TOKEN not in replica.log.read_text()


def try_out(server: Server, body: object, token: str | None = None) -> tuple[int, Any]:
    token = server.token if token is None else token
    return server.request("POST", f"/v1/faq-tries?token={token}", json.dumps(body).encode())


def test_a_draft_is_tried_on_the_model_that_serves(house: House) -> None:
    one = house.replicas[0]

    status, answer = try_out(one, {"texts": ["换电柜有补贴吗", "我要入会"], "entries": [SWAP], "retired": []})

    assert status == 200
    swap, enroll = answer["tried"]
    assert set(swap) == {"text", "before", "after"}
    assert set(swap["after"]) == {"decision", "label", "second", "ranking"}
    assert (swap["after"]["decision"], swap["after"]["label"]) == ("answer", "battery_swap")
    assert enroll["before"]["label"] == enroll["after"]["label"] == "enroll"
    assert understood(one, "换电柜有补贴吗") != ("answer", "battery_swap")


def test_a_try_asks_for_the_token_and_a_draft(house: House) -> None:
    one = house.replicas[0]

    assert try_out(one, {"texts": ["你好"], "entries": [], "retired": []}, "wrong")[0] == 401
    assert try_out(one, {"texts": ["你好"], "entries": []})[0] == 400
    assert try_out(one, {"texts": [], "entries": [], "retired": []})[0] == 400
