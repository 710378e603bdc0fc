"""Sends messages to nlu in a process of its own: `python -m benchmarks.publishing_load DATA SECONDS RATE URL…`.

RATE is messages a second, sent in time whether earlier ones are answered or not; 0: four senders without a pause.
Writes one JSON object, {"sent": [[seconds since the epoch, milliseconds, ok]…]}; ends early, with what it has, when
standard input ends.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp

from benchmarks.phrasebook import Phrasebook

AT_A_TIME = 4
TIMEOUT = aiohttp.ClientTimeout(total=20)


async def load(texts: Iterator[str], seconds: float, rate: float, urls: Iterator[str]) -> None:
    sent: list[tuple[float, float, bool]] = []
    began = time.perf_counter()
    stop = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    async with aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=0)) as session:

        async def say() -> None:
            at, start = time.time(), time.perf_counter()
            try:
                async with session.post(next(urls), json={"text": next(texts)}) as answer:
                    ok = answer.status == 200 and "decision" in await answer.json()
            except (aiohttp.ClientError, TimeoutError):
                ok = False
            sent.append((at, (time.perf_counter() - start) * 1000, ok))

        async def send_without_pause() -> None:
            while time.perf_counter() - began < seconds and not stop.done():
                await say()

        async with asyncio.TaskGroup() as group:
            if rate == 0:
                for _ in range(AT_A_TIME):
                    group.create_task(send_without_pause())
            for number in itertools.count():
                due = began + number / rate if rate else None
                if due is None or due - began > seconds or stop.done():
                    break
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(say())
    print(json.dumps({"sent": sent}), flush=True)


def main(arguments: list[str]) -> None:
    data, seconds, rate, *urls = arguments
    book, chance = Phrasebook.from_data(Path(data)), random.Random(1)
    texts = (book.question(chance) for _ in itertools.count())
    asyncio.run(load(texts, float(seconds), float(rate), itertools.cycle(urls)))


if __name__ == "__main__":
    main(sys.argv[1:])
