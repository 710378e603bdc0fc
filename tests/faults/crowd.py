"""Several visitors at once, one after another each, until it is enough."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from tests.faults.ground import Ground

BREATH_SECONDS = 0.2


@contextmanager
def crowd(ground: Ground, scripts: Sequence[str], *, threads: int) -> Iterator[list[Future[None]]]:
    """Visitors keep coming while the block runs; at its end those who are inside finish, and their failures are raised.

    The block may look at the futures: one that is done before its end has failed.
    """
    enough = threading.Event()
    order = itertools.cycle(scripts)
    turn = threading.Lock()

    def come_and_go() -> None:
        while not enough.is_set():
            with turn:
                script = next(order)
            ground.receive(script)
            enough.wait(BREATH_SECONDS)

    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(come_and_go) for _ in range(threads)]
        try:
            yield futures
        finally:
            enough.set()
        for future in futures:
            future.result()
