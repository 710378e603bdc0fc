"""A cluster of three workers' questions that an answer is written for, and what becomes of that answer."""

from __future__ import annotations

from typing import Any

from tests.actions.desk_browser import Browser
from tests.actions.faq.drafting_at_desk import saved
from tests.actions.faq.editing import act
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.questions.desk.reading import boxes

ASKED = ("换电站在哪里有", "换电池去哪儿换啊", "换电咋收费")


async def begun(house: House, bot: Caller, wang: Browser) -> str:
    """The cluster's page, once its questions are phrasings of the draft join_cost.2."""
    await asked(bot, *ASKED)
    await sorted_by(house)
    here = f"/desk/questions/{await cluster_of(house, ASKED[0])}"
    await added(wang, here, "join_cost")
    return here


async def added(wang: Browser, here: str, topic: str) -> str:
    """What is ticked made phrasings of that topic; where that leads."""
    page = await wang.get(here)
    led = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", topic)], csrf=page.csrf)
    assert led.status == 200, led.text
    return led.path


async def out(cli: Caller, revision: str = "join_cost.2") -> None:
    for what, by in (("submission", "wangmin"), ("approval", "lijun")):
        answer = await act(cli, revision, what, by=by)
        assert answer.status == 200, answer.raw.decode()


async def written_anew(wang: Browser, cli: Caller, topic: str = "join_cost", **fields: Any) -> str:
    """A draft of the topic with these fields typed, out by a second person; its revision."""
    revision = await saved(wang, f"/desk/faq/entries/{topic}/draft", **fields)
    await out(cli, revision)
    return revision


async def news(bot: Caller) -> list[dict[str, Any]]:
    return [one for one in (await bot.get("/v1/deliveries")).json["deliveries"] if one["kind"] == "question.answered"]
