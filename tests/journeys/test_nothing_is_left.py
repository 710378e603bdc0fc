"""After an erasure nobody finds the person: in no table, file, log or stored answer, even with every key at hand."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from actions.models import metadata as actions_tables
from actions.vault import CannotOpen, Vault
from bot.data_key import DataKey
from bot.database.tables import metadata as bot_tables
from tests.journeys.house import House, NluAddress, running_house, running_nlu, wait_until
from tests.journeys.worker import Worker
from tests.people import Person, person

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(300)]

MADE_UP = person(7_341)
SOMEBODY = Person("闻人晓蜂", MADE_UP.id_number, MADE_UP.phone, MADE_UP.plate)
IN_VAIN = "蓝胡子蜂箱"
OTHER = Person("欧阳留下", person(8_452).id_number, person(8_452).phone, person(8_452).plate)


@pytest.fixture(scope="module")
def nlu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NluAddress]:
    with running_nlu(tmp_path_factory.mktemp("nlu")) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, nlu: NluAddress) -> Iterator[House]:
    folder = request.getfixturevalue("postgres_folder") if request.param == "postgresql" else None
    with running_house(tmp_path / "var", postgres_folder=folder, nlu=nlu) as running:
        yield running


def test_after_an_erasure_the_person_is_found_nowhere(house: House) -> None:
    worker = Worker(house.bot)
    number = _joins(worker, SOMEBODY)
    returned = house.cli("enrollments", "return", number, "--fields", "phone", "--reason", f"{SOMEBODY.name}，打不通")
    assert returned.returncode == 0
    worker.hears("打不通")
    worker.say(f"我叫{SOMEBODY.name}，电话{SOMEBODY.phone}，身份证{SOMEBODY.id_number}")
    _asks_in_vain(worker)
    worker.say("查看我的个人信息")
    wait_until(lambda: not _undone(house), what="everything handed over")
    found = _found(house, SOMEBODY)
    assert {"actions.enrollments", "actions.questions"} <= found, "the search must be able to find what is there"

    worker.say("删除我的个人信息")
    worker.press("确认删除")
    worker.hears("已经删除")
    wait_until(lambda: not _undone(house), what="everything handed over")

    assert _found(house, SOMEBODY) == set()


def test_of_a_member_only_the_membership_and_what_led_to_it_are_left(house: House) -> None:
    worker = Worker(house.bot)
    number = _joins(worker, OTHER)
    assert house.cli("enrollments", "approve", number).returncode == 0
    worker.hears("通过了")

    worker.say("删除我的个人信息")
    worker.press("确认删除")
    worker.hears("会员登记")

    assert _found(house, OTHER) == {"actions.memberships"}


def _joins(worker: Worker, who: Person) -> str:
    """The form to its end; the number of the application."""
    answers = {
        "trade": lambda: worker.press("外卖骑手"),
        "platform": lambda: worker.press("美团"),
        "region": lambda: worker.say("龙子湖区"),
        "consent": lambda: worker.press("同意"),
        "name": lambda: worker.say(who.name),
        "id_number": lambda: worker.say(who.id_number),
        "phone": lambda: worker.say(who.phone),
    }
    worker.say("我要入会")
    for _ in range(20):
        if worker.asks == "confirm":
            break
        assert worker.asks in answers, worker.asks
        answers[worker.asks]()
    worker.press("确认提交")
    told = worker.hears("申请已经递到")["text"]
    return next(part for part in told.replace("，", " ").split() if part.startswith("XF"))


def _asks_in_vain(worker: Worker) -> None:
    """A question that is not answered, whatever is made of it."""
    said = worker.say(f"入会要不要交钱，还是说{IN_VAIN}那种")
    titles = [button["title"] for reply in said for button in reply["buttons"]]
    for no in ("没答对", "都不是"):
        if no in titles:
            worker.press(no)
            return


def _undone(house: House) -> bool:
    rows = asyncio.run(_dump(house, "bot", bot_tables))["commands"]
    return any("waiting" in row for row in rows)


def _found(house: House, who: Person) -> set[str]:
    """Where any of the values is found, as it is or behind any key: tables, the bytes of files, logs."""
    keys = json.loads((house.var / "keys.json").read_text())
    raw = {name: base64.b64decode(keys[name]) for name in keys if name.startswith("XIAOFENG_") and "KEY" in name}
    vault = Vault(
        sealing_private_key=raw["XIAOFENG_SEALING_PRIVATE_KEY"],
        field_key=raw["XIAOFENG_FIELD_KEY"],
        lookup_key=raw["XIAOFENG_LOOKUP_KEY"],
    )
    assert bytes(PrivateKey(raw["XIAOFENG_SEALING_PRIVATE_KEY"]).public_key) == raw["XIAOFENG_SEALING_PUBLIC_KEY"]
    data_key = DataKey(raw["XIAOFENG_BOT_DATA_KEY"])
    needles = _needles(who)
    places: set[str] = set()
    for room, tables in (("actions", actions_tables), ("bot", bot_tables)):
        for table, rows in asyncio.run(_dump(house, room, tables)).items():
            for row in rows:
                text = "\n".join(_readings(value, vault, data_key) for value in row)
                if any(needle in text for needle in needles):
                    places.add(f"{room}.{table}")
    for file in house.var.rglob("*"):
        if file.is_file() and any(needle.encode() in file.read_bytes() for needle in needles):
            places.add(str(file))
    return places


def _needles(who: Person) -> list[str]:
    """The values themselves, their masks' unmasked ends aside, and how JSON and base64 would write them."""
    values = (who.name, who.id_number, who.phone, *([IN_VAIN] if who is SOMEBODY else []))
    escaped = [json.dumps(value)[1:-1] for value in values]
    return [*values, *escaped, *(base64.b64encode(value.encode()).decode().rstrip("=")[:-1] for value in values)]


def _readings(value: Any, vault: Vault, data_key: DataKey) -> str:
    """A value as it is and, as far as any key opens it, what is behind it, boxes within boxes, too."""
    if isinstance(value, bytes | memoryview):
        return "\n".join((bytes(value).decode("utf-8", "replace"), *_opened(bytes(value), vault, data_key)))
    return str(value)


def _opened(box: bytes, vault: Vault, data_key: DataKey) -> Iterator[str]:
    try:
        plain = vault.decrypt(box)
        yield plain
        for part in json.loads(plain) if plain.startswith("[") else ():
            if isinstance(part, str):  # a stored answer, in base64
                yield base64.b64decode(part + "==").decode("utf-8", "replace")
    except (CannotOpen, ValueError):
        pass
    try:
        yield from _strings(data_key.decrypt(box), vault)
    except Exception:  # another room's box
        return


def _strings(value: Any, vault: Vault) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one, vault)
    elif isinstance(value, str):
        yield value
        try:
            yield vault.unseal(value)
        except CannotOpen:
            return


async def _dump(house: House, room: str, tables: MetaData) -> dict[str, list[tuple[Any, ...]]]:
    engine = create_async_engine(house.environments[room][f"XIAOFENG_{room.upper()}_DATABASE_URL"], poolclass=NullPool)
    async with engine.connect() as connection:
        rows = {
            table.name: [tuple(row) for row in await connection.execute(table.select())]
            for table in tables.sorted_tables
            if not table.name.startswith("faq_")
        }
    await engine.dispose()
    return rows
