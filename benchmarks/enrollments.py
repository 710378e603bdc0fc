"""How quick applications are found, reviewed and filed among a million of them, beside a nearly empty house.

Run as `.venv/bin/python -m benchmarks.enrollments`; `benchmarks/README.md` says what the figures mean.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from benchmarks.enrollments_asks import Ask, Asker
from benchmarks.enrollments_house import House, Prepared, prepare, running_house
from benchmarks.enrollments_load import Caller, Times, connected
from benchmarks.enrollments_report import (
    CALLERS,
    CALLS_PER_SECOND,
    CONNECTIONS,
    EMPTY_APPLICATIONS,
    Answered,
    Measured,
    table,
)
from benchmarks.errors import CannotRun
from benchmarks.plans import SETTINGS, Explained, WholeTable, partial_indexes, reads_of, rows_of_tables
from benchmarks.processes import resident_mib
from benchmarks.processor_time import ProcessorTime
from launcher.paths import var_folder
from tests.postgres import new_database, running_postgres

FULL, EMPTY = "enrollments_full", "enrollments_empty"
_MOST_PER_SECOND = 200  # people are made up and sealed for so many
_ROUNDS, _WARM, _EXPLAINED, _RARE, _LESS_OF_OTHERS = 2, 3, 8, 5, 4
_STILL_SECONDS, _STILL_READS, _LONGEST_LOOK_SECONDS = 4.0, 5_000, 1_800.0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    wanted = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    try:
        measured = measure(wanted.applications, wanted.times, wanted.seconds)
    except CannotRun as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for line in table(measured):
        print(line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.enrollments", description=__doc__)
    parser.add_argument("--applications", type=int, default=1_000_000, help="in the full house (1000000)")
    parser.add_argument("--times", type=int, default=200, help="of each promised kind of request (200)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of filing new applications (30)")
    return parser


def measure(applications: int, times: int, seconds: float) -> Measured:
    """Fill two databases and ask both houses in turns. Raises CannotRun."""
    with ExitStack() as stack:
        server = stack.enter_context(running_postgres(as_shipped=SETTINGS))
        counts, houses = {EMPTY: EMPTY_APPLICATIONS, FULL: applications}, {}
        for name, count in counts.items():
            _say(f"filling in {count:,} applications …")
            url = new_database(server, name)
            houses[name] = url, prepare(name, url, server, count)
        return measure_filled(server, houses, applications, times, seconds)


def measure_filled(
    server: str, houses: Mapping[str, tuple[str, Prepared]], applications: int, times: int, seconds: float
) -> Measured:
    """The same on databases that are there: URL and what opens it by name, on a server with plans.SETTINGS."""
    load, cache = os.getloadavg()[0], var_folder() / "benchmarks"
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="enrollments-") as folder, ExitStack() as stack:
        empty, full = (stack.enter_context(running_house(name, Path(folder), *houses[name])) for name in (EMPTY, FULL))
        for house in (empty, full):
            house.server.wait_until_ready()
        return asyncio.run(_measured(server, full, empty, applications, times, seconds, load))


async def _measured(
    server: str, full: House, empty: House, applications: int, times: int, seconds: float, load: float
) -> Measured:
    askers = Asker(full), Asker(empty)
    async with AsyncExitStack() as stack:
        postgres = int((Path(server) / "data" / "postmaster.pid").read_text().split()[0])
        pids = (full.server.pid, postgres), (empty.server.pid, postgres)
        callers = [await stack.enter_async_context(connected(asker)) for asker in askers]
        look_seconds, meanwhile = await _first_look(server, callers[0], askers[0])
        answered = [Answered(ask) for ask in askers[0].asks()]
        for one, ask in zip(answered, askers[1].asks(), strict=True):
            _say(f"{one.ask.name} …")
            await _answer(one, ask, callers, pids, times)
        _say("filing new applications …")
        taken = ProcessorTime(pids[0])
        filed = await callers[0].submit(askers[0], CONNECTIONS, seconds, _MOST_PER_SECOND)
        filed_processor = taken.milliseconds()
        empty_filed = await callers[1].submit(askers[1], CONNECTIONS, seconds, _MOST_PER_SECOND)
        _say("plans …")
        rows, standing = await _rows(server)
        partial = await partial_indexes(server, FULL)
        whole_tables, plans = await _explained(server, callers[0], askers[0], min(_EXPLAINED, times), rows, partial)
    return Measured(
        applications=applications,
        answered=answered,
        filed=filed,
        filed_processor=filed_processor,
        empty_filed=empty_filed,
        look_seconds=look_seconds,
        meanwhile=meanwhile,
        whole_tables=whole_tables,
        plans=plans,
        rows=rows,
        standing=standing,
        mib=resident_mib(full.server.pid),
        load=load,
    )


async def _rows(server: str) -> tuple[dict[str, int], dict[str, int]]:
    """The tables of the full house that grow with applications, and those that are as long in a nearly empty one."""
    full, empty = await rows_of_tables(server, FULL), await rows_of_tables(server, EMPTY)
    standing = {name: rows for name, rows in full.items() if rows <= empty[name]}
    return {name: rows for name, rows in full.items() if name not in standing}, standing


async def _first_look(server: str, caller: Caller, asker: Asker) -> tuple[float, Times]:
    """Actions looks at every box and for whatever is due when it starts; ask meanwhile, until it is still."""
    _say("waiting until housekeeping has looked at everything …")
    status, found, began = asker.asks()[0], Times(), time.perf_counter()
    while True:
        before = await reads_of(server, FULL)
        await asyncio.sleep(_STILL_SECONDS)
        passed = time.perf_counter() - began
        if await reads_of(server, FULL) - before < _STILL_READS or passed > _LONGEST_LOOK_SECONDS:
            return max(0.0, passed - _STILL_SECONDS), found
        found.add(await caller.one_by_one(status, 10))


async def _answer(
    one: Answered, in_empty: Ask, callers: Sequence[Caller], pids: Sequence[Sequence[int]], times: int
) -> None:
    """The houses take turns, so that whatever else the machine does meets both."""
    if one.ask.wanted_ms is None:
        times = _RARE if one.ask.is_rare else max(1, times // _LESS_OF_OTHERS)
    for caller, ask in zip(callers, (one.ask, in_empty), strict=True):
        await caller.one_by_one(ask, min(_WARM, times))
    rounds = min(_ROUNDS, times)
    for _ in range(rounds):
        some = times // rounds
        taken = ProcessorTime(pids[0])
        one.alone.add(await callers[0].one_by_one(one.ask, some))
        one.processor += taken.milliseconds()
        taken = ProcessorTime(pids[1])
        one.empty_alone.add(await callers[1].one_by_one(in_empty, some))
        one.empty_processor += taken.milliseconds()
        if one.ask.wanted_ms is not None:
            one.at_once.add(await callers[0].at_once(one.ask, some, CALLERS, CALLS_PER_SECOND))
            one.empty_at_once.add(await callers[1].at_once(in_empty, some, CALLERS, CALLS_PER_SECOND))


async def _explained(
    server: str, caller: Caller, asker: Asker, times: int, rows: Mapping[str, int], partial: frozenset[str]
) -> tuple[dict[str, set[WholeTable]], int]:
    explained, found, count = Explained(server), dict[str, set[WholeTable]](), 0
    await explained.begin()
    newcomer = Ask("submit", lambda: asker.submission(asker.newcomer()))
    for ask in [newcomer, *asker.asks()]:
        await caller.one_by_one(ask, times)
        plans = explained.told()
        count += len(plans)
        if whole := {one for plan in plans for one in plan.whole_tables(rows, partial)}:
            found[ask.name] = whole
    await explained.end()
    return found, count


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
