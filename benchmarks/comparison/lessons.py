"""What the systems learn from and are asked: our own lines with the development set, and a public set as a file."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.hearing import OUTSIDE, Line
from benchmarks.errors import CannotRun
from nlu.intents.examples import Example

SEED = 0
FEW = 10  # phrasings an id, where they are few
FEW_OUTSIDE = 300  # background lines beside them: with all of them Rasa's default learns for hours


@dataclass(frozen=True)
class PublicSet:
    """The "bqfaq" file: topics of another trade, with real messages, noisy copies and far out-of-scope questions."""

    train: dict[str, list[Line]]  # by phrasings a topic: "5", "10" …
    test: list[Line]
    two_homophones: list[Line]
    far: list[Line]


def some_of_each(examples: Iterable[Example], most: int | None) -> list[Example]:
    """Phrasings, at most so many of each id and `FEW_OUTSIDE` background lines, the same ones each time."""
    phrasings: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if example.phrasing:
            phrasings[example.label].append(example)
    chosen: list[Example] = []
    for label, found in sorted(phrasings.items()):
        count = len(found) if most is None else min(len(found), FEW_OUTSIDE if label == OUTSIDE else most)
        chosen += random.Random(f"{SEED} {label}").sample(found, count) if count < len(found) else found
    return chosen


def read_public_set(path: Path) -> PublicSet:
    """Raises CannotRun when the file is not such a set."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        test = _lines(stated["test"])
        noisy = zip(stated["noise"]["homo2"], test, strict=True)
        return PublicSet(
            train={count: _lines(rows) for count, rows in stated["train"].items()},
            test=test,
            two_homophones=[Line(text, line.label) for text, line in noisy],
            far=[Line(text, OUTSIDE) for text in stated["oos"]["far"]],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotRun(f"{path} is not the public set ({type(error).__name__}: {error})") from error


def _lines(rows: Sequence[Sequence[str]]) -> list[Line]:
    return [Line(text, label) for text, label in rows]
