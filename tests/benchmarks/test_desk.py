"""The desk's benchmark plays its part on a small desk; how long anything takes is not judged here."""

from __future__ import annotations

from benchmarks.desk import measure, table
from benchmarks.desk_load import KINDS


def test_two_operators_are_measured_beside_one_and_nothing_fails() -> None:
    measured = measure(operators=2, conversations=5, rounds=1, seconds=3.0, haste=10.0)

    assert (measured.full.failed, measured.empty.failed) == (0, 0), (measured.full.example, measured.empty.example)
    for played in (measured.full, measured.empty):
        assert [kind for kind in KINDS if not played.milliseconds[kind]] == []
    report = "\n".join(table(measured))
    assert "2 operators, 5 open conversations" in report
    assert "not measured" not in report
