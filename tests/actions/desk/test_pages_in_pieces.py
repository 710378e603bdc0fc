"""Over a slow line a page comes in pieces, and still nothing on it jumps: it is shown once its text is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from actions.staff.model import Role
from tests.actions.desk.test_pages_in_browser import furnished, open_page, signed_in
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House
from tests.browsers import chromium
from tests.design.looks import faults

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

PIECES = 12
SECONDS_BETWEEN = 0.06


@asynccontextmanager
async def slow_line(house: House) -> AsyncIterator[URL]:
    """The root of an address from which the house's pages come in pieces, with pauses between them."""
    async with ClientSession() as session:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            url = house.client.make_url(str(request.rel_url))
            async with session.get(url, headers={"Cookie": request.headers.get("Cookie", "")}) as got:
                whole, kind = await got.read(), got.headers["Content-Type"]
            answer = web.StreamResponse(headers={"Content-Type": kind})
            await answer.prepare(request)
            length = -(-len(whole) // PIECES) if "html" in kind else len(whole)
            for start in range(0, len(whole), length):
                await answer.write(whole[start : start + length])
                await asyncio.sleep(SECONDS_BETWEEN)
            return answer

        line = web.Application()
        line.router.add_get("/{any:.*}", pass_on)
        async with TestServer(line) as server:
            yield server.make_url("/")


@pytest.mark.parametrize("path", ["/desk/enrollments", "/desk/people", "/desk/audit", "/desk/audit?day=2020-01-01"])
async def test_a_page_that_comes_in_pieces_does_not_jump(house: House, bot: Caller, cli: Caller, path: str) -> None:
    member = await staff(house, cli, *Role)
    await furnished(house, bot, cli, member)

    async with slow_line(house) as root, chromium() as browser:
        url = str(root.join(URL(path)))
        prepare = partial(signed_in, cookie=str(member.cookie), url=url)
        assert await faults(browser, partial(open_page, url=url), prepare=prepare) == []
