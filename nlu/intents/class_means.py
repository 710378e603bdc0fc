"""Ranks by likeness alone: where there are too many labels to fit one linear model for each."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from nlu.intents.calibration import Calibration, Likeness, best_others, class_means, of_length_one
from nlu.intents.encoder import Encoder
from nlu.intents.features import Features
from nlu.intents.ranker import Line, Scores


class ClassMeansRanker:
    """Like `Ranker`; the log odds come from class mean and nearest phrasing, on the same scale."""

    def __init__(
        self,
        labels: Sequence[str],
        features: Features,
        calibration: Calibration,
        phrasings: csr_matrix,
        owners: np.ndarray,
    ) -> None:
        """`phrasings`: one row per phrasing, sorted by label; `owners`: its label. Every label has at least one."""
        self.labels = list(labels)
        self.features = features
        self.calibration = calibration
        self.phrasings = of_length_one(phrasings)
        self.owners = owners
        self._starts = np.searchsorted(owners, np.arange(len(self.labels)))
        self._means = class_means(self.phrasings, owners, len(self.labels))
        self._counts = np.bincount(owners, minlength=len(self.labels))

    @classmethod
    def fit(cls, lines: Sequence[Line], encoder: Encoder | None, calibration: Calibration) -> ClassMeansRanker:
        """Learn from the phrasings; the sentences of answers only make their words known."""
        features = Features.learn([line.text for line in lines], encoder)
        phrasings = sorted((line for line in lines if line.phrasing), key=lambda line: line.label)
        names = sorted({line.label for line in phrasings})
        number = {name: index for index, name in enumerate(names)}
        owners = np.array([number[line.label] for line in phrasings])
        return cls(names, features, calibration, features.matrix(line.text for line in phrasings), owners)

    def scores(self, text: str) -> Scores:
        """Scores of one cleaned text."""
        index, value, _, known = self.features.vector(text)
        dense = np.zeros(len(self.features))
        if len(index):
            dense[index] = value / np.sqrt(value @ value)
        centroids = self._means @ dense
        nearest = np.maximum.reduceat(self.phrasings @ dense, self._starts)
        likeness = Likeness(
            centroids, centroids - best_others(centroids), nearest, nearest - best_others(nearest), self._counts
        )
        return Scores(self.calibration.logits(likeness), centroids, nearest, known, np.zeros(len(self.labels)))

    def logits_of(self, texts: Sequence[str]) -> np.ndarray:
        """The log odds of many cleaned texts, one row each."""
        return np.array([self.scores(text).logits for text in texts]).reshape(len(texts), len(self.labels))

    def likeness(self, label: int) -> np.ndarray:
        """Cosine of each label's class mean with that of the label of this number."""
        return (self._means @ self._means[label].T).toarray().ravel()

    @functools.cached_property
    def usual_likeness(self) -> np.ndarray:
        """Cosine of each label's class mean with those of all labels, in the mean."""
        return np.asarray(self._means @ self._means.mean(axis=0).T).ravel()
