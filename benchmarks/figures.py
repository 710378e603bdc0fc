"""From single times to the figures reported: medians over rounds, and ratios against what was promised."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.jobs import LoadResult, LongResult
from benchmarks.percentiles import percentile
from benchmarks.sender import KINDS, Kind
from benchmarks.systems import SystemName

Part = Kind | Literal["all"]
PARTS: tuple[Part, ...] = (*KINDS, "all")

LARGEST_P50_OVER_SKELETON = 2.0
LEAST_THROUGHPUT_OVER_SKELETON = 0.5
LEAST_THROUGHPUT_OVER_RASA = 3.0
LARGEST_LATE_OVER_EARLY = 1.10
LEAST_SHARE_OF_USE = 0.99


@dataclass(frozen=True)
class Cell:
    """One system's figures for one kind of message at one number of senders."""

    p50_ms: float
    p95_ms: float
    per_second: float
    messages: int


@dataclass(frozen=True)
class Ratio:
    """One promise: what was measured, the bound, and whether it holds."""

    what: str
    senders: int | None
    measured: float
    bound: float
    at_most: bool

    @property
    def holds(self) -> bool:
        """Whether the measured value is on the right side of the bound."""
        return self.measured <= self.bound if self.at_most else self.measured >= self.bound


@dataclass
class Measurements:
    """All that was measured, filled round by round; memory in MiB, the largest seen."""

    rounds: dict[tuple[SystemName, int], list[LoadResult]] = field(default_factory=dict)
    memory: dict[SystemName, dict[str, float]] = field(default_factory=dict)
    long: LongResult | None = None

    def add(self, system: SystemName, senders: int, result: LoadResult) -> None:
        """Keep one round."""
        self.rounds.setdefault((system, senders), []).append(result)

    def saw_memory(self, system: SystemName, process: str, mib: float) -> None:
        """Keep the largest resident memory seen."""
        seen = self.memory.setdefault(system, {})
        seen[process] = max(mib, seen.get(process, 0.0))

    def cell(self, system: SystemName, senders: int, part: Part) -> Cell | None:
        """Medians over the rounds that had such messages; None when none had."""
        cells = [_cell(result, part) for result in self.rounds.get((system, senders), [])]
        found = [cell for cell in cells if cell is not None]
        if not found:
            return None
        return Cell(
            p50_ms=statistics.median(cell.p50_ms for cell in found),
            p95_ms=statistics.median(cell.p95_ms for cell in found),
            per_second=statistics.median(cell.per_second for cell in found),
            messages=sum(cell.messages for cell in found),
        )

    def levels(self) -> list[int]:
        """The numbers of senders measured, smallest first."""
        return sorted({senders for _, senders in self.rounds})

    def systems(self) -> list[SystemName]:
        """The systems measured, in the order they took turns."""
        return list(dict.fromkeys(system for system, _ in self.rounds))

    def ratios(self) -> list[Ratio]:
        """Every promise that the measured systems allow to judge."""
        found = [*self._over("skeleton", "p50, house / skeleton", _p50, LARGEST_P50_OVER_SKELETON, at_most=True),
                 *self._over("skeleton", "throughput, house / skeleton", _throughput, LEAST_THROUGHPUT_OVER_SKELETON),
                 *self._over("rasa", "throughput, house / Rasa's REST channel", _throughput,
                             LEAST_THROUGHPUT_OVER_RASA)]  # fmt: skip
        if self.long is not None:
            measured = math.inf
            if self.long.failure is None:
                measured = statistics.median(self.long.late) / statistics.median(self.long.early)
            found.append(Ratio("p50, turn 2,000 / turn 5", None, measured, LARGEST_LATE_OVER_EARLY, at_most=True))
        share = self.share_of_use("house")
        if share is not None:
            found.append(Ratio("share of useful answers, house", None, share, LEAST_SHARE_OF_USE, at_most=False))
        return found

    def share_of_use(self, system: SystemName) -> float | None:
        """The share of a system's messages that got an answer of use, 0–1; None when it was sent none."""
        results = [result for (name, _), rounds in self.rounds.items() if name == system for result in rounds]
        sent = sum(sum(map(len, result.milliseconds.values())) + result.failed for result in results)
        useless = sum(sum(result.odd.values()) + result.failed for result in results)
        return 1 - useless / sent if sent else None

    def example_of_no_use(self, system: SystemName) -> str | None:
        """One message that failed or got a useless answer, with that answer; None when there was none."""
        results = [result for (name, _), rounds in self.rounds.items() if name == system for result in rounds]
        return next((result.example for result in results if result.example), None)

    def _over(
        self, other: SystemName, what: str, figure: Callable[[Cell], float], bound: float, *, at_most: bool = False
    ) -> list[Ratio]:
        ratios = []
        for senders in self.levels():
            ours, theirs = self.cell("house", senders, "all"), self.cell(other, senders, "all")
            if ours is not None and theirs is not None:
                ratios.append(Ratio(what, senders, figure(ours) / figure(theirs), bound, at_most))
        return ratios


def _cell(result: LoadResult, part: Part) -> Cell | None:
    times = _times(result.milliseconds, part)
    if not times:
        return None
    return Cell(percentile(times, 50), percentile(times, 95), len(times) / result.elapsed, len(times))


def _times(milliseconds: Mapping[Kind, Sequence[float]], part: Part) -> list[float]:
    if part == "all":
        return [time for times in milliseconds.values() for time in times]
    return list(milliseconds[part])


def _p50(cell: Cell) -> float:
    return cell.p50_ms


def _throughput(cell: Cell) -> float:
    return cell.per_second
