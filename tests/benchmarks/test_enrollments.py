"""The benchmark of applications plays its part on a small house; how long anything takes is not judged here."""

from __future__ import annotations

import pytest

from benchmarks.enrollments import measure
from benchmarks.enrollments_report import table


@pytest.mark.timeout(300)
def test_every_kind_of_request_is_answered_and_no_plan_is_missed() -> None:
    measured = measure(applications=300, times=1, seconds=1.0)

    every = [times for one in measured.answered for times in one.every()] + [measured.filed.times]
    assert sum(times.failed for times in every) == 0, [times.example for times in every if times.failed]
    assert measured.plans > len(measured.answered)
    report = "\n".join(table(measured))
    assert "300 applications beside 1,000" in report
    assert "not measured" not in report
