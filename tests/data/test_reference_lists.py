"""The closed lists: trades, platforms, facilities, times, and what the bot answers and does."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.data.files import Row, bare, by, faults, parts, rows, spellings

KEYS = {"trades": "code", "platforms": "code", "facilities": "code", "times": "code", "topics": "id", "tasks": "id"}
VOCABULARIES = ("trades", "platforms", "facilities", "times", "zones")
ROWS = [
    pytest.param(table, row, id=f"{table}-{row[key]}") for table, key in KEYS.items() for row in rows(f"{table}.csv")
]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_a_row_keeps_to_its_schema(table: str, row: Row) -> None:
    assert faults(f"{table}.row", row) == []


@pytest.mark.parametrize("table", KEYS)
def test_no_code_is_given_twice(table: str) -> None:
    codes = Counter(row[KEYS[table]] for row in rows(f"{table}.csv"))

    assert [code for code, times in codes.items() if times > 1] == []


@pytest.mark.parametrize("table", VOCABULARIES)
def test_a_spelling_means_one_thing_only(table: str) -> None:
    meant = Counter(spelling for row in rows(f"{table}.csv") for spelling in set(map(bare, spellings(row))))

    assert [spelling for spelling, times in meant.items() if times > 1] == []


@pytest.mark.parametrize("row", rows("platforms.csv"), ids=lambda row: row["code"])
def test_the_trades_of_a_platform_exist(row: Row) -> None:
    assert set(parts(row["trades"])) <= by("code", "trades.csv").keys()


@pytest.mark.parametrize("trade", by("code", "trades.csv"))
def test_each_trade_has_a_platform_to_choose(trade: str) -> None:
    assert any(trade in parts(row["trades"]) for row in rows("platforms.csv"))


@pytest.mark.parametrize("row", rows("shared_names.csv"), ids=lambda row: row["name"])
def test_a_shared_name_keeps_to_its_schema_and_to_codes_that_exist(row: Row) -> None:
    known = by("code", "regions.csv" if row["kind"] == "region" else "trades.csv")

    assert faults("shared_names.row", row) == []
    assert set(parts(row["codes"])) <= known.keys()


def test_no_name_is_shared_twice() -> None:
    names = Counter(row["name"] for row in rows("shared_names.csv"))

    assert [name for name, times in names.items() if times > 1] == []


def test_there_are_eighty_nine_topics_of_ours_and_fifteen_of_somebody_else() -> None:
    categories = [row["category"] for row in rows("topics.csv")]

    assert (len(categories) - categories.count("not_ours"), categories.count("not_ours")) == (89, 15)


def test_what_is_somebody_elses_says_so_in_its_id() -> None:
    for row in rows("topics.csv"):
        assert row["id"].startswith("not_ours_") == (row["category"] == "not_ours")


def test_no_two_topics_share_a_title() -> None:
    titles = Counter(row["title"] for row in (*rows("topics.csv"), *rows("tasks.csv")))

    assert [title for title, times in titles.items() if times > 1] == []


def test_topics_and_tasks_share_no_id() -> None:
    assert by("id", "topics.csv").keys() & by("id", "tasks.csv").keys() == set()


@pytest.mark.parametrize("row", rows("topics.csv"), ids=lambda row: row["id"])
def test_a_topic_offers_what_exists_and_not_itself(row: Row) -> None:
    known = by("id", "topics.csv").keys() | by("id", "tasks.csv").keys()

    assert set(parts(row["offers"])) <= known - {row["id"]}
