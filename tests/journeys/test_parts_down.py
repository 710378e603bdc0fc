"""One part of the house is down, slow or locked: a sensible line always, and nothing lost when it is back."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from launcher.paths import ROOT
from tests.faults.ledger import open_ledger
from tests.journeys.house import House, running_house, wait_until
from tests.journeys.parts import answers, down, frozen, readiness
from tests.journeys.worker import Worker
from tests.people import Person, person
from tests.ports import free_port

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(180)]

COST = yaml.safe_load((ROOT / "data" / "faq" / "join" / "join_cost.yaml").read_text())["answer"].splitlines()[0]
ONLY_NLU_KNOWS = "入会这个事情收费不收费啊"
_seeds = itertools.count(90_000)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose parts may be taken away; it waits for none of them longer than a second."""
    brief = {"XIAOFENG_NLU_TIMEOUT_SECONDS": "1", "XIAOFENG_ACTIONS_TIMEOUT_SECONDS": "1"}
    with running_house(tmp_path_factory.mktemp("shaken-house"), extra=brief) as running:
        yield running


@pytest.fixture
def worker(house: House) -> Worker:
    return Worker(house.bot)


@pytest.fixture
def somebody() -> Person:
    return person(next(_seeds))


def missed_by_bot(house: House) -> list[str]:
    status, body = readiness(house, "bot")
    assert status == 200
    return [part for part in body["degraded"] if part in ("nlu", "actions")]


def said(replies: list[dict[str, Any]]) -> str:
    return "\n".join(reply["text"] for reply in replies)


def titles(replies: list[dict[str, Any]]) -> list[str]:
    return [button["title"] for reply in replies for button in reply["buttons"]]


def fill_in(worker: Worker, somebody: Person, *, until: str) -> None:
    """An enrollment with the closed fields pressed or typed, until that field is asked."""
    acts: dict[str, Callable[[], object]] = {
        "trade": lambda: worker.press("外卖骑手"),
        "platform": lambda: worker.press("美团"),
        "region": lambda: worker.say("包河区"),
        "consent": lambda: worker.press("同意"),
        "name": lambda: worker.say(somebody.name),
        "id_number": lambda: worker.say(somebody.id_number),
        "phone": lambda: worker.say(somebody.phone),
    }
    while worker.asks != until:
        asked = str(worker.asks)
        acts[asked]()
        assert worker.asks != asked, said(list(worker.replies.values())[-2:])


def applications(house: House, worker: Worker) -> list[str]:
    """Numbers of what actions holds from this conversation."""
    with open_ledger(house) as ledger:
        conversation = ledger.data_key.conversation_id("web", worker.secret)
        query = "SELECT number FROM enrollments WHERE conversation = :of"
        return [row[0] for row in ledger.rows("actions", query, of=conversation)]


def understands_again(house: House) -> None:
    wait_until(lambda: COST in said(Worker(house.bot).say(ONLY_NLU_KNOWS)), what="nlu is asked again")
    assert missed_by_bot(house) == []


def test_without_nlu_titles_menu_and_forms_go_on_and_it_is_asked_again_once_it_is_back(
    house: House, worker: Worker, somebody: Person
) -> None:
    with down(house, "nlu"):
        lost = worker.say(ONLY_NLU_KNOWS)
        assert "听话有点费劲" in said(lost)
        assert {"我要入会", "转人工"} <= set(titles(lost))
        assert COST in said(worker.say("入会要不要交钱"))

        worker.press("我要入会")
        fill_in(worker, somebody, until="phone")
        assert COST in said(worker.say("入会要不要交钱"))
        assert worker.asks == "phone"
        fill_in(worker, somebody, until="confirm")
        worker.press("确认")
        worker.hears("申请已经递到")
        assert any(reply.get("stations") for reply in Worker(house.bot).say("合肥南站附近的驿站"))
        for _ in range(3):
            Worker(house.bot).say(ONLY_NLU_KNOWS)
        assert missed_by_bot(house) == ["nlu"]
        assert answers(house, "actions")

    understands_again(house)


def test_a_slow_nlu_is_not_waited_for(house: House) -> None:
    with frozen(house, "nlu"):
        lost = Worker(house.bot, client=httpx.Client(timeout=5)).say(ONLY_NLU_KNOWS)
        assert "听话有点费劲" in said(lost)

    understands_again(house)


def test_without_actions_the_faq_goes_on_and_a_finished_form_is_kept_sealed_and_handed_over_later(
    house: House, worker: Worker, somebody: Person
) -> None:
    worker.say("我在包河区送美团,想加入工会")
    fill_in(worker, somebody, until="id_number")
    with down(house, "actions"):
        assert COST in said(worker.say("入会要交钱吗"))
        assert worker.asks == "id_number"
        fill_in(worker, somebody, until="confirm")
        worker.press("确认")
        worker.hears("后台这会儿连不上")
        for request in ("合肥南站附近的驿站", "查进度"):
            assert "后台这会儿连不上" in said(worker.say(request))
        assert "actions" in missed_by_bot(house)
        kept = b"".join(file.read_bytes() for file in house.var.glob("bot.db*"))
        for value in (somebody.name, somebody.id_number, somebody.phone):
            assert value.encode() not in kept

    handed_over = worker.hears("申请已经递到", within_seconds=120)
    [number] = applications(house, worker)
    assert number in handed_over["text"]
    assert house.cli("enrollments", "approve", number).returncode == 0
    worker.hears("通过了")
    wait_until(lambda: missed_by_bot(house) == [], what="actions counts as back")


def test_a_form_actions_took_without_answering_becomes_one_application(
    house: House, worker: Worker, somebody: Person
) -> None:
    worker.say("我在包河区送美团,想加入工会")
    fill_in(worker, somebody, until="confirm")
    with frozen(house, "actions"):
        worker.press("确认")
        worker.hears("后台这会儿连不上")

    worker.hears("申请已经递到", within_seconds=120)
    assert len(applications(house, worker)) == 1


def test_a_conversation_outlives_its_bot(house: House, worker: Worker, somebody: Person) -> None:
    worker.say("我在包河区送美团,想加入工会")
    fill_in(worker, somebody, until="id_number")
    before = dict(worker.replies)
    assert house.kill("bot")

    worker.say(somebody.id_number)  # tried until the bot is there again

    assert worker.asks == "phone"
    fill_in(worker, somebody, until="confirm")
    assert house.kill("bot")
    worker.press("确认")
    worker.hears("申请已经递到", within_seconds=120)
    assert len(applications(house, worker)) == 1
    worker.replies.clear()
    worker.catch_up()
    assert before.items() <= worker.replies.items()
    assert sorted(worker.replies) == list(range(1, len(worker.replies) + 1))


def test_a_locked_database_is_told_and_the_same_message_is_taken_later(house: House, worker: Worker) -> None:
    worker.say("你好")
    body = {"conversation": worker.secret, "message_id": "while-locked", "text": "入会要交钱吗"}
    lock = sqlite3.connect(house.var / "bot.db", isolation_level=None)
    try:
        lock.execute("BEGIN IMMEDIATE")
        refused = httpx.post(f"{house.bot}/v1/chat/messages", json=body, timeout=60)
    finally:
        lock.close()
    assert refused.status_code == 503
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert refused.json()["type"] == "busy"
    assert int(refused.headers["retry-after"]) >= 1
    assert "有点忙" in refused.json()["detail"]

    assert COST in said(worker.post({"text": body["text"]}, message_id=body["message_id"]))


def test_every_part_says_what_it_misses(house: House, tmp_path: Path) -> None:
    status, understanding = readiness(house, "nlu")
    assert (status, understanding["missing"], understanding["feed"]["trouble"]) == (200, [], None)
    assert readiness(house, "actions") == (200, {"status": "ready", "missing": []})
    assert readiness(house, "bot")[1]["missing"] == []

    with sqlite3.connect(house.var / "actions.db") as database:
        [version] = database.execute("SELECT version_num FROM alembic_version").fetchone()
        database.execute("UPDATE alembic_version SET version_num = 'of-an-older-release'")
        database.commit()
        assert readiness(house, "actions") == (503, {"status": "missing", "missing": ["migrations"]})
        database.execute("UPDATE alembic_version SET version_num = ?", [version])
    assert readiness(house, "actions")[0] == 200

    with down(house, "actions"), new_bot(house, tmp_path) as url:
        wait_until(lambda: ready_document(url) is not None, what="a new bot answers")
        assert httpx.get(f"{url}/healthz").status_code == 200
        answer = httpx.get(f"{url}/readyz")
        assert answer.status_code == 503
        assert answer.json()["missing"] == ["faq-feed"]
        assert "小蜂" in said(Worker(url).post({}))
        house.environments["actions"]["XIAOFENG_ACTIONS_PORT"] = house.rooms["actions"].url.rpartition(":")[2]
        wait_until(lambda: httpx.get(f"{url}/readyz").status_code == 200, what="the new bot has its feed")


def ready_document(url: str) -> object | None:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).json()
    except httpx.TransportError:
        return None


@contextmanager
def new_bot(house: House, folder: Path) -> Iterator[str]:
    """A second bot with nothing in its database."""
    room, port = house.rooms["bot"], free_port()
    environment = {
        **room.environment,
        "XIAOFENG_BOT_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bot.db'}",
        "XIAOFENG_BOT_PORT": str(port),
    }
    subprocess.run(room.command("cli", "migrate"), env=environment, cwd=ROOT, check=True, timeout=60)
    with (folder / "bot.log").open("w") as log:
        process = subprocess.Popen(room.command("main"), env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


@pytest.mark.parametrize("room", ["bot", "nlu", "actions"])
def test_metrics_are_prometheus_text(house: House, room: str) -> None:
    Worker(house.bot).say("合肥南站附近的驿站")

    answer = httpx.get(f"{house.rooms[room].url}/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    ours = [family for name, family in families.items() if name.startswith(f"xiaofeng_{room}_")]
    assert ours
    assert all(family.documentation and family.type in ("counter", "gauge", "histogram") for family in ours)
    assert any(sample.value > 0 for family in ours for sample in family.samples)


def test_nothing_personal_reached_a_log_on_the_way(house: House) -> None:
    logged = house.log_text()

    assert logged
    for seed in range(90_000, next(_seeds)):
        somebody = person(seed)
        for value in (somebody.id_number, somebody.phone, somebody.name):
            assert value not in logged
