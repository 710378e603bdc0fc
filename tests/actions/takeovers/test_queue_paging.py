"""The queue in pages, longest waiting first; looking at many open conversations is one question to the database."""

from __future__ import annotations

import re

from sqlalchemy import event

from actions.takeovers.pulse import Pulse
from actions.takeovers.queue_pages import PAGE_LENGTH
from actions.takeovers.typing_board import TypingBoard
from tests.actions.desk_browser import Page
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import line, number_of, operator, said


def _numbers(page: Page) -> list[str]:
    return re.findall(r'id="row-(\S+)"', page.html)


async def test_the_queue_comes_in_pages(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    numbers = [await number_of(bot, conversation=f"conversation-{place:04}") for place in range(PAGE_LENGTH + 2)]

    first = await wang.get("/desk/conversations")
    second = await wang.get("/desk/conversations?show=due&page=2")

    assert _numbers(first) == numbers[:PAGE_LENGTH]
    assert "下一页" in first.text
    assert _numbers(second) == numbers[PAGE_LENGTH:]
    assert "下一页" not in second.text
    assert "part=queue" in second.html
    assert "page=2" in second.html.partition("part=queue")[0].rpartition("hx-get")[2]


async def test_a_page_beyond_the_last_says_so(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    await number_of(bot)

    for page in ("2", "999999999"):
        assert "这一页没有人在等了" in (await wang.get(f"/desk/conversations?show=due&page={page}")).text
    for page in ("0", "x", "²"):
        assert len(_numbers(await wang.get(f"/desk/conversations?show=due&page={page}"))) == 1


async def test_many_open_pages_are_one_question_and_only_what_changed_is_woken(house: House, bot: Caller) -> None:
    pulse, asked = Pulse(house.database, TypingBoard(lambda: None)), list[str]()
    for place in (1, 2, 3):
        await number_of(bot, conversation=f"conversation-{place}")
    with pulse.following(1) as first, pulse.following(2) as second, pulse.following(3) as third:
        await pulse.look()
        for page in (first, second, third):
            page.clear()
        await said(bot, line("还在吗"), conversation="conversation-2")
        event.listen(house.database.reading.sync_engine, "before_cursor_execute", lambda *it: asked.append(it[2]))
        await pulse.look()

        assert [page.is_set() for page in (first, second, third)] == [False, True, False]
        assert len([statement for statement in asked if "FROM takeovers" in statement]) == 1
