from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.fingerprint import fingerprint


def test_the_same_data_has_the_same_fingerprint_anywhere(small_data: Path, tmp_path: Path) -> None:
    shutil.copytree(small_data, tmp_path, dirs_exist_ok=True)

    assert fingerprint(tmp_path) == fingerprint(small_data)


@pytest.mark.parametrize(
    "name", ["faq/some/join_cost.yaml", "tasks/enroll.yml", "background/lines.txt", "regions.csv", "tasks.csv"]
)
def test_any_change_of_the_data_changes_it(small_data: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(small_data, tmp_path, dirs_exist_ok=True)
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write("\n")

    assert fingerprint(tmp_path) != fingerprint(small_data)


def test_what_is_not_learnt_from_does_not_count(small_data: Path, tmp_path: Path) -> None:
    shutil.copytree(small_data, tmp_path, dirs_exist_ok=True)
    (tmp_path / "responses.yaml").write_text("hello: 你好\n", encoding="utf-8")

    assert fingerprint(tmp_path) == fingerprint(small_data)
