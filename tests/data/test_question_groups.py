"""The sets clusters are judged by: questions the topics do not hold, put together by people."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.data.files import bare, rows

FILES = ("development/question_groups.csv", "development/question_groups_apart.csv")
FEWEST_QUESTIONS = 340
FEWEST_GROUPS = 45  # of two questions or more
FEWEST_ALONE = 40
LONGEST = 200  # characters of a question nlu takes


@pytest.mark.parametrize("path", FILES)
def test_there_are_enough_groups_and_enough_that_belong_to_none(path: str) -> None:
    sizes = Counter(row["group"] for row in rows(path))

    assert sizes.total() >= FEWEST_QUESTIONS
    assert sum(size > 1 for size in sizes.values()) >= FEWEST_GROUPS
    assert sum(size == 1 for size in sizes.values()) >= FEWEST_ALONE


@pytest.mark.parametrize("path", FILES)
def test_a_row_is_a_question_and_its_group(path: str) -> None:
    assert [row for row in rows(path) if set(row) != {"text", "group"} or not row["group"]] == []
    assert [row["text"] for row in rows(path) if not 1 <= len(row["text"]) <= LONGEST] == []


def test_no_question_is_given_twice() -> None:
    given = Counter(bare(row["text"]) for path in FILES for row in rows(path))

    assert [text for text, times in given.items() if times > 1] == []
