"""How likely the ranker's first choice is right: a small logistic model over what its scores look like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from nlu.intents.ranker import Scores

SIGNALS = (
    "best logit",
    "best minus second logit",
    "second minus third logit",
    "best minus outside logit",
    "sum of one-vs-rest probabilities",
    "best share of them",
    "best label's centroid cosine",
    "best minus highest other centroid cosine",
    "best label's nearest phrasing cosine",
    "best minus highest other nearest cosine",
    "outside nearest cosine",
    "known grams",
    "log length",
    "very short",
)


def signals(scores: Scores, inside: np.ndarray, outside: int | None, length: int) -> np.ndarray:
    """One value per `SIGNALS` for one message.

    `inside`: the label indices that may be answered (at least three); `outside`: the index of out_of_scope, if the
    model knows it; `length`: of the cleaned text.
    """
    logits = scores.first[inside]
    best, second, third = np.argsort(-logits)[:3]
    chances = expit(logits)
    centroids, nearest = scores.centroids[inside], scores.nearest[inside]
    other = np.ones(len(inside), dtype=bool)
    other[best] = False
    outside_logit = scores.first[outside] if outside is not None else -10.0
    outside_nearest = scores.nearest[outside] if outside is not None else 0.0
    return np.array(
        [
            logits[best],
            logits[best] - logits[second],
            logits[second] - logits[third],
            logits[best] - outside_logit,
            chances.sum(),
            chances[best] / chances.sum(),
            centroids[best],
            centroids[best] - centroids[other].max(),
            nearest[best],
            nearest[best] - nearest[other].max(),
            outside_nearest,
            scores.known,
            np.log1p(length),
            1.0 if length <= 2 else 0.0,
        ]
    )


class Confidence:
    def __init__(self, mean: np.ndarray, scale: np.ndarray, weights: np.ndarray, bias: float) -> None:
        self.mean = mean
        self.scale = scale
        self.weights = weights
        self.bias = bias

    @classmethod
    def fit(cls, rows: Sequence[np.ndarray], right: Sequence[bool]) -> Confidence:
        """Learn from messages the ranker had not seen: their signals, and whether its first choice was right."""
        table = np.array(rows)
        mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
        model = LogisticRegression(C=1.0, max_iter=500)
        model.fit(_expand((table - mean) / scale), np.array(right))
        return cls(mean, scale, model.coef_[0], float(model.intercept_[0]))

    def probability(self, row: np.ndarray) -> float:
        """Between 0 and 1."""
        standard = np.clip((row - self.mean) / self.scale, -4, 4)
        return float(expit(_expand(standard) @ self.weights + self.bias))


def _expand(standard: np.ndarray) -> np.ndarray:
    """The signals and their squares: some help only up to a point."""
    return np.concatenate([standard, standard**2], axis=-1)
