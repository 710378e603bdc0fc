"""What was measured among a million applications, and the table of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.enrollments_asks import LONG_MS, Ask
from benchmarks.enrollments_load import Submitted, Times
from benchmarks.percentiles import percentile
from benchmarks.plans import FEW_ROWS, WholeTable

EMPTY_APPLICATIONS = 1_000
WANTED_PER_SECOND = 50.0
CALLERS, CALLS_PER_SECOND, CONNECTIONS = 4, 20.0, 8


@dataclass
class Answered:
    """One kind of request: from one caller at a time and from several, in either house.

    `processor` is what one caller's requests took of the processors, actions and PostgreSQL together, milliseconds.
    """

    ask: Ask
    alone: Times = field(default_factory=Times)
    at_once: Times = field(default_factory=Times)
    empty_alone: Times = field(default_factory=Times)
    empty_at_once: Times = field(default_factory=Times)
    processor: float = 0.0
    empty_processor: float = 0.0

    def every(self) -> list[Times]:
        return [self.alone, self.at_once, self.empty_alone, self.empty_at_once]


@dataclass(frozen=True)
class Measured:
    """`look_seconds` is how long the full house's first housekeeping took, `meanwhile` a conversation's status asked
    during it; `whole_tables` by kind of request; `rows` are the full house's tables that grow with
    applications, `standing` those that do not. `load` is the machine's when it
    began."""

    applications: int
    answered: list[Answered]
    filed: Submitted
    filed_processor: float
    empty_filed: Submitted
    look_seconds: float
    meanwhile: Times
    whole_tables: Mapping[str, set[WholeTable]]
    plans: int
    rows: Mapping[str, int]
    standing: Mapping[str, int]
    mib: float
    load: float


def table(measured: Measured) -> Iterator[str]:
    """The report, line by line."""
    yield f"{measured.applications:,} applications beside {EMPTY_APPLICATIONS:,}; milliseconds"
    yield f"{'':34}{'one at a time':^22}{f'{CALLERS} at once':^22}{'nearly empty':^23}{'processor':^15}"
    heads = f"{'p50':>7}{'p95':>7}{'max':>8}" * 2 + f"{'p50':>7}{'p95':>7}{'ratio':>9}" + f"{'ms':>8}{'ratio':>7}"
    yield f"{'':34}{heads}   wanted"
    for one in measured.answered:
        yield _row(one)
    yield _filed("new applications", measured.filed)
    yield _filed("new applications, nearly empty", measured.empty_filed)
    ratio = measured.filed.per_second / measured.empty_filed.per_second if measured.empty_filed.per_second else 0.0
    each = measured.filed_processor / max(1, len(measured.filed.times.milliseconds))
    yield f"  ratio {ratio:.2f}; {each:.1f} ms of a processor each; fsync on, as PostgreSQL ships it"
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
    figures += f"{percentile(one.empty_alone.milliseconds, 50):>7.1f}{base:>7.1f}{p95 / base:>9.1f}"
    mine = one.processor / len(one.alone.milliseconds)
    others = one.empty_processor / len(one.empty_alone.milliseconds)
    figures += f"{mine:>8.1f}{mine / others if others else 1.0:>7.1f}"
    return f"{one.ask.name:34}{figures}   {_wanted(one, p95)}".rstrip()


def _three(times: Times) -> str:
    if not times.milliseconds:
        return f"{'–':>7}{'–':>7}{'–':>8}"
    found = times.milliseconds
    return f"{percentile(found, 50):>7.1f}{percentile(found, 95):>7.1f}{max(found):>8.1f}"


def _wanted(one: Answered, p95: float) -> str:
    if one.ask.wanted_ms is not None:
        alone = _verdict(f"p95 ≤ {one.ask.wanted_ms:g}", p95 <= one.ask.wanted_ms)
        at_once = percentile(one.at_once.milliseconds, 95) if one.at_once.milliseconds else 0.0
        return f"{alone}; {_verdict('at once', at_once <= one.ask.wanted_ms)}"
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
    yield f"plans looked at: {measured.plans}"
    yield f"tables of more than {FEW_ROWS:,} rows: {_large(measured.rows)}"
    yield f"as long with hardly any application: {_large(measured.standing)}"
    found = {one for some in measured.whole_tables.values() for one in some}
    yield f"reads of a whole growing table: {len(found)}  {_verdict('0', not found)}"
    for name, some in measured.whole_tables.items():
        for one in sorted(some, key=str):
            yield f"  no index: {name}: {one}"


def _large(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(rows.items()) if count > FEW_ROWS) or "none"


def _verdict(wanted: str, holds: bool) -> str:
    return f"{wanted}: {'holds' if holds else 'does not hold'}"
