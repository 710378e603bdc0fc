from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.entities.lexicon import Lexicon
from nlu.entities.reference_lists import FILES, read_lexicon
from nlu.errors import DataUnreadable
from nlu.language.characters import Characters


def test_a_name_of_two_things_keeps_both(real_data: Path, characters: Characters) -> None:
    assert read_lexicon(real_data, characters).spellings["黄山"]["region"] == ["341000", "341003"]


def test_one_character_is_no_name(small_data: Path, characters: Characters) -> None:
    assert all(len(spelling) > 1 for spelling in read_lexicon(small_data, characters).spellings)


def test_a_lexicon_survives_being_stored(small_data: Path, characters: Characters) -> None:
    lexicon = read_lexicon(small_data, characters)

    assert Lexicon.from_json(lexicon.to_json()) == lexicon


@pytest.mark.parametrize("name", FILES)
def test_a_missing_list_is_named(small_data: Path, characters: Characters, tmp_path: Path, name: str) -> None:
    shutil.copytree(small_data, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).unlink()

    with pytest.raises(DataUnreadable, match=name):
        read_lexicon(tmp_path, characters)


def test_a_missing_column_is_named(small_data: Path, characters: Characters, tmp_path: Path) -> None:
    shutil.copytree(small_data, tmp_path, dirs_exist_ok=True)
    (tmp_path / "trades.csv").write_text("code,name\nrider,外卖骑手\n", encoding="utf-8")

    with pytest.raises(DataUnreadable, match="aliases"):
        read_lexicon(tmp_path, characters)
