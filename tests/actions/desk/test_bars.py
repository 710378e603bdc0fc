"""Bars are as long as their sums, and their parts lie end to end."""

from __future__ import annotations

from actions.desk.bars import Part, stacked


def test_the_longest_bar_is_whole_and_the_others_in_proportion() -> None:
    assert stacked([{"a": 1, "b": 3}, {"b": 1}], ["a", "b"]) == [
        [Part("a", 1, 0.0, 25.0), Part("b", 3, 25.0, 75.0)],
        [Part("b", 1, 0.0, 25.0)],
    ]


def test_where_nothing_happened_there_is_no_bar() -> None:
    assert stacked([{}, {"a": 0}], ["a"]) == [[], []]
