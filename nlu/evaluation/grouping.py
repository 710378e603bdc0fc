"""How well clusters match the groups people made: `data/development/question_groups*.csv`, columns text and group."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import adjusted_rand_score

from nlu.clusters.clustering import Cluster
from nlu.clusters.questions import Question, Questions
from nlu.errors import DataUnreadable


@dataclass(frozen=True)
class Grouped:
    """A question and the group it belongs to; a group is what one answer would serve."""

    text: str
    group: str


@dataclass(frozen=True)
class Match:
    questions: int
    groups: int  # as people made them
    found: int  # clusters
    adjusted_rand_index: float  # 1: the same groups; 0: as good as chance
    at_home: float  # of the questions in clusters of two or more, the share that is of its cluster's largest group


def read_grouped(path: Path) -> list[Grouped]:
    """Raises DataUnreadable."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [Grouped(row["text"], row["group"]) for row in csv.DictReader(file, strict=True)]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
        raise DataUnreadable(path, "no table with the columns text and group") from error


def match(grouped: Sequence[Grouped], cluster: Callable[[Questions], Sequence[Cluster]]) -> Match:
    """How `cluster` does without any fixed cluster."""
    questions = Questions(tuple(Question(id, each.text, None) for id, each in enumerate(grouped)), frozenset())
    found = [each.questions for each in cluster(questions)]
    number = {id: number for number, ids in enumerate(found) for id in ids}
    groups = [each.group for each in grouped]
    together = [[groups[id] for id in ids] for ids in found if len(ids) > 1]
    mostly = sum(max(held.count(group) for group in set(held)) for held in together)
    return Match(
        len(grouped),
        len(set(groups)),
        len(found),
        float(adjusted_rand_score(groups, [number[id] for id in range(len(groups))])),
        mostly / max(1, sum(map(len, together))),
    )
