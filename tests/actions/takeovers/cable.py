"""The network between a browser and the house, which can be cut and mended."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType


class Cable:
    """Carries connections to a port on loopback; cut, it drops them and takes no new ones.

    One that died silently stays open and carries nothing; the others work.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._latest = asyncio.Event()  # of the connection that carried something last: whether it flows
        self._dead: list[asyncio.Event] = []

    async def __aenter__(self) -> Cable:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1")
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for flow in self._dead:
            flow.set()
        self.cut()
        self._server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        self._is_cut = True
        for end in self._ends:
            end.transport.abort()

    def die_silently(self) -> None:
        """The connection that carried something last."""
        self._latest.clear()
        self._dead.append(self._latest)

    def mend(self) -> None:
        self._is_cut = False

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        to_house = await asyncio.open_connection("127.0.0.1", self._port)
        self._ends |= {writer, to_house[1]}
        flow = asyncio.Event()
        flow.set()
        await asyncio.gather(self._pour(reader, to_house[1], flow), self._pour(to_house[0], writer, flow))
        self._ends -= {writer, to_house[1]}

    async def _pour(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, flow: asyncio.Event) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                await flow.wait()
                self._latest = flow
                target.write(data)
                await target.drain()
        target.close()
