"""The driver process: reads jobs from standard input, one JSON line each, and writes one line of results each."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.exchange import EXCHANGES, ExchangeFailed
from benchmarks.jobs import LoadJob, LoadResult, LongJob, LongResult
from benchmarks.long_conversation import compare_early_and_late
from benchmarks.phrasebook import Phrasebook
from benchmarks.sender import Sender

ANSWER_TIMEOUT_SECONDS = 60.0
_PAUSE_AFTER_FAILURE_SECONDS = 0.05


async def carry_out_jobs(data: Path) -> None:
    """Carry out jobs until standard input ends."""
    book = Phrasebook.from_data(data)
    load = Load(book)
    timeout = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
        while line := await asyncio.to_thread(sys.stdin.readline):
            job: dict[str, Any] = json.loads(line)
            result: LoadResult | LongResult
            if job.pop("job") == "load":
                result = await load.carry_out(LoadJob(**job), session)
            else:
                result = await compare_early_and_late(LongJob(**job), book, session)
            print(result.line(), flush=True)


class Load:
    """Carries out load jobs and keeps the senders of each system between them."""

    def __init__(self, book: Phrasebook) -> None:
        self._book = book
        self._senders: dict[tuple[str, int], list[Sender]] = {}

    async def carry_out(self, job: LoadJob, session: aiohttp.ClientSession) -> LoadResult:
        """Send for the job's seconds, then wait for the last answers."""
        result = LoadResult()
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for sender in self._senders_of(job):
                group.create_task(_talk(sender, job, session, result, until=began + job.seconds))
        result.elapsed = time.perf_counter() - began
        return result

    def _senders_of(self, job: LoadJob) -> list[Sender]:
        key = (job.system, job.senders)
        if key not in self._senders:
            # Numbers of their own for each level: 16 senders are not the first 16 of 64.
            numbers = range(job.senders * 100, job.senders * 100 + job.senders)
            self._senders[key] = [Sender(number, self._book, guided=job.guided) for number in numbers]
        return self._senders[key]


async def _talk(
    sender: Sender, job: LoadJob, session: aiohttp.ClientSession, result: LoadResult, *, until: float
) -> None:
    exchange = EXCHANGES[job.interface]
    while (sent := time.perf_counter()) < until:
        message = sender.next_message()
        try:
            heard = await exchange(session, job.url, sender.conversation, message)
        except (ExchangeFailed, aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
            result.failed += 1
            result.example = result.example or f"{message.kind}: {type(error).__name__} {error}"
            sender.give_up()
            await asyncio.sleep(_PAUSE_AFTER_FAILURE_SECONDS)
            continue
        result.milliseconds[message.kind].append((time.perf_counter() - sent) * 1000)
        if not sender.hear(message, heard):
            result.odd[message.kind] += 1
            result.example = result.example or f"{message.kind} {message.field}: {message.text} → {heard}"


if __name__ == "__main__":
    asyncio.run(carry_out_jobs(Path(sys.argv[1])))
