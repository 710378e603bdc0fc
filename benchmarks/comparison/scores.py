"""Shares over what was heard; every share lies between 0 and 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.comparison.hearing import Heard, Line

CHOICES = 3  # buttons a worker is shown
KEPT = 0.95  # of in-scope messages, when out-of-scope ones are told apart by confidence


def right(lines: Sequence[Line], heard: Sequence[Heard]) -> float:
    """The first id is the one meant."""
    return _share(each.ranking[:1] == (line.label,) for line, each in zip(lines, heard, strict=True))


def right_in_three(lines: Sequence[Line], heard: Sequence[Heard]) -> float:
    return _share(line.label in each.ranking[:CHOICES] for line, each in zip(lines, heard, strict=True))


def wrong_answers(lines: Sequence[Line], heard: Sequence[Heard]) -> float:
    """Answered outright, with another id than the one meant."""
    pairs = zip(lines, heard, strict=True)
    return _share(each.answered and each.ranking[:1] != (line.label,) for line, each in pairs)


def answered(heard: Sequence[Heard]) -> float:
    return _share(each.answered for each in heard)


def caught(inside: Sequence[Heard], outside: Sequence[Heard]) -> float:
    """Of out-of-scope messages, those less sure than the confidence that `KEPT` of the in-scope ones reach."""
    ordered = sorted((each.confidence for each in inside), reverse=True)
    threshold = ordered[max(0, round(len(ordered) * KEPT) - 1)]
    return _share(each.confidence < threshold for each in outside)


def _share(hits: Iterable[bool]) -> float:
    """0 when there are none."""
    listed = list(hits)
    return sum(listed) / len(listed) if listed else 0.0
