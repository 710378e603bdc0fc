"""How entries and revisions are called, and which scopes compete."""

from __future__ import annotations

import pytest

from actions.faq.scope import EntryName, Scope, parse_revision_name, revision_name


@pytest.mark.parametrize(
    ("name", "areas", "trades"),
    [
        ("join_cost", (), ()),
        ("join_cost@340100", ("340100",), ()),
        ("join_cost@rider-truck_driver", (), ("rider", "truck_driver")),
        ("join_cost@340100-340200-rider", ("340100", "340200"), ("rider",)),
    ],
)
def test_a_name_is_read_as_it_is_written(name: str, areas: tuple[str, ...], trades: tuple[str, ...]) -> None:
    read = EntryName.parse(name)

    assert read == EntryName("join_cost", Scope(areas, trades))
    assert str(read) == name
    assert read is not None
    assert parse_revision_name(revision_name(read, 12)) == (read, 12)


def test_the_order_of_codes_makes_no_difference() -> None:
    assert Scope.of(["340200", "340100"], ["rider"]) == Scope.of(["340100", "340200", "340100"], ["rider"])


@pytest.mark.parametrize("text", ["", "Join", "1st", "join cost", "join_cost@", "join_cost@A B", "a" * 61, "x\0y"])
def test_what_is_no_name_is_none(text: str) -> None:
    assert EntryName.parse(text) is None


@pytest.mark.parametrize("text", ["join_cost", "join_cost.", "join_cost.0", "join_cost.x", ".3", "join_cost.1234567"])
def test_what_is_no_revision_is_none(text: str) -> None:
    assert parse_revision_name(text) is None


@pytest.mark.parametrize(
    ("one", "other", "collide"),
    [
        (Scope.of(["340100"], []), Scope.of(["340100", "340200"], []), True),
        (Scope.of(["340100"], ["rider"]), Scope.of(["340100"], ["rider", "courier"]), True),
        (Scope.of(["340100"], []), Scope.of(["340111"], []), False),  # the county is the more specific
        (Scope.of(["340100"], []), Scope.of(["340100"], ["rider"]), False),  # the named trade is
        (Scope.of([], ["rider"]), Scope.of([], ["courier"]), False),
    ],
)
def test_two_scopes_collide_when_a_worker_fits_both_equally_well(one: Scope, other: Scope, collide: bool) -> None:
    assert one.collides(other) is collide
    assert other.collides(one) is collide
