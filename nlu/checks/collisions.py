"""Phrasings of a draft that another topic or task lays claim to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nlu.intents.model import IntentModel
from nlu.intents.ranker import Line

NEARLY_EQUAL = 0.9  # cosine with a phrasing of another id
MOST_COLLISIONS = 100

Collision = dict[str, Any]  # {"phrasing", "topic", "other", "score": 0–1}


def collisions(
    drafted: Sequence[tuple[str, Line]],
    now: Sequence[Line],
    then: Sequence[Line],
    before: IntentModel,
    after: IntentModel,
) -> list[Collision]:
    """The worst first.

    `drafted`: each phrasing as it was written, and cleaned; `now`, `then`: all lines without and with the draft;
    `before`, `after`: the models fitted on those. A phrasing that is in force already is not asked about again.
    """
    known = {(line.text, line.label) for line in now if line.phrasing}
    owners: dict[str, set[str]] = defaultdict(set)
    for line in then:
        if line.phrasing:
            owners[line.text].add(line.label)
    found = []
    for written, line in drafted:
        if (line.text, line.label) not in known:
            claims = [*_equal(line, owners), *_alike(line, after), *_answered(line, before)]
            if claims:
                other, score = max(claims, key=lambda claim: claim[1])
                found.append({"phrasing": written, "topic": line.label, "other": other, "score": round(score, 3)})
    return sorted(found, key=lambda each: -each["score"])[:MOST_COLLISIONS]


def _equal(line: Line, owners: dict[str, set[str]]) -> Iterator[tuple[str, float]]:
    for other in sorted(owners[line.text] - {line.label}):
        yield other, 1.0


def _alike(line: Line, after: IntentModel) -> Iterator[tuple[str, float]]:
    nearest = after.ranker.scores(line.text).nearest.copy()
    labels = after.ranker.labels
    if line.label in labels:
        nearest[labels.index(line.label)] = 0.0
    best = int(np.argmax(nearest))
    if nearest[best] >= NEARLY_EQUAL:
        yield labels[best], min(1.0, float(nearest[best]))


def _answered(line: Line, before: IntentModel) -> Iterator[tuple[str, float]]:
    """Without this phrasing, another id would be answered outright."""
    assessed = before.assess(line.text)
    if assessed.label != line.label and assessed.confidence >= before.thresholds.answer:
        yield assessed.label, assessed.confidence
