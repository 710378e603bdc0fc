"""Enrollments while bot and actions are killed and the network and the union's own system fail: counted at the end.

Run as `.venv/bin/python -m benchmarks.soak`; `benchmarks/README.md` says what the figures mean.
"""

from __future__ import annotations

import argparse
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import CannotRun
from launcher.errors import CannotStart
from launcher.paths import var_folder
from tests.faults.enrollment_count import Difference, compare, found_in, ordered_in
from tests.faults.ground import Ground, open_ground
from tests.faults.reckoning import table_faults, wait_until_drained
from tests.faults.reviewers import reviewing
from tests.faults.storm import Storm, Weather, storm
from tests.journeys.nlu_double import Entities, nlu_that_knows
from tests.postgres import running_postgres

REVIEWERS = 3
PATIENCE_SECONDS = 1200.0  # a command waits up to 30 s for its next try, and many tries meet another fault
DRAINS_WITHIN_SECONDS = 1200.0
SAYS_EVERY_SECONDS = 15.0
_EXTRA = {
    "XIAOFENG_ACTIONS_TIMEOUT_SECONDS": "3",  # shorter than the longest cut, so that calls are given up in it
    "XIAOFENG_HOUSEKEEPING_SECONDS": "60",
    "XIAOFENG_TELEGRAM_TOKEN": "",  # nobody comes that way, and its library takes long to start
}
# Trade, platform and county are understood from the first message: what is asked after that is what is kept safe.
_SENTENCES: Mapping[str, tuple[str, Entities]] = {
    "我要入会": (
        "enroll",
        [
            {"entity": "region", "value": "340111", "text": "包河区", "candidates": []},
            {"entity": "platform", "value": "meituan", "text": "美团", "candidates": []},
        ],
    )
}
_MOST_SHOWN = 20


def main(arguments: Sequence[str]) -> int:
    """Soak and print; returns 0 when nothing was lost or doubled, 1 otherwise or when nothing could be run."""
    wanted = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    seed = secrets.randbelow(1_000_000) if wanted.seed is None else wanted.seed
    try:
        soaked = soak(wanted.enrollments, workers=wanted.workers, seed=seed, postgresql=wanted.postgresql)
    except (CannotRun, CannotStart) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for line in table(soaked):
        print(line)
    return 0 if soaked.is_right else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.soak", description=__doc__)
    parser.add_argument("--enrollments", type=int, default=2000, help="how many (2000)")
    parser.add_argument("--workers", type=int, default=72, help="of them at the same time (72)")
    parser.add_argument("--seed", type=int, help="of what is drawn; printed with the count")
    parser.add_argument("--postgresql", action="store_true", help="on a throw-away PostgreSQL server instead of SQLite")
    return parser


@dataclass(frozen=True)
class Soaked:
    """What came of it. `broken_off` are sentences of visits that never came to their end, `besides` of what else is
    wrong in the tables or at the receiver."""

    engine: str
    seed: int
    enrollments: int
    hit: int
    faults: Counter[str]
    with_work: Counter[str]
    differences: Mapping[str, Difference]
    failpoints: Counter[str]
    broken_off: Sequence[str]
    besides: Sequence[str]
    seconds: float

    @property
    def is_right(self) -> bool:
        return (
            not self.broken_off
            and not self.besides
            and not any(one.lost or one.doubled for one in self.differences.values())
        )


def soak(enrollments: int, *, workers: int, seed: int, postgresql: bool, weather: Weather | None = None) -> Soaked:
    """Enroll so many workers under a storm, let everything drain, and count. Raises CannotStart."""
    cache = var_folder() / "benchmarks"
    cache.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=cache, prefix="soak-") as folder, ExitStack() as stack:
        socket = stack.enter_context(running_postgres()) if postgresql else None
        nlu = stack.enter_context(nlu_that_knows(_SENTENCES))
        house = open_ground(
            Path(folder),
            seed=seed,
            nlu=nlu,
            postgres_folder=socket,
            extra=_EXTRA,
            patience_seconds=PATIENCE_SECONDS,
        )
        ground = stack.enter_context(house)
        with (
            reviewing(ground.office, ground.chance, threads=REVIEWERS),
            storm(ground, seed=seed, weather=weather) as (raging, _),
        ):
            broken_off = _enroll(ground, enrollments, workers, raging)
        _say("draining …")
        wait_until_drained(ground, within_seconds=DRAINS_WITHIN_SECONDS)
        _say("counting …")
        differences = compare(ordered_in(ground), found_in(ground))
        besides = [*table_faults(ground), *raging.strange]
        here = {ground.conversation(visit) for visit in ground.web}
    return Soaked(
        engine="PostgreSQL" if postgresql else "SQLite",
        seed=seed,
        enrollments=len(here),
        hit=len(raging.hit & here),
        faults=raging.faults,
        with_work=raging.with_work,
        differences=differences,
        failpoints=raging.failpoints,
        broken_off=broken_off,
        besides=besides,
        seconds=time.monotonic() - began,
    )


def _enroll(ground: Ground, enrollments: int, workers: int, raging: Storm) -> list[str]:
    """Let them all come; what those said who never came to their end."""
    broken_off, said_at = [], time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        visits: list[Future[None]] = [pool.submit(ground.receive, "joins_and_follows") for _ in range(enrollments)]
        try:
            for done, visit in enumerate(as_completed(visits), start=1):
                if (error := visit.exception()) is not None:
                    broken_off.append(f"{type(error).__name__}: {error}")
                if time.monotonic() > said_at + SAYS_EVERY_SECONDS:
                    said_at = time.monotonic()
                    _say(f"{done} enrollments, {raging.faults.total()} faults, {len(raging.hit)} enrollments hit …")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return broken_off


def table(soaked: Soaked) -> Iterator[str]:
    """The count as a person reads it."""
    share = soaked.hit / max(1, soaked.enrollments)
    yield f"{soaked.engine}, seed {soaked.seed}, {soaked.seconds:.0f} s"
    yield ""
    yield f"{'fault':42}{'how often':>10}{'with work in flight':>22}"
    for kind, count in sorted(soaked.faults.items()):
        yield f"{kind:42}{count:>10}{soaked.with_work[kind]:>22}"
    yield f"{'all':42}{soaked.faults.total():>10}{soaked.with_work.total():>22}"
    yield f"failpoints reached: {len(soaked.failpoints)} different ones"
    yield ""
    yield f"enrollments: {soaked.enrollments}, with at least one fault in flight: {soaked.hit} ({share:.0%})"
    yield ""
    yield f"{'':16}{'ordered':>10}{'lost':>10}{'doubled':>10}"
    for kind, one in soaked.differences.items():
        yield f"{kind:16}{one.ordered:>10}{one.lost.total():>10}{one.doubled.total():>10}"
    for what, sentences in (("broken off", soaked.broken_off), ("besides", soaked.besides)):
        if sentences:
            yield f"{what}: {len(sentences)}"
            yield from (f"  {sentence}" for sentence in sentences[:_MOST_SHOWN])
    for kind, one in soaked.differences.items():
        for how, keys in (("lost", one.lost), ("doubled", one.doubled)):
            yield from (f"  {kind} {how}: {key} ({count})" for key, count in list(keys.items())[:_MOST_SHOWN])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
