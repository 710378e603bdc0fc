"""Following an application to its end through HTTP and chat only: held, returned, corrected, found on a new phone."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.applying import hand_in
from tests.journeys.command_line import as_cli
from tests.journeys.house import House, running_house
from tests.journeys.nlu_double import nlu_that_knows
from tests.journeys.worker import Worker
from tests.people import Person, person

_seeds = itertools.count(int(time.time()) % 1_000_000 * 1000 + 500)
WANTS_TO_JOIN = "我在包河区送美团,想加入工会"
SENTENCES = {
    WANTS_TO_JOIN: (
        "enroll",
        [
            {"entity": "region", "value": "340111", "text": "包河区", "candidates": []},
            {"entity": "platform", "value": "meituan", "text": "美团", "candidates": []},
        ],
    ),
    "我的申请到哪一步了": ("enrollment_status", []),
    "撤回申请": ("enrollment_withdraw", []),
    "关闭通知": ("notifications_off", []),
    "查看我的个人信息": ("my_data", []),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Bot and actions, once on each database; nlu is played."""
    folder = request.getfixturevalue("postgres_folder") if request.param == "postgresql" else None
    var = tmp_path_factory.mktemp(f"following-{request.param}")
    with nlu_that_knows(SENTENCES) as nlu, running_house(var, postgres_folder=folder, nlu=nlu) as running:
        yield running


@pytest.fixture
def worker(house: House) -> Worker:
    return Worker(house.bot)


@pytest.fixture
def somebody() -> Person:
    return person(next(_seeds))


def joins(worker: Worker, who: Person, *, phone: str = "") -> str:
    """Through the whole form; the application's number."""
    worker.say(WANTS_TO_JOIN)
    return hand_in(worker, who, phone=phone)


def staff_act(house: House, number: str, act: str, **body: Any) -> int:
    """What staff do to an application, by the API; the status."""
    return as_cli(house, f"/v1/enrollments/{number}/{act}", body).status_code


def said(replies: list[dict[str, str]]) -> str:
    return "\n".join(reply["text"] for reply in replies)


def test_held_released_returned_corrected_and_approved(house: House, worker: Worker, somebody: Person) -> None:
    other = person(next(_seeds))
    joins(Worker(house.bot), other)
    number = joins(worker, somebody, phone=other.phone)
    assert not re.search("核对好|挂起|别人|占用", said(worker.say("我的申请到哪一步了")))
    assert staff_act(house, number, "review", decision="approve") == 409

    assert staff_act(house, number, "release") == 200
    worker.hears("资料核对好了")
    reasons = {"name": "少一个字", "phone": "打不通"}
    assert staff_act(house, number, "review", decision="return", reasons=reasons) == 200
    worker.hears("退回了")
    assert "工会退回的原因：少一个字" in said(worker.press("修改/补正"))
    assert "工会退回的原因：打不通" in said(worker.say(somebody.name))
    assert worker.asks == "phone"
    worker.say(somebody.phone)
    worker.press("确认提交")
    worker.hears("已经改好")
    assert staff_act(house, number, "review", decision="approve") == 200
    worker.hears("通过了")

    steps = said(worker.say("我的申请到哪一步了"))
    order = [steps.index(words) for words in ("交了申请", "核对好了", "退回，要改", "您改好交回", "会员编号")]
    assert order == sorted(order)
    assert "姓名（少一个字）、手机号（打不通）" in steps


def test_a_new_phone_finds_it_and_a_miss_gives_no_hint(house: House, worker: Worker, somebody: Person) -> None:
    number = joins(worker, somebody)
    new = Worker(house.bot)

    def looks_up(phone: str, tail: str) -> str:
        new.say("我的申请到哪一步了")
        new.press("不是在这里交的")
        new.say(phone)
        before = max(new.replies)
        new.say(tail)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            new.catch_up()
            later = [reply["text"] for seq, reply in sorted(new.replies.items()) if seq > before + 1]
            if later:
                return "\n".join(later)
            new.listen(1)
        raise AssertionError("no answer to the look-up")

    wrong_tail = looks_up(somebody.phone, "000000")
    wrong_phone = looks_up(person(next(_seeds)).phone, somebody.id_number[-6:])
    found = looks_up(somebody.phone, somebody.id_number[-6:])

    assert wrong_tail == wrong_phone
    assert "没有查到" in wrong_tail
    assert number in found
    worker.hears("转到另一个对话里跟进了")
    assert staff_act(house, number, "review", decision="return", reasons={"phone": "打不通"}) == 200
    new.hears("退回了")
    new.say("撤回申请")
    new.press("确认撤回")
    new.hears("已经撤回")


def test_who_wants_no_messages_gets_none_and_can_still_ask(house: House, worker: Worker, somebody: Person) -> None:
    number = joins(worker, somebody)
    worker.say("关闭通知")
    assert staff_act(house, number, "review", decision="approve") == 200

    steps = said(worker.say("我的申请到哪一步了"))
    assert "会员编号" in steps
    assert "通知：您关着" in said(worker.say("查看我的个人信息"))
    worker.catch_up()
    assert not any("好消息" in reply["text"] for reply in worker.replies.values())
