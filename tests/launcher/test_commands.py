"""What the papers name can be typed: every command stands in the launcher and in the room that reads it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import xiaofeng
from actions import cli as actions_cli
from tests.docs.test_papers import PAPERS, ROOT

#: Of both rooms at once, started by the launcher's own functions.
OF_SEVERAL_ROOMS = {"migrate", "keys", "purge"}
OF_ACTIONS = {name for name, (room, _) in xiaofeng.ROOM_COMMANDS.items() if room == "actions"}


def acts_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Its subcommands; {} when it has none."""
    kinds = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(kinds[0].choices) if kinds else {}


def named_in(paper: Path) -> Iterator[list[str]]:
    """The words of each `xiaofeng …` in it, without options and arguments; a code span is one command."""
    text = paper.read_text()
    for typed in re.findall(r"(?:`|^)(?:\./)?xiaofeng(?:\.py)? ([^`\n]+)", text, re.M):
        if words := re.match(r"[a-z][a-z-]*(?: [a-z][a-z-]*)*", typed):
            yield words[0].split()


NAMED = sorted({(str(paper.relative_to(ROOT)), *words) for paper in PAPERS for words in named_in(paper)})


@pytest.mark.parametrize("named", NAMED, ids=" ".join)
def test_every_command_the_papers_name_can_be_typed(named: tuple[str, ...]) -> None:
    _, command, *words = named
    assert command in acts_of(xiaofeng.parser())

    if command in OF_ACTIONS:
        acts = acts_of(acts_of(actions_cli.parser())[command])
        while acts and words:
            assert words[0] in acts
            acts, words = acts_of(acts[words[0]]), words[1:]


def test_the_papers_are_read() -> None:
    commands = {command for _, command, *_ in NAMED}
    assert {"rosters", "cover", "unions", "faq", "staff", "up"} <= commands


def test_the_launcher_and_actions_know_the_same_commands() -> None:
    assert acts_of(actions_cli.parser()).keys() - OF_SEVERAL_ROOMS == OF_ACTIONS
    assert acts_of(xiaofeng.parser()).keys() >= OF_SEVERAL_ROOMS


@pytest.mark.parametrize("command", sorted(OF_ACTIONS))
def test_what_the_launcher_says_of_a_command_can_be_typed(command: str) -> None:
    acts = acts_of(acts_of(actions_cli.parser())[command])
    said = xiaofeng.ROOM_COMMANDS[command][1]
    assert all(act in said for act in acts) or "…" in said
