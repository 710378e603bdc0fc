"""From times to figures and verdicts."""

from __future__ import annotations

import math

import pytest

from benchmarks.figures import Measurements
from benchmarks.jobs import LoadResult, LongResult
from benchmarks.percentiles import percentile
from benchmarks.report import as_json, tables


def _round(*milliseconds: float, elapsed: float = 1.0, odd: int = 0, failed: int = 0) -> LoadResult:
    times = {"faq": list(milliseconds), "form": [], "stations": []}
    return LoadResult(elapsed, times, {"faq": odd, "form": 0, "stations": 0}, failed)  # type: ignore[arg-type]


def _measured(house: LoadResult, skeleton: LoadResult, rasa: LoadResult) -> Measurements:
    measured = Measurements()
    measured.add("house", 4, house)
    measured.add("skeleton", 4, skeleton)
    measured.add("rasa", 4, rasa)
    return measured


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (95, 10), (10, 1), (11, 2), (100, 10)])
def test_a_percentile_is_the_nearest_rank(percent: int, value: int) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], percent) == value


def test_a_cell_is_the_median_over_rounds_so_that_one_disturbed_round_changes_nothing() -> None:
    measured = Measurements()
    for times in ([10.0, 10.0], [11.0, 11.0], [900.0]):
        measured.add("house", 1, _round(*times))

    cell = measured.cell("house", 1, "faq")

    assert cell is not None
    assert (cell.p50_ms, cell.per_second, cell.messages) == (11.0, 2.0, 5)
    assert measured.cell("house", 1, "form") is None


def test_the_promises_hold_on_their_very_bounds() -> None:
    measured = _measured(_round(20.0, 20.0, 20.0), _round(*[10.0] * 6), _round(40.0))

    assert [(ratio.measured, ratio.holds) for ratio in measured.ratios()] == [
        (2.0, True), (0.5, True), (3.0, True), (1.0, True)]  # fmt: skip


def test_a_promise_missed_is_called_so() -> None:
    measured = _measured(_round(21.0, 21.0), _round(*[10.0] * 6), _round(40.0))

    assert [ratio.holds for ratio in measured.ratios()] == [False, False, False, True]
    assert sum("does not hold" in line for line in tables(measured)) == 3


def test_a_conversation_that_could_not_be_led_so_far_does_not_hold_and_says_why() -> None:
    measured = _measured(_round(1.0), _round(1.0), _round(1.0))
    measured.long = LongResult([], [], failure="503 busy")

    [ratio] = [ratio for ratio in measured.ratios() if "2,000" in ratio.what]

    assert not ratio.holds
    assert math.isinf(ratio.measured)
    assert any("503 busy" in line for line in tables(measured))


def test_a_long_conversation_may_be_a_tenth_slower() -> None:
    measured = Measurements(long=LongResult([10.0, 10.0, 90.0], [11.0, 11.0, 5.0]))

    assert [ratio.holds for ratio in measured.ratios()] == [True]


def test_useless_and_failed_answers_count_against_the_house() -> None:
    measured = _measured(_round(*[5.0] * 97, odd=1, failed=3), _round(5.0), _round(5.0))

    assert measured.share_of_use("house") == pytest.approx(0.96)
    assert not measured.ratios()[-1].holds


def test_the_json_holds_what_the_tables_show() -> None:
    measured = _measured(_round(20.0), _round(10.0), _round(30.0))
    measured.saw_memory("house", "bot", 80.0)
    measured.saw_memory("house", "bot", 70.0)

    written = as_json(measured)

    assert written["systems"]["rasa"]["4"]["all"]["p50_ms"] == 30.0
    assert written["memory_mib"] == {"house": {"bot": 80.0}}
    assert len(written["ratios"]) == 4
