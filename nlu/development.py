"""The development set: messages nobody trains on, by which thresholds and choices are judged.

One file per kind of writer, `data/development/<writer>.yaml`:

    writer: rider
    messages: {join_cost: [要掏钱不, …], …}
    out_of_scope: [今天啥天气, …]
    two_needs: [{text: …, needs: [join_cost, join_review_time]}, …]
    follow_ups: [{after: join_how, text: 那要多久, means: join_review_time}, …]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.errors import DataUnreadable
from nlu.intents.examples import OUT_OF_SCOPE


@dataclass(frozen=True)
class Message:
    """One message and the id it means; `label` is OUT_OF_SCOPE for what nobody here can answer.

    `second`: the other id of a message with two needs; `after`: the id answered just before a follow-up.
    """

    text: str
    label: str
    writer: str
    second: str | None = None
    after: str | None = None

    @property
    def is_in_scope(self) -> bool:
        return self.label != OUT_OF_SCOPE


@dataclass(frozen=True)
class DevelopmentSet:
    single: tuple[Message, ...]  # one need each
    out_of_scope: tuple[Message, ...]
    two_needs: tuple[Message, ...]
    follow_ups: tuple[Message, ...]

    def all(self) -> tuple[Message, ...]:
        return (*self.single, *self.out_of_scope, *self.two_needs, *self.follow_ups)


def read_development(folder: Path) -> DevelopmentSet:
    """All writers of a folder, in the order of the file names. Raises DataUnreadable naming the first bad file."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise DataUnreadable(folder, "holds no *.yaml file")
    documents = [(path, _document(path)) for path in paths]
    return DevelopmentSet(
        single=tuple(message for path, document in documents for message in _read(_single, path, document)),
        out_of_scope=tuple(message for path, document in documents for message in _read(_outside, path, document)),
        two_needs=tuple(message for path, document in documents for message in _read(_two_needs, path, document)),
        follow_ups=tuple(message for path, document in documents for message in _read(_follow_ups, path, document)),
    )


def _single(document: dict[str, Any]) -> Iterator[Message]:
    for label, texts in document["messages"].items():
        for text in texts:
            yield Message(_text(text), label, document["writer"])


def _outside(document: dict[str, Any]) -> Iterator[Message]:
    for text in document["out_of_scope"]:
        yield Message(_text(text), OUT_OF_SCOPE, document["writer"])


def _two_needs(document: dict[str, Any]) -> Iterator[Message]:
    for each in document["two_needs"]:
        first, second = each["needs"]
        yield Message(_text(each["text"]), first, document["writer"], second=second)


def _follow_ups(document: dict[str, Any]) -> Iterator[Message]:
    for each in document["follow_ups"]:
        yield Message(_text(each["text"]), each["means"], document["writer"], after=each["after"])


def _text(stated: Any) -> str:
    if not isinstance(stated, str):
        raise TypeError(f"{stated!r} is no text; put it in quotes")
    return stated


def _read(part: Any, path: Path, document: dict[str, Any]) -> list[Message]:
    try:
        return list(part(document))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataUnreadable(path, f"no development messages ({error})") from error


def _document(path: Path) -> Any:
    try:
        # libyaml's safe loader, ten times as quick as the one in Python.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataUnreadable(path, str(error).splitlines()[0]) from error
