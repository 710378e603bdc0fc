from __future__ import annotations

import os
from pathlib import Path

import pytest

from nlu.errors import IndexUnreadable
from nlu.feed.document import read_feed
from nlu.live.index import INDEXES, Index, newest_index, read_index, remove_old_indexes, write_index
from nlu.model_archive import OpenModel
from tests.nlu.feed_double import feed_body, small_entries

PRINT = "0123456789abcdef"


@pytest.fixture
def index(small_opened: OpenModel) -> Index:
    return Index("d1", read_feed(feed_body(3, small_entries())), small_opened.intents)


def test_an_index_is_read_as_it_was_written(tmp_path: Path, index: Index) -> None:
    folder = write_index(tmp_path, PRINT, index)
    read = read_index(folder, PRINT, index.model.cleaner)

    assert (read.digest, read.feed) == ("d1", index.feed)
    assert read.model.understand("入会收费么", []) == index.model.understand("入会收费么", [])
    assert [path.name for path in (tmp_path / INDEXES).iterdir()] == [folder.name]


def test_two_replicas_may_write_the_same_one(tmp_path: Path, index: Index) -> None:
    assert write_index(tmp_path, PRINT, index) == write_index(tmp_path, PRINT, index)


def test_an_index_of_another_model_does_not_fit(tmp_path: Path, index: Index) -> None:
    folder = write_index(tmp_path, PRINT, index)

    with pytest.raises(IndexUnreadable):
        read_index(folder, "fedcba9876543210", index.model.cleaner)
    assert newest_index(tmp_path, "fedcba9876543210", index.model.cleaner) is None


@pytest.mark.parametrize("damage", ["intents.npz", "intents.json", "feed.json", "index.json"])
def test_a_damaged_index_is_passed_over(tmp_path: Path, index: Index, damage: str) -> None:
    older = write_index(tmp_path, PRINT, index)
    newer = write_index(tmp_path, PRINT, Index("d2", index.feed, index.model))
    os.utime(older, (1, 1))
    (newer / damage).write_bytes((newer / damage).read_bytes()[:20])

    found = newest_index(tmp_path, PRINT, index.model.cleaner)

    assert found is not None
    assert found.digest == "d1"


def test_only_the_newest_stay(tmp_path: Path, index: Index) -> None:
    for age in range(4):
        os.utime(write_index(tmp_path, PRINT, Index(f"d{age}", index.feed, index.model)), (1000 - age, 1000 - age))
    abandoned = tmp_path / INDEXES / "building-1"
    abandoned.mkdir()
    os.utime(abandoned, (1, 1))
    (tmp_path / INDEXES / "building-2").mkdir()

    remove_old_indexes(tmp_path)

    kept = {path.name for path in (tmp_path / INDEXES).iterdir()}
    assert kept == {f"{PRINT}-d0", f"{PRINT}-d1", "building-2"}
