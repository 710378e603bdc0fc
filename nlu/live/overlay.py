"""A fitted ranker with what changed since laid over it: usable at once, until a refit takes its place."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from nlu.intents.calibration import Calibration, Likeness, best_others, class_means, of_length_one
from nlu.intents.ranker import Line, Ranker, Scores
from nlu.live.difference import Difference

MOST_COMPARED = 5  # phrasings of a new label that are compared with the fitted labels
USUAL_PHRASINGS = 20  # what a fitted label is taken to be known by when its log odds are corrected


class OverlaidRanker:
    """Like `Ranker`: new labels score by class mean and nearest phrasing, known ones gain by their new phrasings."""

    def __init__(self, fitted: Ranker, difference: Difference, calibration: Calibration) -> None:
        """`difference` must add at least one phrasing or retire a label."""
        kept = [label for label in fitted.labels if label not in difference.retired]
        added = sorted(difference.added, key=lambda line: line.label)
        touched = sorted({line.label for line in added})
        self.labels = kept + [label for label in touched if label not in set(kept)]
        self._fitted = fitted
        self._calibration = calibration
        self._kept = np.array([index for index, label in enumerate(fitted.labels) if label not in difference.retired])
        self._added = added
        self._likeness_of_new: dict[int, np.ndarray] = {}
        place = {label: index for index, label in enumerate(self.labels)}
        self._touched = np.array([place[label] for label in touched], dtype=np.int64)
        self._learn(added, touched)

    def _learn(self, added: Sequence[Line], touched: Sequence[str]) -> None:
        number = {label: index for index, label in enumerate(touched)}
        owners = np.array([number[line.label] for line in added], dtype=np.int64)
        self._features = self._fitted.features.extended(line.text for line in added)
        self._phrasings = of_length_one(self._features.matrix(line.text for line in added))
        self._means = class_means(self._phrasings, owners, len(touched))
        self._starts = np.searchsorted(owners, np.arange(len(touched)))
        self._counts = np.bincount(owners, minlength=len(touched))

    def scores(self, text: str) -> Scores:
        """Scores of one cleaned text, in the order of `labels`."""
        before = self._fitted.scores(text)
        kept, new = self._kept, len(self.labels) - len(self._kept)
        fitted_centroids, fitted_nearest = before.centroids[kept], before.nearest[kept]
        centroid, nearest, known = self._alike(text)
        centroids = np.concatenate([fitted_centroids, np.zeros(new)])
        nearests = np.concatenate([fitted_nearest, np.zeros(new)])
        nearer = nearest >= nearests[self._touched]  # always so for a new label, else to a new phrasing
        np.maximum.at(centroids, self._touched, centroid)
        np.maximum.at(nearests, self._touched, nearest)

        centroid_rivals, nearest_rivals = best_others(centroids), best_others(nearests)
        by_likeness = self._calibration.logits(
            Likeness(
                centroid,
                centroid - centroid_rivals[self._touched],
                nearest,
                nearest - nearest_rivals[self._touched],
                self._counts,
            )
        )
        now = centroid_rivals[: len(kept)], nearest_rivals[: len(kept)]
        then = best_others(fitted_centroids), best_others(fitted_nearest)
        corrected = before.logits[kept]
        if not (np.array_equal(now[0], then[0]) and np.array_equal(now[1], then[1])):  # what changed is not far off
            as_if = functools.partial(self._as_if, fitted_centroids, fitted_nearest)
            corrected = corrected + np.minimum(0.0, as_if(*now) - as_if(*then))
        logits = np.concatenate([corrected, np.full(new, -np.inf)])
        lifted = np.maximum(logits[self._touched], np.where(nearer, by_likeness, -np.inf))
        logits[self._touched] = lifted
        opinion = np.concatenate([before.opinion[kept], np.zeros(new)])
        return Scores(logits, centroids, nearests, max(before.known, known), opinion, before.behind)

    def likeness(self, label: int) -> np.ndarray:
        """Cosine of each label's class mean with that of the label of this number."""
        kept = len(self._kept)
        if label < kept:
            new = [self._to_fitted(other)[label] for other in range(kept, len(self.labels))]
            return np.concatenate([self._fitted.likeness(self._kept[label])[self._kept], new])
        place = {touched: index for index, touched in enumerate(self._touched)}
        others = [place[other] for other in range(kept, len(self.labels))]
        among_new = (self._means[others] @ self._means[place[label]].T).toarray().ravel()
        return np.concatenate([self._to_fitted(label), among_new])

    @property
    def usual_likeness(self) -> np.ndarray:
        """Cosine of each label's class mean with those of the fitted labels, in the mean."""
        kept = len(self._kept)
        new = [self._to_fitted(label).mean() for label in range(kept, len(self.labels))]
        return np.concatenate([self._fitted.usual_likeness[self._kept], new])

    def _to_fitted(self, label: int) -> np.ndarray:
        """Cosines of a new label with the fitted ones; worked out when first asked for."""
        if label not in self._likeness_of_new:
            mine = [line.text for line in self._added if line.label == self.labels[label]]
            seen = [self._fitted.scores(text).centroids[self._kept] for text in mine[:MOST_COMPARED]]
            self._likeness_of_new[label] = np.mean(seen, axis=0)
        return self._likeness_of_new[label]

    def _alike(self, text: str) -> tuple[np.ndarray, np.ndarray, float]:
        """(cosine with each touched label's new phrasings' mean, with the nearest of them, share of known grams)."""
        index, value, _, known = self._features.vector(text)
        if not len(index) or not len(self._starts):
            return np.zeros(len(self._starts)), np.zeros(len(self._starts)), known
        dense = np.zeros(len(self._features))
        dense[index] = value / np.sqrt(value @ value)
        return self._means @ dense, np.maximum.reduceat(self._phrasings @ dense, self._starts), known

    def _as_if(
        self, centroids: np.ndarray, nearest: np.ndarray, centroid_rivals: np.ndarray, nearest_rivals: np.ndarray
    ) -> np.ndarray:
        counts = np.full(len(centroids), USUAL_PHRASINGS)
        likeness = Likeness(centroids, centroids - centroid_rivals, nearest, nearest - nearest_rivals, counts)
        return self._calibration.logits(likeness)
