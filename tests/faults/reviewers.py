"""Reviewers at work through the API of actions: whatever waits is approved, returned or rejected, several at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from tests.faults.office import Office

# Decision → its share.
SHARES = {"approve": 70, "return": 18, "reject": 12}
LOOKS_EVERY_SECONDS = 1.0
OLDEST = 12  # so many are within reach: colleagues meet over the same one now and then
DECIDES_ON = 4  # before looking again


@contextmanager
def reviewing(office: Office, chance: Random, *, threads: int) -> Iterator[list[Future[None]]]:
    """They work while the block runs; their failures are raised at its end."""
    enough = threading.Event()

    def work(chance: Random) -> None:
        while not enough.is_set():
            waiting = office.submitted()[:OLDEST]
            for number in chance.sample(waiting, min(DECIDES_ON, len(waiting))):
                [decision] = chance.choices(list(SHARES), list(SHARES.values()))
                office.decide(number, decision)
            enough.wait(0.1 if len(waiting) == OLDEST else LOOKS_EVERY_SECONDS)

    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(work, Random(chance.random())) for _ in range(threads)]
        try:
            yield futures
        finally:
            enough.set()
        for future in futures:
            future.result()
