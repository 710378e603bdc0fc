"""The network of the fault tests fails as it says it does; a fault test over a whole one would prove nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.cable import DELAY_SECONDS, Cable, Way


@dataclass
class Ends:
    """A client and a server with a cable between them; `arrivals` are what the server heard and nobody looked at."""

    cable: Cable
    client: ClientSession
    arrivals: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def heard(self) -> list[str]:
        return [self.arrivals.get_nowait() for _ in range(self.arrivals.qsize())]

    async def ask(self, words: str, *, seconds: float = 20.0) -> str:
        sent = self.client.post(self.cable.url, data=words, timeout=ClientTimeout(total=seconds))
        async with sent as answer:
            return await answer.text()


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    async with _ends() as both:
        yield both


@asynccontextmanager
async def _ends() -> AsyncIterator[Ends]:
    async def answer(request: web.Request) -> web.Response:
        both.arrivals.put_nowait(await request.text())
        return web.Response(text="done")

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Cable(runner.addresses[0][1]) as cable, ClientSession() as client:
        both = Ends(cable, client)
        assert await both.ask("first") == "done"
        assert both.heard() == ["first"]
        yield both
    await runner.cleanup()


async def test_cut_it_carries_nothing(ends: Ends) -> None:
    ends.cable.turn(Way.REFUSES)
    with pytest.raises(ClientError):
        await ends.ask("cut")
    ends.cable.turn(Way.CARRIES)

    assert await ends.ask("mended") == "done"
    assert ends.heard() == ["mended"]


async def test_hanging_it_passes_on_late_what_its_sender_gave_up(ends: Ends) -> None:
    ends.cable.turn(Way.HANGS)
    with pytest.raises(TimeoutError):
        await ends.ask("late", seconds=0.3)
    assert ends.heard() == []

    ends.cable.turn(Way.CARRIES)
    async with asyncio.timeout(10):
        assert await ends.arrivals.get() == "late"


async def test_an_answer_that_is_lost_was_given(ends: Ends) -> None:
    ends.cable.turn(Way.LOSES_ANSWERS)
    with pytest.raises(ClientError):
        await ends.ask("answered")

    assert ends.heard() == ["answered"]


async def test_delaying_it_carries_everything(ends: Ends) -> None:
    ends.cable.turn(Way.DELAYS)
    began = asyncio.get_running_loop().time()

    assert await ends.ask("slow") == "done"
    assert asyncio.get_running_loop().time() - began >= 2 * DELAY_SECONDS


async def test_where_nobody_is_at_the_other_end_the_connection_ends() -> None:
    async with Cable(1) as cable, ClientSession() as client:
        with pytest.raises(ClientError):
            await client.get(cable.url)
