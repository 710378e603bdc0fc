"""Failpoints are found by the look of their call sites. Whoever passes one in another way hears of it here."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.failpoints import NAMES
from launcher.paths import ROOT
from tests.faults.names import names_in
from tests.faults.storm import FAILPOINTS

PASSING = ("checkpoint", "_checkpoint")  # checkpoint(name), self._checkpoint(name)
KEY = "CHECKPOINT"  # app[CHECKPOINT](name)
KEYWORD = "committed"  # @changes(..., committed=name)


@pytest.mark.parametrize("room", ["actions", "bot"])
def test_every_place_that_passes_a_failpoint_has_a_name_that_is_found(room: str) -> None:
    trees = {file: ast.parse(file.read_text()) for file in sorted((ROOT / room).rglob("*.py"))}
    constants = {file: dict(_constants(tree)) for file, tree in trees.items()}
    passed = set()
    for file, tree in trees.items():
        for name in _passed_in(tree):
            if isinstance(name, ast.Constant):
                passed.add(name.value)
            elif not _is_handed_on(name, tree):
                passed.add(_meant(name, file, tree, constants))

    assert passed == set(names_in(room))


def test_the_bot_lists_every_failpoint_it_has() -> None:
    assert set(NAMES) == set(names_in("bot"))


@pytest.mark.parametrize("room", ["actions", "bot"])
def test_the_storm_kills_at_failpoints_that_exist(room: str) -> None:
    assert set(FAILPOINTS[room]) <= set(names_in(room))


def _passed_in(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands where a failpoint's name belongs."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        yield from (keyword.value for keyword in call.keywords if keyword.arg == KEYWORD)
        called = call.func
        by_name = isinstance(called, ast.Name) and called.id in PASSING
        by_attribute = isinstance(called, ast.Attribute) and called.attr in PASSING
        by_key = isinstance(called, ast.Subscript) and isinstance(called.slice, ast.Name) and called.slice.id == KEY
        if by_name or by_attribute or by_key:
            yield call.args[0]


def _is_handed_on(name: ast.expr, tree: ast.AST) -> bool:
    """Whether it is a parameter: its callers say which."""
    functions = [found for found in ast.walk(tree) if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef)]
    parameters = {one.arg for found in functions for one in (*found.args.args, *found.args.kwonlyargs)}
    return isinstance(name, ast.Name) and name.id in parameters


def _meant(name: ast.expr, file: Path, tree: ast.AST, constants: Mapping[Path, Mapping[str, str]]) -> str:
    """The value of a constant of this file, or of the one it is imported from."""
    assert isinstance(name, ast.Name), f"{file}: {ast.unparse(name)} is neither a text nor a constant"
    if name.id in constants[file]:
        return constants[file][name.id]
    for found in ast.walk(tree):
        if isinstance(found, ast.ImportFrom) and any(one.name == name.id for one in found.names):
            return constants[ROOT / f"{str(found.module).replace('.', '/')}.py"][name.id]
    raise AssertionError(f"{file}: no failpoint is known as {name.id}")


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
            for target in line.targets:
                if isinstance(target, ast.Name) and isinstance(line.value.value, str):
                    yield target.id, line.value.value
