"""Questions nobody answered: kept encrypted, once, for half a year, and gone with their person's data."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError
from sqlalchemy import func, select

from actions.database import Database
from actions.questions.model import Question
from actions.retention.days import DAYS, retention
from actions.retention.purging import purge
from tests.actions.applicants import RIDER, other_rider
from tests.actions.house import Caller, House
from tests.actions.questions.asking import QUESTIONS, TEXT, question
from tests.actions.test_process import _env, _logged, _post, _running

MINE = {"conversation": RIDER.conversation}


async def kept(house: House) -> list[Question]:
    async with house.database.read() as session:
        return list(await session.scalars(select(Question).order_by(Question.id)))


async def test_a_question_is_kept_open_and_its_words_encrypted(house: House, bot: Caller) -> None:
    answer = await bot.post(QUESTIONS, question())

    assert (answer.status, answer.json) == (201, {"state": "open"})
    [one] = await kept(house)
    assert (one.conversation, one.reason, one.topics, one.county, one.state) == (
        RIDER.conversation,
        "fallback",
        ["summer_cooling", "enroll"],
        "340302",
        "open",
    )
    assert one.asked_at.isoformat() == "2026-11-22T03:58:00+00:00"
    assert house.vault.decrypt(one.text_box) == TEXT
    assert TEXT.encode() not in one.text_box


async def test_neither_county_nor_topic_need_be_known(house: House, bot: Caller) -> None:
    body = question(topics=[])
    del body["county"]

    assert (await bot.post(QUESTIONS, body)).status == 201

    [one] = await kept(house)
    assert (one.topics, one.county) == ([], None)


async def test_the_same_request_keeps_it_once(house: House, bot: Caller) -> None:
    answers = [await bot.post(QUESTIONS, question(), key="turn-1") for _ in range(3)]

    assert len({answer.raw for answer in answers}) == 1
    assert len(await kept(house)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "长" * 201),
        ("reason", "rude"),
        ("reason", "override"),
        ("topics", ["a", "b", "c", "d"]),
        ("county", "龙子湖"),
    ],
)
async def test_what_is_no_question_is_refused(house: House, bot: Caller, field: str, value: Any) -> None:
    refused = await bot.post(QUESTIONS, question(**{field: value}))

    assert (refused.status, refused.json["field"]) == (422, field)
    assert TEXT not in refused.raw.decode()
    assert await kept(house) == []


async def test_its_person_sees_it_among_their_data_and_in_the_copy(bot: Caller) -> None:
    await bot.post(QUESTIONS, question())
    await bot.post(QUESTIONS, question(conversation=other_rider(2).conversation, text="别人的问题"))

    for path in ("/v1/personal-data", "/v1/personal-data/copy"):
        assert (await bot.get(path, **MINE)).json["questions"] == [
            {"text": TEXT, "reason": "fallback", "state": "open", "asked_at": "2026-11-22T03:58:00+00:00"}
        ]


async def test_an_erasure_deletes_it_and_nobody_elses(house: House, bot: Caller) -> None:
    await bot.post(QUESTIONS, question())
    await bot.post(QUESTIONS, question(reason="unhelpful"))
    await bot.post(QUESTIONS, question(conversation=other_rider(2).conversation))

    erased = await bot.post("/v1/erasures", MINE)

    assert erased.json["erased"]["questions"] == 2
    assert [one.conversation for one in await kept(house)] == [other_rider(2).conversation]
    assert (await bot.get("/v1/personal-data", **MINE)).json["questions"] == []


async def test_it_goes_after_half_a_year(house: House, bot: Caller) -> None:
    await bot.post(QUESTIONS, question())
    house.clock.move(days=DAYS["questions"] - 1)
    await purge(house.database, retention(""), clock=house.clock, checkpoint=lambda name: None)
    assert len(await kept(house)) == 1

    house.clock.move(days=2)
    await purge(house.database, retention(""), clock=house.clock, checkpoint=lambda name: None)

    assert await kept(house) == []
    assert DAYS["questions"] == 180


@pytest.mark.parametrize("failpoint", ["idempotency.written", "question.committed"])
async def test_killed_before_or_after_the_commit_it_is_kept_once_and_never_logged(
    database_url: str, unused_tcp_port: int, tmp_path: Path, failpoint: str
) -> None:
    env, log = _env(database_url, unused_tcp_port), tmp_path / "actions.log"
    async with _running({**env, "XIAOFENG_FAILPOINT": f"{failpoint}:1"}, log) as process:
        with pytest.raises(ClientConnectionError):
            await _post(env, QUESTIONS, question(), "turn-1")
        assert await process.wait() == -signal.SIGKILL

    async with _running(env, log):
        answers = [await _post(env, QUESTIONS, question(), "turn-1") for _ in range(2)]

    assert answers == [(201, b'{"state":"open"}')] * 2
    database = Database(database_url)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Question)) == 1
    await database.aclose()
    assert TEXT not in _logged(log)
