"""The soak's last word: what was lost or doubled is named, and then the command fails. No house is started here."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks import soak
from benchmarks.soak import Soaked, main, table
from tests.faults.enrollment_count import KINDS, Book, compare

BOOK = Book({kind: Counter([f"{kind} of one", f"{kind} of another"]) for kind in KINDS})
RIGHT = Soaked(
    engine="SQLite",
    seed=7,
    enrollments=2,
    hit=1,
    faults=Counter({"kill -9 of bot, random moment": 3}),
    with_work=Counter({"kill -9 of bot, random moment": 2}),
    differences=compare(BOOK, BOOK),
    failpoints=Counter(["turn.committed"]),
    broken_off=(),
    besides=(),
    seconds=12.0,
)


def test_whoever_reads_it_sees_how_many_had_a_fault_in_flight_and_what_was_lost() -> None:
    lines = list(table(RIGHT))

    assert "enrollments: 2, with at least one fault in flight: 1 (50%)" in lines
    assert [line.split() for line in lines[-len(KINDS) :]] == [[kind, "2", "0", "0"] for kind in KINDS]


def test_where_nothing_is_lost_or_doubled_the_command_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "soak", lambda *_, **__: RIGHT)

    assert main([]) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["lost", "doubled"])
def test_one_that_is_lost_or_doubled_is_named_and_fails(
    kind: str, how: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = f"{kind} of one"
    found = BOOK.of[kind] - Counter([key]) if how == "lost" else BOOK.of[kind] + Counter([key])
    soaked = replace(RIGHT, differences=compare(BOOK, Book({**BOOK.of, kind: found})))
    monkeypatch.setattr(soak, "soak", lambda *_, **__: soaked)

    assert main([]) == 1
    assert f"{kind} {how}: {key} (1)" in capsys.readouterr().out


@pytest.mark.parametrize("field", ["broken_off", "besides"])
def test_a_visit_broken_off_or_anything_else_that_is_wrong_fails_too(
    field: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak, "soak", lambda *_, **__: replace(RIGHT, **{field: ("one is missing",)}))

    assert main([]) == 1
    assert "one is missing" in capsys.readouterr().out
