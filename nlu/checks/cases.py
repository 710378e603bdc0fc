"""The messages a draft is judged by: the development set, and the first lines of the scripted conversations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.development import read_development
from nlu.errors import DataUnreadable

DEVELOPMENT = "development"


@dataclass(frozen=True)
class Case:
    """One message, and what it must come to."""

    text: str
    expected: tuple[str, ...]  # the ids it is about, all of them; none where it is only watched
    source: str  # where it stands
    after: str | None = None  # the id answered just before, which a follow-up is read by


def development_cases(data_dir: Path) -> list[Case] | None:
    """None when there is no development set. Raises DataUnreadable."""
    folder = data_dir / DEVELOPMENT
    if not folder.is_dir():
        return None
    return [
        Case(each.text, tuple(filter(None, (each.label, each.second))), DEVELOPMENT, each.after)
        for each in read_development(folder).all()
    ]


def conversation_cases(folder: Path) -> list[Case] | None:
    """What the worker says first in each script; None when there is no such folder. Raises DataUnreadable."""
    if not folder.is_dir():
        return None
    cases = []
    for path in sorted(folder.glob("*.yml")):
        try:
            first = yaml.safe_load(path.read_text(encoding="utf-8"))["steps"][0]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, IndexError, TypeError) as error:
            raise DataUnreadable(path, "no script with steps") from error
        said = first.get("say") if isinstance(first, dict) else None
        if isinstance(said, str) and "{" not in said:  # a made-up name or number is filled in there
            cases.append(Case(said, (), f"conversation:{path.stem}"))
    return cases
