"""An open page follows live; after a break it gets what it missed, in order, once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientResponse

from tests.actions.applicants import RIDER
from tests.actions.desk_browser import Browser
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import acknowledged, act, line, number_of, operator, said, taken, written


@dataclass(frozen=True)
class Event:
    name: str
    id: str
    data: str


@dataclass
class Stream:
    """Server-sent events as a browser reads them."""

    response: ClientResponse

    async def next(self, name: str) -> Event:
        """The next event of that kind; others are passed over."""
        async with asyncio.timeout(30):
            while True:
                block = (await self.response.content.readuntil(b"\n\n")).decode()
                fields = [piece.partition(": ") for piece in block.splitlines() if not piece.startswith(":")]
                found = {key: value for key, _, value in fields if key != "data"}
                data = "\n".join(value for key, _, value in fields if key == "data")
                if found.get("event") == name:
                    return Event(name, found.get("id", ""), data)

    async def lines(self, count: int) -> list[str]:
        return [(await self.next("line")).id for _ in range(count)]


@asynccontextmanager
async def followed(
    house: House, browser: Browser, number: str, *, after: int = 0, last_event_id: int | None = None
) -> AsyncIterator[Stream]:
    headers = {"Last-Event-ID": str(last_event_id)} if last_event_id is not None else {}
    async with house.client.get(
        f"/desk/conversations/{number}/events",
        params={"after": str(after)},
        headers=headers,
        cookies={"xiaofeng_desk": browser.cookie or ""},
    ) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_new_lines_come_by_themselves(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    async with followed(house, wang, number, after=1) as stream:
        await stream.next("standing")
        await said(bot, line("还有一件事<b>"))
        event = await stream.next("line")
        assert event.id == "2"
        assert "还有一件事&lt;b&gt;" in event.data
        await written(wang, number, "您说")
        assert (await stream.next("line")).id == "3"


async def test_a_lost_connection_catches_up_without_loss_or_doubles(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    async with followed(house, wang, number, after=0) as stream:
        assert await stream.lines(1) == ["1"]
    for word in ("一", "二", "三"):
        await said(bot, line(word))
    async with followed(house, wang, number, after=0, last_event_id=1) as stream:
        assert await stream.lines(3) == ["2", "3", "4"]
        await said(bot, line("四"))
        assert await stream.lines(1) == ["5"]


async def test_a_page_says_where_its_stream_begins(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    await said(bot, line("二"))
    page = await wang.get(f"/desk/conversations/{number}")
    assert re.findall(r'data-seq="(\d+)"', page.html) == ["1", "2"]
    assert 'data-after="2"' in page.html


async def test_the_head_changes_when_the_bot_has_stopped(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await number_of(bot)
    await act(wang, number, "claim")
    async with followed(house, wang, number) as stream:
        assert 'data-may-write="no"' in (await stream.next("standing")).data
        await acknowledged(bot)
        assert 'data-may-write="yes"' in (await stream.next("standing")).data


async def test_a_workers_typing_shows(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    async with followed(house, wang, number) as stream:
        await stream.next("standing")
        await bot.put("/v1/takeovers/typing", {"conversation": RIDER.conversation})
        assert (await stream.next("typing")).data == "worker"


async def test_a_stream_ends_for_who_signs_out(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    async with followed(house, wang, number) as stream:
        await stream.next("standing")
        await wang.submit("/desk/quick-replies", "/desk/sign-out")
        async with asyncio.timeout(30):
            await stream.response.content.read()  # to its end


async def test_a_number_that_is_none_is_refused(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await number_of(bot)
    assert (await wang.get(f"/desk/conversations/{number}/events?after=x")).status == 422
