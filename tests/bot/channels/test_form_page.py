"""The single-use page for personal fields of channels that must not carry them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.form_page import FormPage
from bot.database.tables import inbox, outbox, page_links
from bot.dialogue.messages import Link, Reply
from bot.dialogue.state import FormRun, State, Value
from bot.dialogue.turn import Outcome, Turn
from bot.page_links import PageLinks
from tests.bot.core import NOON, Core, running_core
from tests.people import person, with_wrong_check_character

WORKER = person(21)
RIGHT = {"name": WORKER.name, "id_number": WORKER.id_number, "phone": WORKER.phone, "consent": "yes"}
Page = TestClient[web.Request, web.Application]


class Linking:
    """A dialogue that gives a link on a text and remembers what the page sent."""

    def __init__(self, trade: str = "rider") -> None:
        self._trade = trade
        self.typed: list[Any] = []

    def __call__(self, turn: Turn) -> Outcome:
        if turn.inbound.kind == "page_form":
            self.typed.append(turn.inbound.data)
            return Outcome(State(), (Reply("收到"),), (), None)
        run = FormRun("enroll", 1, NOON, asked="page", values={"trade": Value("工种", self._trade)})
        link = Link("打开填写页", page="enrollment")
        return Outcome(State(form=run, runs=1), (Reply("请填", links=(link,)),), (), None)


@asynccontextmanager
async def serving(core: Core, *, idle: bool = False) -> AsyncIterator[Page]:
    """The page alone; `idle` leaves what was typed waiting in the inbox."""
    links = PageLinks(
        database=core.database,
        data_key=core.data_key,
        inbox=core.inbox,
        clock=core.clock,
        checkpoint=core.checkpoints,
    )
    page = FormPage(
        links=links,
        knowledge=core.knowledge,
        clock=core.clock,
        start_turn=(lambda _: None) if idle else core.turns.start,
    )
    app = web.Application()
    app.add_routes(page.routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def link_path(core: Core) -> str:
    await core.say("我要入会", update_id="1", address="chat-1", channel="telegram")
    [row] = await core.rows(outbox)
    url: str = core.data_key.decrypt(row.body)["links"][0]["url"]
    assert url.startswith("https://bot.example/form/")
    return url.removeprefix("https://bot.example")


async def test_right_values_become_a_turn_once(database_url: str) -> None:
    dialogue = Linking()
    async with running_core(database_url, converse=dialogue) as core, serving(core) as client:
        path = await link_path(core)
        shown = await client.get(path)
        done = await client.post(path, data=RIGHT)
        again = await client.get(path)
        await core.settle()

        assert (shown.status, done.status, again.status) == (200, 200, 410)
        assert "收到了" in await done.text()
        values = {key: value for key, value in RIGHT.items() if key != "consent"}
        assert dialogue.typed == [{"values": values, "consent": True}]
        assert [row.kind for row in await core.rows(inbox)] == ["text", "page_form"]


async def test_two_taps_on_the_button_are_one_hand_over_and_say_so_both_times(database_url: str) -> None:
    dialogue = Linking()
    async with running_core(database_url, converse=dialogue) as core, serving(core) as client:
        path = await link_path(core)
        together = await asyncio.gather(client.post(path, data=RIGHT), client.post(path, data=RIGHT))
        await core.settle()
        later = await client.post(path, data=RIGHT)
        await core.settle()
        core.clock.forward(30 * 60 + 1)
        too_late = await client.post(path, data=RIGHT)

        assert [one.status for one in (*together, later, too_late)] == [200, 200, 200, 410]
        assert ["收到了" in await one.text() for one in (*together, later)] == [True] * 3
        assert len(dialogue.typed) == 1


async def test_the_page_may_not_be_stored_and_names_no_other_host(database_url: str) -> None:
    async with running_core(database_url, converse=Linking()) as core, serving(core) as client:
        shown = await client.get(await link_path(core))
        html = await shown.text()

    assert shown.headers["Cache-Control"] == "no-store"
    assert "://" not in html
    assert "个人信息" in html


async def test_wrong_values_come_back_with_a_reason_at_each_field(database_url: str) -> None:
    dialogue = Linking()
    wrong = {"name": "Bob", "id_number": with_wrong_check_character(WORKER.id_number), "phone": "123"}
    async with running_core(database_url, converse=dialogue) as core, serving(core) as client:
        path = await link_path(core)
        refused = await client.post(path, data=wrong)
        html = await refused.text()
        repaired = await client.post(path, data=RIGHT)

        assert (refused.status, repaired.status) == (422, 200)
        assert html.count('aria-invalid="true"') == 4
        assert "最后一位对不上" in html
        assert "要勾上" in html


async def test_a_field_left_empty_is_asked_for_in_plain_words(database_url: str) -> None:
    async with running_core(database_url, converse=Linking()) as core, serving(core) as client:
        refused = await client.post(await link_path(core), data={**RIGHT, "id_number": " ", "phone": ""})
        html = await refused.text()

        assert refused.status == 422
        assert "这里要填身份证号" in html
        assert "这里要填手机号" in html
        assert "0 位" not in html


async def test_without_consent_nothing_is_taken(database_url: str) -> None:
    dialogue = Linking()
    async with running_core(database_url, converse=dialogue) as core, serving(core) as client:
        refused = await client.post(await link_path(core), data={**RIGHT, "consent": ""})
        await core.settle()

        assert refused.status == 422
        assert dialogue.typed == []


async def test_what_was_typed_is_shown_again_harmlessly(database_url: str) -> None:
    async with running_core(database_url, converse=Linking()) as core, serving(core) as client:
        refused = await client.post(await link_path(core), data={**RIGHT, "name": '"><script>alert(1)</script>'})

        assert "<script>" not in await refused.text()


async def test_a_truck_drivers_plate_may_be_left_out(database_url: str) -> None:
    async with running_core(database_url, converse=Linking("truck_driver")) as core, serving(core) as client:
        path = await link_path(core)
        shown = await (await client.get(path)).text()
        wrong = await client.post(path, data={**RIGHT, "plate": "12"})
        done = await client.post(path, data=RIGHT)

        assert 'name="plate"' in shown
        assert (wrong.status, done.status) == (422, 200)


async def test_a_link_ends_after_half_an_hour(database_url: str) -> None:
    async with running_core(database_url, converse=Linking()) as core, serving(core) as client:
        path = await link_path(core)
        core.clock.forward(30 * 60 + 1)

        assert (await client.get(path)).status == 410
        assert (await client.post(path, data=RIGHT)).status == 410


async def test_a_guessed_link_gets_the_same_friendly_page(database_url: str) -> None:
    async with running_core(database_url, converse=Linking()) as core, serving(core) as client:
        closed = await client.get("/form/guess")

        assert closed.status == 410
        assert "继续填表" in await closed.text()


async def test_neither_token_nor_values_can_be_read_in_the_database(database_url: str) -> None:
    async with running_core(database_url, converse=Linking()) as core, serving(core, idle=True) as client:
        path = await link_path(core)
        await client.post(path, data=RIGHT)
        stored = repr(await core.rows(page_links) + await core.rows(inbox) + await core.rows(outbox))

    assert [path.removeprefix("/form/") in stored, *(value in stored for value in RIGHT.values())] == [False] * 5


class AskingForCover(Linking):
    """A dialogue whose form needs an agreement and nothing else."""

    def __call__(self, turn: Turn) -> Outcome:
        outcome = super().__call__(turn)
        if turn.inbound.kind == "page_form":
            return outcome
        run = FormRun("cover_consent", 1, NOON, asked="page", target="HY26-000001-5")
        return replace(outcome, state=State(form=run, runs=1))


async def test_an_agreement_alone_is_shown_in_its_own_words_and_handed_over_once_ticked(database_url: str) -> None:
    dialogue = AskingForCover()
    async with running_core(database_url, converse=dialogue) as core, serving(core) as client:
        path = await link_path(core)
        shown = await (await client.get(path)).text()
        unticked = await client.post(path, data={})
        done = await client.post(path, data={"consent": "yes"})
        await core.settle()

    assert "承办这项互助保障的单位" in shown
    assert (unticked.status, done.status) == (422, 200)
    assert dialogue.typed == [{"values": {}, "consent": True}]
