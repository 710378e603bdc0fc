"""Lines lie where their values say."""

from __future__ import annotations

from actions.desk.curves import Scale, line


def test_a_scale_ends_at_twentieths() -> None:
    found = Scale.around([0.957, 0.99])

    assert (round(found.low, 9), round(found.high, 9)) == (0.95, 1.0)


def test_a_scale_of_one_value_on_its_edge_is_a_twentieth_high() -> None:
    found = Scale.around([0.9])

    assert (round(found.low, 9), round(found.high, 9)) == (0.9, 0.95)


def test_values_are_spaced_evenly_and_the_highest_is_at_the_top() -> None:
    assert line([0.0, 0.5, 1.0], Scale(0, 1)).path == "0,100 50,50 100,0"


def test_a_single_value_stands_in_the_middle() -> None:
    assert line([0.25], Scale(0, 1)).points == ((50.0, 75.0),)
