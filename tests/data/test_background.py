"""Lines that have nothing to do with us: what the bot learns to leave alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.data.files import bare, files, homes, name_of, rows

FILES = files("background/*.txt")


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_there_are_enough_different_lines() -> None:
    assert len({bare(line) for path in FILES for line in lines(path)}) >= 1500


def test_no_line_is_given_twice() -> None:
    given = Counter(bare(line) for path in FILES for line in lines(path))

    assert [line for line, times in given.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_line_says_something(path: Path) -> None:
    assert [number for number, line in enumerate(lines(path), 1) if not bare(line) or line != line.strip()] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_line_is_one_of_our_phrasings(path: Path) -> None:
    assert {line: homes()[bare(line)] for line in lines(path) if bare(line) in homes()} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_line_is_the_title_of_a_topic(path: Path) -> None:
    titles = {bare(row["title"]) for table in ("topics.csv", "tasks.csv") for row in rows(table)}

    assert [line for line in lines(path) if bare(line) in titles] == []
