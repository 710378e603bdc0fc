"""How quick the desk is with 50 operators and 2,000 open conversations, beside an empty desk with one operator.

Run as `.venv/bin/python -m benchmarks.desk`; `benchmarks/README.md` says what the figures mean.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.desk_house import Desk, running_desk
from benchmarks.desk_load import Day, Kind, Played
from benchmarks.errors import CannotRun
from benchmarks.percentiles import percentile
from benchmarks.phrasebook import faq_entries
from benchmarks.processes import resident_mib
from launcher.paths import ROOT, var_folder
from tests.postgres import fresh_database, running_postgres

PROMISED_PAGE_MS, PROMISED_SEEN_MS = 150.0, 1000.0
EMPTY_CONVERSATIONS = 5
#: One operator does little in ten seconds; in more haste there are enough times to take percentiles of.
EMPTY_HASTE = 10.0
_NAMES: dict[Kind, str] = {
    "page": "queue page",
    "part": "queue, reloading itself",
    "seen": "worker's message → operator's page",
    "claimed": "claim → delivery",
    "line": "operator's line → delivery",
}
_PROMISED: dict[Kind, float] = {"page": PROMISED_PAGE_MS, "part": PROMISED_PAGE_MS, "seen": PROMISED_SEEN_MS}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    wanted = _parser().parse_args(arguments)
    if wanted.conversations < wanted.operators:
        print("benchmark: every operator needs a conversation; raise --conversations", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    try:
        measured = measure(
            wanted.operators, wanted.conversations, wanted.rounds, wanted.seconds, postgresql=wanted.postgresql
        )
    except CannotRun as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for line in table(measured):
        print(line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.desk", description=__doc__)
    parser.add_argument("--operators", type=int, default=50, help="signed in (50)")
    parser.add_argument("--conversations", type=int, default=2000, help="open ones, waiting or taken (2000)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each desk (3)")
    parser.add_argument("--seconds", type=float, default=40.0, help="length of a turn (40)")
    parser.add_argument("--postgresql", action="store_true", help="on a throw-away PostgreSQL server instead of SQLite")
    return parser


@dataclass(frozen=True)
class Measured:
    """`share` of one processor that actions took with everybody there; `mib` its memory, largest seen; `load` is the
    machine's when it began."""

    operators: int
    conversations: int
    empty: Played
    full: Played
    share: float
    mib: float
    load: float


def measure(
    operators: int, conversations: int, rounds: int, seconds: float, *, postgresql: bool = False, haste: float = 1.0
) -> Measured:
    """Play both desks in turns; `haste` is the full one's. Raises CannotRun."""
    cache, load = var_folder() / "benchmarks", os.getloadavg()[0]
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="desk-") as folder, ExitStack() as stack:
        _say("preparing two desks …")
        urls = _databases(Path(folder), stack, postgresql)
        empty = stack.enter_context(running_desk("empty", Path(folder), urls[0], 1, EMPTY_CONVERSATIONS))
        full = stack.enter_context(running_desk("full", Path(folder), urls[1], operators, conversations))
        topics = [str(entry["topic"]) for entry in faq_entries(ROOT / "data")]
        days = Day(empty, topics, haste=EMPTY_HASTE), Day(full, topics, haste=haste)
        played, busy, passed, mib = (Played(), Played()), 0.0, 0.0, 0.0
        for number in range(1, rounds + 1):
            _say(f"round {number} of {rounds} …")
            played[0].add(asyncio.run(days[0].play(seconds)))
            before, began = _busy_seconds(full), time.perf_counter()
            played[1].add(asyncio.run(days[1].play(seconds)))
            busy, passed = busy + _busy_seconds(full) - before, passed + time.perf_counter() - began
            mib = max(mib, resident_mib(full.server.pid))
    return Measured(operators, conversations, *played, share=busy / passed, mib=mib, load=load)


def _databases(folder: Path, stack: ExitStack, postgresql: bool) -> list[str]:
    names = ("desk_empty", "desk_full")
    if not postgresql:
        return [f"sqlite+aiosqlite:///{folder / name}.db" for name in names]
    server = stack.enter_context(running_postgres())
    return [stack.enter_context(fresh_database(server, name)) for name in names]


def _busy_seconds(desk: Desk) -> float:
    times = psutil.Process(desk.server.pid).cpu_times()
    return float(times.user + times.system)


def table(measured: Measured) -> Iterator[str]:
    """The report, line by line."""
    yield f"{measured.operators} operators, {measured.conversations} open conversations; milliseconds"
    yield f"{'':38}{'times':>7}{'p50':>8}{'p95':>8}{'max':>8}{'empty p50':>11}{'p95':>8}{'p95 ratio':>11}   wanted"
    for kind, name in _NAMES.items():
        yield _row(kind, name, measured.full.milliseconds[kind], measured.empty.milliseconds[kind])
    for played, name in ((measured.full, "full"), (measured.empty, "empty")):
        example = f"  for example: {played.example}" if played.example else ""
        yield f"failed, {name} desk: {played.failed}  {_verdict('0', played.failed == 0)}{example}"
    yield f"claims a colleague was faster with: {measured.full.taken_by_others}"
    yield f"actions with everybody there: {measured.share:.0%} of one processor, {measured.mib:.0f} MiB"
    yield f"load of the machine before it began: {measured.load:.1f}"


def _row(kind: Kind, name: str, full: list[float], empty: list[float]) -> str:
    if not full or not empty:
        return f"{name:38}{len(full):>7}   not measured"
    p95, base = percentile(full, 95), percentile(empty, 95)
    promised = _PROMISED.get(kind)
    verdict = _verdict(f"p95 ≤ {promised:g}", p95 <= promised) if promised is not None else ""
    figures = f"{percentile(full, 50):>8.0f}{p95:>8.0f}{max(full):>8.0f}{percentile(empty, 50):>11.0f}{base:>8.0f}"
    return f"{name:38}{len(full):>7}{figures}{p95 / base:>11.1f}   {verdict}".rstrip()


def _verdict(wanted: str, holds: bool) -> str:
    return f"{wanted}: {'holds' if holds else 'does not hold'}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
