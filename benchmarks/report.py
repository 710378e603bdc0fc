"""Prints the measurements as tables, and gives them as JSON."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from benchmarks.figures import PARTS, Measurements, Ratio

_TITLES = {"house": "house", "skeleton": "skeleton (a)", "rasa": "Rasa REST (b)"}


def tables(measured: Measurements) -> Iterator[str]:
    """The report, line by line."""
    yield from _times(measured)
    yield from _usefulness(measured)
    yield from _memory(measured)
    yield from _long(measured)
    yield from _ratios(measured.ratios())


def as_json(measured: Measurements) -> dict[str, Any]:
    """All figures, keyed as in the tables; times in milliseconds, memory in MiB."""
    cells = {
        system: {
            str(senders): {part: asdict(cell) for part in PARTS if (cell := measured.cell(system, senders, part))}
            for senders in measured.levels()
        }
        for system in measured.systems()
    }
    return {
        "systems": cells,
        "useful": {system: measured.share_of_use(system) for system in measured.systems()},
        "memory_mib": measured.memory,
        "ratios": [_ratio_as_json(ratio) for ratio in measured.ratios()],
    }


def _ratio_as_json(ratio: Ratio) -> dict[str, Any]:
    measured = ratio.measured if math.isfinite(ratio.measured) else None  # JSON knows no infinity
    return {**asdict(ratio), "measured": measured, "holds": ratio.holds}


def _times(measured: Measurements) -> Iterator[str]:
    systems = measured.systems()
    yield "Times in milliseconds, messages per second; medians over rounds"
    yield "                  " + "".join(f"{_TITLES[system]:^30}" for system in systems)
    yield f"{'senders':>7} {'kind':<10}" + f"{'p50':>9}{'p95':>10}{'msg/s':>10} " * len(systems)
    for senders in measured.levels():
        for part in PARTS:
            line = f"{senders:>7} {part:<10}"
            for system in systems:
                cell = measured.cell(system, senders, part)
                line += f"{cell.p50_ms:>9.1f}{cell.p95_ms:>10.1f}{cell.per_second:>10.1f} " if cell else f"{'–':>29} "
            yield line
    yield ""


def _usefulness(measured: Measurements) -> Iterator[str]:
    yield "Useful answers (some text; for the house also: station cards to a search, a form that moves on)"
    for system in measured.systems():
        share = measured.share_of_use(system)
        yield f"  {_TITLES[system]:<16}{'–' if share is None else f'{share:.2%}':>8}"
        if example := measured.example_of_no_use(system):
            yield f"    for example not: {example[:300]}"
    yield ""


def _memory(measured: Measurements) -> Iterator[str]:
    yield "Resident memory, MiB (largest seen after a round)"
    for system, processes in measured.memory.items():
        parts = "  ".join(f"{name} {mib:.0f}" for name, mib in processes.items())
        yield f"  {_TITLES[system]:<16}{sum(processes.values()):>6.0f}   {parts}"
    yield ""


def _long(measured: Measurements) -> Iterator[str]:
    if measured.long is not None and measured.long.failure is not None:
        yield f"One conversation could not be led past turn 2,000: {measured.long.failure}"
        yield ""
    elif measured.long is not None:
        early, late = statistics.median(measured.long.early), statistics.median(measured.long.late)
        yield f"One conversation, p50 of a question: turn 5 {early:.1f} ms, turn 2,000 {late:.1f} ms"
        yield ""


def _ratios(ratios: list[Ratio]) -> Iterator[str]:
    if not ratios:
        return
    yield f"{'Ratio':<42}{'senders':>8}{'measured':>10}{'wanted':>10}"
    for ratio in ratios:
        senders = "" if ratio.senders is None else str(ratio.senders)
        wanted = f"{'≤' if ratio.at_most else '≥'} {ratio.bound:.2f}"
        verdict = "holds" if ratio.holds else "does not hold"
        yield f"{ratio.what:<42}{senders:>8}{ratio.measured:>10.2f}{wanted:>10}  {verdict}"
