"""Pictures are fetched from their channel when their line is handed over, and waited for, but not for ever."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.channel import TryLater
from bot.commands import LONGEST_PAUSE_SECONDS
from bot.dialogue.messages import Command, Photo
from bot.dialogue.turn import Outcome, Turn
from bot.picture_fetching import MOST_TRIES
from tests.bot.core import Core, running_core, text_arrival
from tests.bot.doubles import Asked, running_server
from tests.bot.takeover.desk_server import DeskServer

LINE = {"from": "worker", "kind": "photo", "text": "罚款单", "at": "2026-11-23T04:00:00+00:00"}


def passing_on(turn: Turn) -> Outcome:
    if turn.inbound.kind != "text":
        return Outcome(turn.state, (), (), None)
    return Outcome(turn.state, (), (Command("takeover_lines", {"lines": [{**LINE, "photo": {"file": "slip"}}]}),), None)


def unreachable() -> None:
    raise TryLater(5)


async def handed_over(core: Core, *, rounds: int = 1) -> None:
    await core.inbox.keep("telegram", text_arrival("图", update_id="1", address="chat-1"))
    await core.settle()
    for _ in range(rounds):
        await core.commands.work_once()
        core.clock.forward(LONGEST_PAUSE_SECONDS)


def lines(asked: list[Asked]) -> list[Any]:
    return [line for one in asked for line in one.body["lines"]]


@pytest.mark.parametrize("failures", [0, 2])
async def test_a_picture_goes_along_as_soon_as_it_can_be_had(database_url: str, failures: int) -> None:
    desk = DeskServer()
    async with (
        running_server(desk) as actions,
        running_core(database_url, converse=passing_on, actions_url=actions.url) as core,
    ):
        core.channel.photos["slip"] = Photo("image/jpeg", "/9j/")
        core.channel.plans = [unreachable] * failures
        await handed_over(core, rounds=failures + 1)

    assert lines(desk.told) == [{**LINE, "photo": {"type": "image/jpeg", "data": "/9j/"}}]


async def test_after_some_tries_the_words_go_alone(database_url: str) -> None:
    desk = DeskServer()
    async with (
        running_server(desk) as actions,
        running_core(database_url, converse=passing_on, actions_url=actions.url) as core,
    ):
        core.channel.plans = [unreachable] * (MOST_TRIES + 1)
        await handed_over(core, rounds=MOST_TRIES + 1)

    [line] = lines(desk.told)
    assert "photo" not in line
    assert line["text"].startswith("罚款单\n（图片没取到")
