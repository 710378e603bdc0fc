"""A worker's own data as a file: by a link that works once, and never without actions' word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update

from bot.channels.form_page import FormPage
from bot.channels.my_data_page import MyDataPage
from bot.database.tables import conversations, outbox
from bot.dialogue.messages import Link, Reply
from bot.dialogue.state import State
from bot.dialogue.turn import Outcome, Turn
from bot.page_links import PageLinks
from tests.bot.core import NOWHERE, Core, running_core

Page = TestClient[web.Request, web.Application]
ACTIONS_COPY: dict[str, Any] = {
    "enrollments": [
        {
            "number": "XF26-000001-5",
            "state": "returned",
            "union": {"name": "龙子湖区总工会", "sample": False},
            "region": "340302",
            "trade": "rider",
            "platform": "meituan",
            "employer": "举例速递",
            "township": None,
            "reason": "手机号打不通",
            "reasons": {},
            "consent": {"version": "2026-11", "given_at": "2026-11-22T04:00:00+00:00"},
            "masked": {"name": "张**", "id_number": "3403**********1234", "phone": "139****0001", "plate": None},
            "submitted_at": "2026-11-22T04:00:00+00:00",
            "updated_at": "2026-11-22T16:30:00+00:00",
        }
    ],
    "memberships": [
        {
            "number": "HY26-000001-5",
            "union": {"name": "龙子湖区总工会", "sample": False},
            "joined_on": "2026-11-22",
            "masked": {"name": "张**", "id_number": "3403**********1234", "phone": "139****0001"},
            "cover": {"may_join": False, "state": "insured", "year": 2026, "withdrawn": True,
                      "valid_from": "2026-12-01", "valid_until": "2027-11-30"},
        }
    ],
    "tickets": [{"number": "T26-000001-2", "text": "站长扣钱", "answer": None, "masked": {"phone": None},
                 "opened_at": "2026-11-22T04:00:00+00:00", "updated_at": None}],
    "takeovers": [{"number": "H26-000001-2", "opened_at": "2026-11-22T04:00:00+00:00", "closed_at": None,
                   "said": [{"at": "2026-11-22T04:00:00+00:00", "from": "operator", "text": "您好", "photo": False},
                            {"at": "2026-11-22T04:01:00+00:00", "from": "worker", "text": None, "photo": True}]}],
    "questions": [{"text": "雨天津贴算到几点", "reason": "fallback", "state": "open",
                   "asked_at": "2026-11-22T04:03:00+00:00"}],
}  # fmt: skip


def linking(turn: Turn) -> Outcome:
    return Outcome(State(), (Reply("这些", links=(Link("下载", page="my_data"),)),), (), None)


@asynccontextmanager
async def answering(asked: list[str]) -> AsyncIterator[str]:
    """Actions' part."""

    async def copy(request: web.Request) -> web.Response:
        asked.append(request.query["conversation"])
        return web.json_response(ACTIONS_COPY)

    app = web.Application()
    app.router.add_get("/v1/personal-data/copy", copy)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@asynccontextmanager
async def serving(core: Core) -> AsyncIterator[Page]:
    links = PageLinks(database=core.database, data_key=core.data_key, inbox=core.inbox, clock=core.clock,
                      checkpoint=core.checkpoints)  # fmt: skip
    app = web.Application()
    mine = MyDataPage(links=links, actions=core.actions, knowledge=core.knowledge, clock=core.clock)
    form = FormPage(links=links, knowledge=core.knowledge, clock=core.clock, start_turn=core.turns.start)
    app.add_routes([*mine.routes(), *form.routes()])
    async with TestClient(TestServer(app)) as client:
        yield client


async def link_path(core: Core) -> str:
    await core.say("查看我的个人信息", update_id="1", address="chat-1", channel="telegram")
    [row] = await core.rows(outbox)
    url: str = core.data_key.decrypt(row.body)["links"][0]["url"]
    assert url.startswith("https://bot.example/my-data/")
    return url.removeprefix("https://bot.example")


async def test_the_file_comes_once_and_tells_everything_masked(database_url: str) -> None:
    asked: list[str] = []
    async with (
        answering(asked) as url,
        running_core(database_url, converse=linking, actions_url=url) as core,
        serving(core) as client,
    ):
        path = await link_path(core)
        said = [{"at": "2026-11-22T04:02:00+00:00", "from": "worker", "text": "查看我的个人信息"}]
        box = core.data_key.encrypt(said)
        await core.database.write(lambda connection: connection.execute(update(conversations).values(said=box)))
        first = await client.get(path)
        preview = await client.get(path)  # a chat app's look at the link uses nothing up
        file = await client.post(path)
        again = await client.post(path)
        text = (await file.read()).decode("utf-8-sig")
        [conversation] = await core.rows(conversations)

    assert (first.status, preview.status, file.status, again.status) == (200, 200, 200, 410)
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in (first, file, again))
    assert asked == [conversation.id]
    for words in ("XF26-000001-5", "3403**********1234", "举例速递", "手机号打不通", "2026-11 2026-11-22 12:00",
                  "站长扣钱", "工会的同志：您好", "（照片）", "您：查看我的个人信息", "2026-11-23 00:30",
                  "2026-11-22 12:03 您：雨天津贴算到几点", "入会日期：2026-11-22",
                  "意外保障：已参加，2026-12-01 到 2027-11-30。您已经撤回同意"):  # fmt: skip
        assert words in text


async def test_of_many_taps_at_once_one_gets_the_file(database_url: str) -> None:
    async with (
        answering([]) as url,
        running_core(database_url, converse=linking, actions_url=url) as core,
        serving(core) as client,
    ):
        path = await link_path(core)
        answers = await asyncio.gather(*(client.post(path) for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [200, *[410] * 7]


async def test_while_actions_is_away_the_link_still_works_afterwards(database_url: str) -> None:
    async with running_core(database_url, converse=linking, actions_url=NOWHERE) as core, serving(core) as client:
        path = await link_path(core)
        away, still = await client.post(path), await client.get(path)

    assert (away.status, still.status) == (503, 200)


async def test_after_half_an_hour_or_by_a_guess_there_is_nothing(database_url: str) -> None:
    async with running_core(database_url, converse=linking) as core, serving(core) as client:
        path = await link_path(core)
        core.clock.forward(31 * 60)
        late, guessed = await client.post(path), await client.get("/my-data/nobody")

    assert (late.status, guessed.status) == (410, 410)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_link_opens_its_own_page_and_no_other(database_url: str) -> None:
    async with running_core(database_url, converse=linking) as core, serving(core) as client:
        path = await link_path(core)
        other = await client.get(path.replace("/my-data/", "/form/"))

    assert other.status == 410
