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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.enrollments_asks import LONG_MS, Ask, Asker
from benchmarks.enrollments_house import House, Prepared, prepare, running_house
from benchmarks.enrollments_load import Caller, Submitted, Times, connected
from benchmarks.errors import CannotRun
from benchmarks.percentiles import percentile
from benchmarks.plans import SETTINGS, Explained, WholeTable, rows_of_tables
from benchmarks.processes import resident_mib
from launcher.paths import var_folder
from tests.postgres import new_database, running_postgres

FULL, EMPTY = "enrollments_full", "enrollments_empty"
EMPTY_APPLICATIONS = 1_000
WANTED_PER_SECOND = 50.0
CALLERS, CALLS_PER_SECOND, CONNECTIONS = 4, 20.0, 8
_MOST_PER_SECOND = 200  # people are made up and sealed for so many
_ROUNDS, _WARM, _EXPLAINED, _RARE = 2, 3, 8, 5
_STILL_SECONDS, _STILL_SHARE, _LONGEST_LOOK_SECONDS = 2.0, 0.1, 900.0


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
    parser.add_argument("--times", type=int, default=200, help="of each kind of request, from one caller (200)")
    parser.add_argument("--seconds", type=float, default=30.0, help="of filing new applications (30)")
    return parser


@dataclass
class Answered:
    """One kind of request: from one caller at a time and from several, in either house."""

    ask: Ask
    alone: Times = field(default_factory=Times)
    at_once: Times = field(default_factory=Times)
    empty_alone: Times = field(default_factory=Times)
    empty_at_once: Times = field(default_factory=Times)

    def every(self) -> list[Times]:
        return [self.alone, self.at_once, self.empty_alone, self.empty_at_once]


@dataclass(frozen=True)
class Measured:
    """`look_seconds` is how long the full house's first housekeeping took, `meanwhile` a conversation's status asked
    during it; `whole_tables` by kind of request; `rows` are the full house's tables. `load` is the machine's when it
    began."""

    applications: int
    answered: list[Answered]
    filed: Submitted
    empty_filed: Submitted
    look_seconds: float
    meanwhile: Times
    whole_tables: Mapping[str, set[WholeTable]]
    plans: int
    rows: Mapping[str, int]
    mib: float
    load: float


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
        return asyncio.run(_measured(server, full, empty, applications, times, seconds, load))


async def _measured(
    server: str, full: House, empty: House, applications: int, times: int, seconds: float, load: float
) -> Measured:
    askers = Asker(full), Asker(empty)
    async with AsyncExitStack() as stack:
        callers = [await stack.enter_async_context(connected(asker)) for asker in askers]
        look_seconds, meanwhile = await _first_look(full, callers[0], askers[0])
        answered = [Answered(ask) for ask in askers[0].asks()]
        for one, ask in zip(answered, askers[1].asks(), strict=True):
            _say(f"{one.ask.name} …")
            await _answer(one, ask, callers, times)
        _say("filing new applications …")
        filed = await callers[0].submit(askers[0], CONNECTIONS, seconds, _MOST_PER_SECOND)
        empty_filed = await callers[1].submit(askers[1], CONNECTIONS, seconds, _MOST_PER_SECOND)
        _say("plans …")
        rows = await rows_of_tables(server, FULL)
        whole_tables, plans = await _explained(server, callers[0], askers[0], rows)
    return Measured(
        applications, answered, filed, empty_filed, look_seconds, meanwhile, whole_tables, plans, rows,
        mib=resident_mib(full.server.pid), load=load,
    )  # fmt: skip


async def _first_look(house: House, caller: Caller, asker: Asker) -> tuple[float, Times]:
    """Actions looks at every box and for whatever is due when it starts; ask meanwhile, until it is still."""
    _say("waiting until housekeeping has looked at everything …")
    status, found, began = asker.asks()[0], Times(), time.perf_counter()
    process = psutil.Process(house.server.pid)
    while True:
        before = sum(process.cpu_times()[:2])
        await asyncio.sleep(_STILL_SECONDS)
        passed = time.perf_counter() - began
        if sum(process.cpu_times()[:2]) - before < _STILL_SHARE * _STILL_SECONDS or passed > _LONGEST_LOOK_SECONDS:
            return max(0.0, passed - _STILL_SECONDS), found
        found.add(await caller.one_by_one(status, 10))


async def _answer(one: Answered, in_empty: Ask, callers: Sequence[Caller], times: int) -> None:
    """The houses take turns, so that whatever else the machine does meets both."""
    times = _RARE if one.ask.is_rare else times
    for caller, ask in zip(callers, (one.ask, in_empty), strict=True):
        await caller.one_by_one(ask, _WARM)
    for _ in range(_ROUNDS):
        some = max(1, times // _ROUNDS)
        one.alone.add(await callers[0].one_by_one(one.ask, some))
        one.empty_alone.add(await callers[1].one_by_one(in_empty, some))
        if not one.ask.is_rare:
            one.at_once.add(await callers[0].at_once(one.ask, some, CALLERS, CALLS_PER_SECOND))
            one.empty_at_once.add(await callers[1].at_once(in_empty, some, CALLERS, CALLS_PER_SECOND))


async def _explained(
    server: str, caller: Caller, asker: Asker, rows: Mapping[str, int]
) -> tuple[dict[str, set[WholeTable]], int]:
    explained, found, count = Explained(server), dict[str, set[WholeTable]](), 0
    await explained.begin()
    newcomer = Ask("submit", lambda: asker.submission(asker.newcomer()))
    for ask in [newcomer, *asker.asks()]:
        await caller.one_by_one(ask, _EXPLAINED)
        plans = explained.told()
        count += len(plans)
        if whole := {one for plan in plans for one in plan.whole_tables(rows)}:
            found[ask.name] = whole
    await explained.end()
    return found, count


def table(measured: Measured) -> Iterator[str]:
    """The report, line by line."""
    yield f"{measured.applications:,} applications beside {EMPTY_APPLICATIONS:,}; milliseconds"
    columns = f"{'one at a time':^22}{f'{CALLERS} at once':^22}{'nearly empty':^23}"
    yield f"{'':34}{columns}"
    heads = f"{'p50':>7}{'p95':>7}{'max':>8}" * 2 + f"{'p50':>7}{'p95':>7}{'p95 ratio':>11}"
    yield f"{'':34}{heads}   wanted"
    for one in measured.answered:
        yield _row(one)
    yield _filed("new applications", measured.filed)
    yield _filed("new applications, nearly empty", measured.empty_filed)
    yield f"  ratio {measured.filed.per_second / measured.empty_filed.per_second:.2f}; fsync on, as PostgreSQL ships it"
    yield from _failures(measured)
    yield from _plans(measured)
    meanwhile = measured.meanwhile.milliseconds
    asked = f", a conversation's status p95 {percentile(meanwhile, 95):.0f} ms meanwhile" if meanwhile else ""
    yield f"first look of housekeeping: {measured.look_seconds:.0f} s{asked}"
    yield f"actions in the full house: {measured.mib:.0f} MiB; load of the machine before it began: {measured.load:.1f}"


def _row(one: Answered) -> str:
    if not one.alone.milliseconds or not one.empty_alone.milliseconds:
        return f"{one.ask.name:34}   not measured"
    p95, base = percentile(one.alone.milliseconds, 95), percentile(one.empty_alone.milliseconds, 95)
    figures = _three(one.alone) + _three(one.at_once)
    figures += f"{percentile(one.empty_alone.milliseconds, 50):>7.1f}{base:>7.1f}{p95 / base:>11.1f}"
    return f"{one.ask.name:34}{figures}   {_wanted(one, p95)}".rstrip()


def _three(times: Times) -> str:
    if not times.milliseconds:
        return f"{'–':>7}{'–':>7}{'–':>8}"
    found = times.milliseconds
    return f"{percentile(found, 50):>7.1f}{percentile(found, 95):>7.1f}{max(found):>8.1f}"


def _wanted(one: Answered, p95: float) -> str:
    if one.ask.wanted_ms is not None:
        both = max(p95, percentile(one.at_once.milliseconds, 95)) if one.at_once.milliseconds else p95
        return _verdict(f"p95 ≤ {one.ask.wanted_ms:g}", both <= one.ask.wanted_ms)
    return f"long (> {LONG_MS:g})" if p95 > LONG_MS else ""


def _filed(name: str, filed: Submitted) -> str:
    if not filed.times.milliseconds:
        return f"{name}: not measured"
    found = filed.times.milliseconds
    spread = f"p50 {percentile(found, 50):.0f} ms, p95 {percentile(found, 95):.0f} ms"
    line = f"{name}: {filed.per_second:.0f} a second over {CONNECTIONS} connections for {filed.seconds:.0f} s, {spread}"
    return f"{line}   {_verdict(f'≥ {WANTED_PER_SECOND:g}', filed.per_second >= WANTED_PER_SECOND)}"


def _failures(measured: Measured) -> Iterator[str]:
    every = [times for one in measured.answered for times in one.every()]
    every += [measured.filed.times, measured.empty_filed.times, measured.meanwhile]
    failed = sum(times.failed for times in every)
    example = next((times.example for times in every if times.example), None)
    yield f"failed: {failed}  {_verdict('0', failed == 0)}" + (f"  for example: {example}" if example else "")


def _plans(measured: Measured) -> Iterator[str]:
    large = ", ".join(f"{name} {rows:,}" for name, rows in sorted(measured.rows.items()) if rows > 1_000)
    yield f"plans looked at: {measured.plans}; tables of more than 1,000 rows: {large or 'none'}"
    found = {one for some in measured.whole_tables.values() for one in some}
    yield f"reads of a whole table of these: {len(found)}  {_verdict('0', not found)}"
    for name, some in measured.whole_tables.items():
        for one in sorted(some, key=str):
            yield f"  no index: {name}: {one}"


def _verdict(wanted: str, holds: bool) -> str:
    return f"{wanted}: {'holds' if holds else 'does not hold'}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
