"""The rooms talk over HTTP only: none imports another, and nothing outside nlu imports Rasa."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "nlu", "actions")
FILES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")) if ".venv" not in file.parts]


def imported(file: Path) -> set[str]:
    """The top-level names a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_imports_nothing_of_another_room(file: Path) -> None:
    own = file.relative_to(ROOT).parts[0]
    foreign = (
        set(ROOMS) - {own} | ({"rasa", "rasa_sdk"} if own != "nlu" else set()) | {"tests", "launcher", "benchmarks"}
    )

    assert imported(file) & foreign == set()


def test_rasa_is_met_in_the_shells_only() -> None:
    meeting = {file.relative_to(ROOT).as_posix() for file in FILES if {"rasa"} & imported(file)}
    allowed = ("nlu/components/", "nlu/logs.py", "nlu/model_training.py", "nlu/server.py", "nlu/training_data.py")

    assert [name for name in meeting if not name.startswith(allowed)] == []
