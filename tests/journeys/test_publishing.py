"""An answer goes out from the command line and is in the chat at once, without training or restart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from launcher.paths import ROOT
from tests.journeys.house import House, running_house, wait_until
from tests.journeys.parts import down, readiness
from tests.journeys.worker import Worker

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(300)]

WRITER, APPROVER = "wangmin", "lijun"
PASSWORD = "bees carry honey home"
TOPIC = "test_ice_box"
QUESTION = "驿站的冰柜能存自己带的饭不"
ANSWER = "冰柜可以存饭，贴上名字，当天取走，过夜的会清理掉。"
ICE_BOX = {
    "topic": TOPIC,
    "title": "驿站冰柜存饭",
    "category": "station",
    "sensitive": False,
    "answer": ANSWER,
    "source": {"text": "驿站服务说明", "date": "2026-11-01"},
    "valid_from": "2026-11-01",
    "phrasings": [QUESTION, "冰柜里能不能放我的饭"],
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with two colleagues; what is published in it is nobody else's."""
    with running_house(tmp_path_factory.mktemp("publishing-house")) as running:
        for login in (WRITER, APPROVER):
            _hire(running, login)
        yield running


def _hire(house: House, login: str) -> None:
    url = house.cli("staff", "add", login, "--role", "faq_editor", "--role", "faq_approver").stdout.strip()
    with httpx.Client(follow_redirects=True) as browser:
        token = re.search(r'name="csrf" value="([^"]+)"', browser.get(url).text)
        assert token is not None
        fields = {"csrf": token.group(1), "password": PASSWORD, "again": PASSWORD}
        assert browser.post(url, data=fields).status_code == 200


def _faq(house: House, *arguments: str, by: str) -> str:
    """What the command said; it must have gone well."""
    done = house.cli("faq", *arguments, "--as", by)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _draft(house: House, folder: Path, document: dict[str, object]) -> str:
    """The name of the new draft."""
    file = folder / "draft.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return _faq(house, "draft", str(document["topic"]), "--from", str(file), by=WRITER).split("\t")[0]


def _is_answered(house: House) -> bool:
    return any(ANSWER in reply["text"] for reply in Worker(house.bot).say(QUESTION))


def test_a_published_topic_is_answered_outlives_nlu_and_goes_when_it_is_retired(house: House, tmp_path: Path) -> None:
    nlu_before = house.process("nlu")
    assert not _is_answered(house)
    revision = _draft(house, tmp_path, ICE_BOX)
    _faq(house, "submit", revision, by=WRITER)
    _faq(house, "approve", revision, by=APPROVER)
    wait_until(lambda: _is_answered(house), what="the new topic is answered")
    assert house.process("nlu") == nlu_before

    version = readiness(house, "nlu")[1]["feed"]["version"]
    with down(house, "actions"):
        assert house.kill("nlu")
        wait_until(lambda: readiness(house, "nlu")[0] == 200, within_seconds=120, what="nlu is back")
        feed = readiness(house, "nlu")[1]["feed"]
        assert (feed["version"], feed["trouble"]) == (version, "unreachable")
        wait_until(lambda: _is_answered(house), what="the topic is known after a restart without actions")
    wait_until(lambda: readiness(house, "nlu")[1]["feed"]["trouble"] is None, what="nlu follows the feed again")

    _faq(house, "retire", TOPIC, "--reason", "没有冰柜了", by=APPROVER)
    wait_until(lambda: not _is_answered(house), what="the retired topic is answered no more")


def test_a_draft_that_takes_messages_from_another_topic_fails_its_check(house: House, tmp_path: Path) -> None:
    joining = yaml.safe_load((ROOT / "data" / "faq" / "join" / "join_cost.yaml").read_text(encoding="utf-8"))
    stolen = [f"{phrasing}呢" for phrasing in joining["phrasings"][:40]]
    thief = ICE_BOX | {"topic": "test_thief", "title": "收费的事", "phrasings": stolen}
    harmless, harmful = _draft(house, tmp_path, ICE_BOX | {"topic": "test_harmless"}), _draft(house, tmp_path, thief)

    fine = house.cli("faq", "check", harmless, "--as", WRITER)
    wrong = house.cli("faq", "check", harmful, "--as", WRITER)

    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "0 句变差" in fine.stdout
    assert wrong.returncode == 1, wrong.stdout + wrong.stderr
    assert "应为 join_cost，" in wrong.stdout
    assert "很像 join_cost 的问法" in wrong.stdout
