"""Fits again only what a change of some labels touches: in one-vs-rest every label is a problem of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from nlu.intents.ranker import ANSWER_WEIGHT, Line, Ranker, fit_one

NEIGHBORS = 6  # most alike labels of a changed one; they are told apart from it anew
LARGEST_PART = 0.5  # of the labels; beyond it a whole fit is hardly longer


def changed_labels(before: Collection[Line], after: Collection[Line]) -> set[str]:
    """Labels that gained or lost a line, by whichever of the two."""
    return {line.label for line in set(before) ^ set(after)}


def refitted(fitted: Ranker, before: Sequence[Line], after: Sequence[Line]) -> Ranker | None:
    """The ranker for the lines `after`, from one fitted on the lines `before`; None where too much has changed.

    Weights of the grams stay as they were; every label in `after` must have a phrasing.
    """
    names = sorted({line.label for line in after})
    changed = changed_labels(before, after)
    touched = (changed | _neighbors(fitted, changed, after)) & set(names)
    if len(touched) > LARGEST_PART * len(names):
        return None
    lines = sorted(after, key=lambda line: line.label)
    features = fitted.features.extended(line.text for line in set(after) - set(before))
    matrix = features.matrix(line.text for line in lines)
    number = {name: index for index, name in enumerate(names)}
    owners = np.array([number[line.label] for line in lines])
    phrasing = np.array([line.phrasing for line in lines])
    weights = np.zeros((len(features), len(names)), dtype=np.float32)
    bias = np.zeros(len(names))
    for index, name in enumerate(fitted.labels):
        if name in number:
            weights[: len(fitted.features), number[name]] = fitted.weights[:, index]
            bias[number[name]] = fitted.bias[index]
    sample_weights = np.where(phrasing, 1.0, ANSWER_WEIGHT)
    for name in sorted(touched):
        column, intercept = fit_one(matrix, owners == number[name], sample_weights, len(names))
        weights[:, number[name]], bias[number[name]] = column, intercept
    return Ranker.of(names, features, weights, bias, matrix[phrasing], owners[phrasing])


def _neighbors(fitted: Ranker, changed: set[str], after: Sequence[Line]) -> set[str]:
    found: set[str] = set()
    for label in changed:
        if label in fitted.labels:
            likeness = fitted.likeness(fitted.labels.index(label))
        else:
            mine = [line.text for line in after if line.label == label and line.phrasing]
            likeness = np.mean([fitted.scores(text).centroids for text in mine], axis=0)
        found.update(fitted.labels[index] for index in np.argsort(-likeness)[:NEIGHBORS])
    return found
