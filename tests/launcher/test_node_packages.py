"""Bringing what the tests need from npm: once per lock file, and plainly told when it cannot be had."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from launcher import node_packages
from launcher.errors import CannotStart
from launcher.node_packages import bring_node_packages


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tests folder of its own, and an npm that does what `npm` in it says."""
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(node_packages, "FOLDER", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return tmp_path


def npm(folder: Path, script: str) -> None:
    program = folder / "bin" / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_they_are_installed_once_per_lock_file(folder: Path) -> None:
    npm(folder, "mkdir -p node_modules; echo run >> runs")

    bring_node_packages()
    bring_node_packages()
    (folder / "package-lock.json").write_text('{"changed": true}')
    bring_node_packages()

    assert (folder / "runs").read_text().split() == ["run", "run"]


def test_a_failed_install_says_npms_own_last_words_and_is_tried_again(folder: Path) -> None:
    npm(folder, "echo 'npm error network is away' >&2; exit 1")
    with pytest.raises(CannotStart, match="network is away"):
        bring_node_packages()

    npm(folder, "mkdir -p node_modules; echo run >> runs")
    bring_node_packages()

    assert (folder / "runs").exists()


def test_without_npm_debians_is_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder / "bin"))
    asked: list[str] = []

    def install(packages: list[str]) -> None:
        asked.extend(packages)
        (folder / "bin" / "mkdir").symlink_to(str(shutil.which("mkdir", path="/usr/bin:/bin")))
        npm(folder, "mkdir -p node_modules")

    monkeypatch.setattr(node_packages, "bring_packages", install)
    bring_node_packages()

    assert asked == ["nodejs", "npm"]
