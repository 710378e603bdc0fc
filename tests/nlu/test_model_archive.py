from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from nlu.errors import ModelMissing, ModelUnreadable
from nlu.model_archive import check_model, newest_model, open_model


def write_archive(path: Path, parts: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="train"):
        newest_model(tmp_path)


def test_the_newest_model_is_taken(tmp_path: Path) -> None:
    for age, name in enumerate(["xiaofeng-b.tar.gz", "xiaofeng-a.tar.gz"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))

    assert newest_model(tmp_path).name == "xiaofeng-b.tar.gz"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x1f\x8b\x08\x00"])
def test_a_file_that_is_no_archive_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "xiaofeng-a.tar.gz"
    path.write_bytes(content)

    with pytest.raises(ModelUnreadable, match="train"):
        check_model(path)


def test_an_archive_cut_off_is_unreadable(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "xiaofeng-a.tar.gz", {"lexicon.json": os.urandom(10_000)})
    path.write_bytes(path.read_bytes()[:5_000])

    with pytest.raises(ModelUnreadable):
        check_model(path)


def test_an_archive_of_something_else_names_what_is_missing(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "xiaofeng-a.tar.gz", {"lexicon.json": b"{}"})

    with pytest.raises(ModelUnreadable, match=r"intents\.npz is missing"):
        check_model(path)


def test_parts_that_do_not_fit_are_unreadable(tmp_path: Path) -> None:
    parts = {"lexicon.json": b"{}", "intents.npz": b"nothing", "intents.json": b"{}"}

    with pytest.raises(ModelUnreadable):
        open_model(write_archive(tmp_path / "xiaofeng-a.tar.gz", parts))
