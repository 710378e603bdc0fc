"""The network between two parts, which can be cut and mended, in every way that networks fail."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType

from tests.loop_apart import loop_apart

DELAY_SECONDS = 0.4


class Way(StrEnum):
    """What becomes of connections, those that are open and new ones."""

    CARRIES = "carries"
    REFUSES = "refuses"  # drops them
    HANGS = "hangs"  # takes what is sent and passes it on when it does something else again
    LOSES_ANSWERS = "loses answers"  # what is asked goes through; the connection ends as the answer begins
    DELAYS = "delays"  # each piece by so many seconds


@dataclass(frozen=True, eq=False)
class _Connection:
    """`flows` unless it died silently."""

    asking: asyncio.StreamWriter
    answering: asyncio.StreamWriter
    flows: asyncio.Event = field(default_factory=asyncio.Event)

    def drop(self) -> None:
        self.asking.transport.abort()
        self.answering.transport.abort()


class Cable:
    """Carries connections to a port on loopback. `hits` counts connections dropped and pieces held up, by way.

    One that died silently stays open and carries nothing; the others work.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._way = Way.CARRIES
        self._passes = asyncio.Event()
        self._passes.set()
        self._open: set[_Connection] = set()
        self._latest: _Connection | None = None  # that carried something last
        self._dead: list[_Connection] = []
        self.hits: Counter[Way] = Counter()

    async def __aenter__(self) -> Cable:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1")
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for connection in self._dead:
            connection.flows.set()
        self.turn(Way.REFUSES)
        self._server.close()
        await asyncio.sleep(0)  # what was dropped hears of it

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def turn(self, way: Way) -> None:
        """From now on, for open connections too."""
        self._way = way
        if way is Way.HANGS:
            self._passes.clear()
        else:
            self._passes.set()
        if way is Way.REFUSES:
            for connection in self._open:
                self.hits[way] += 1
                connection.drop()

    def cut(self) -> None:
        self.turn(Way.REFUSES)

    def mend(self) -> None:
        self.turn(Way.CARRIES)

    def die_silently(self) -> None:
        """The connection that carried something last."""
        assert self._latest is not None
        self._latest.flows.clear()
        self._dead.append(self._latest)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._way is Way.REFUSES:
            self.hits[self._way] += 1
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()  # nobody is there
            return
        connection = _Connection(writer, far_writer)
        connection.flows.set()
        self._open.add(connection)
        asked = self._pour(reader, far_writer, connection, is_answer=False)
        await asyncio.gather(asked, self._pour(far_reader, writer, connection, is_answer=True))
        self._open.discard(connection)

    async def _pour(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        connection: _Connection,
        *,
        is_answer: bool,
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                await connection.flows.wait()
                if self._way in (Way.HANGS, Way.DELAYS):
                    self.hits[self._way] += 1
                if self._way is Way.DELAYS:
                    await asyncio.sleep(DELAY_SECONDS)
                await self._passes.wait()
                if is_answer and self._way is Way.LOSES_ANSWERS:
                    self.hits[self._way] += 1
                    connection.drop()
                    return
                self._latest = connection
                target.write(data)
                await target.drain()
        target.close()


@dataclass(frozen=True)
class CableApart:
    """A cable in another thread's loop."""

    url: str
    _cable: Cable
    _loop: asyncio.AbstractEventLoop

    @property
    def hits(self) -> Counter[Way]:
        return self._cable.hits

    def turn(self, way: Way) -> None:
        """From now on; returns when it is so."""

        async def turned() -> None:
            self._cable.turn(way)

        asyncio.run_coroutine_threadsafe(turned(), self._loop).result(10)


@contextmanager
def laid_apart(port: int) -> Iterator[CableApart]:
    """For houses of real processes."""

    async def made() -> Cable:
        return Cable(port)  # its events belong to that loop

    with loop_apart() as loop:
        cable = asyncio.run_coroutine_threadsafe(made(), loop).result(10)
        asyncio.run_coroutine_threadsafe(cable.__aenter__(), loop).result(10)
        try:
            yield CableApart(cable.url, cable, loop)
        finally:
            asyncio.run_coroutine_threadsafe(cable.__aexit__(None, None, None), loop).result(10)
