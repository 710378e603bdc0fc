"""Which questions ask the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.clusters.joining import joined
from nlu.clusters.linkage import linked
from nlu.clusters.questions import Questions
from nlu.clusters.vectors import Vectors

LEAST_TO_LINK = 0.11  # mean likeness of two groups that become one, from 0 to 1


@dataclass(frozen=True)
class Cluster:
    id: int | None  # of the fixed one it was; None: new
    questions: tuple[int, ...]  # ids, the most typical first


def clusters(
    questions: Questions, cleaned: Callable[[str], str], vectors: Callable[[Sequence[str]], Vectors]
) -> list[Cluster]:
    """Each question in one cluster, the largest first, whatever order the questions come in.

    Questions that read the same are one text, those without anything to read, too. How often a text was asked says
    nothing about what it is like: while groups are found each counts once.
    """
    asked = sorted(questions.all, key=lambda each: each.id)
    if not asked:
        return []
    text_of = {each.id: cleaned(each.text) for each in asked}
    number = {text: row for row, text in enumerate(sorted(set(text_of.values())))}
    row_of = {id: number[text] for id, text in text_of.items()}
    rows = vectors(list(number))
    home_of = {each.id: each.cluster for each in asked if each.cluster in questions.fixed}
    fixed: dict[int, set[int]] = defaultdict(set)
    for id, home in home_of.items():
        fixed[home].add(row_of[id])
    free = sorted({row_of[each.id] for each in asked if each.id not in home_of})
    joining = joined(rows, free, fixed)
    left = [row for row in free if row not in joining]
    group_of = dict(zip(left, linked(rows.of(left), LEAST_TO_LINK).tolist(), strict=True))
    held: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for each in asked:
        home = home_of.get(each.id, joining.get(row_of[each.id]))
        held[home, group_of[row_of[each.id]] if home is None else None].append(each.id)
    found = [Cluster(home, _typical_first(ids, rows.of([row_of[id] for id in ids]))) for (home, _), ids in held.items()]
    return sorted(found, key=lambda each: (-len(each.questions), min(each.questions)))


def _typical_first(ids: Sequence[int], rows: Vectors) -> tuple[int, ...]:
    """By likeness to all of them; of two that are as typical, the lower id."""
    typical = rows.likeness(rows.sums(csr_matrix(np.ones((1, len(ids)))))).ravel() / len(ids)
    return tuple(ids[index] for index in np.lexsort((ids, -typical.round(5))).tolist())
