"""A second opinion: which label's phrasings are as like all labels as this message is.

A message and a phrasing of the same topic may share few grams and still resemble the same other topics to the same
degree. A profile holds the cosines with the mean of every label, in each view by itself; a linear discriminant, its
covariance shrunk, says whose profiles it fits. The fewer phrasings there are, the more this adds to the ranker.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.intents.features import SMALLEST, Features

SHRINKAGE = 0.2  # of the covariance within labels, towards one and the same variance everywhere


@dataclass(frozen=True)
class Profiles:
    weights: np.ndarray  # parts × labels (flat, part after part) × labels
    bias: np.ndarray

    @classmethod
    def learn(cls, features: Features, phrasings: csr_matrix, owners: np.ndarray, labels: int) -> Profiles:
        """From one row per phrasing; `owners`: its label."""
        member = csr_matrix((np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(labels, len(owners)))
        columns, part_of_each = phrasings.tocsc(), features.part_of_each()
        parts = [columns[:, part_of_each == part].tocsr() for part in range(features.parts)]
        rows = np.hstack([_unseen(part, owners, member) for part in parts])
        means = np.asarray(member @ rows) / np.asarray(member.sum(axis=1))
        within = rows - means[owners]
        each = 1 / (labels * np.bincount(owners, minlength=labels))[owners]  # labels count alike, whatever their size
        covariance = (within * each[:, None]).T @ within
        size = len(covariance)
        shrunk = (1 - SHRINKAGE) * covariance
        shrunk[np.diag_indices(size)] += SHRINKAGE * np.trace(covariance) / size + SMALLEST
        weights = np.linalg.solve(shrunk, means.T)
        bias = -0.5 * (weights * means.T).sum(axis=0)
        fits = rows @ weights + bias
        spread = max(np.std(fits - fits.mean(axis=1, keepdims=True)), SMALLEST)
        return cls((weights / spread).astype(np.float32), bias / spread)

    def opinion(self, profile: np.ndarray) -> np.ndarray:
        """One value per label, 0 in the mean; over many messages of standard deviation 1. `profile`: parts × labels."""
        scores = profile.ravel() @ self.weights + self.bias
        return scores - scores.mean()


def _unseen(rows: csr_matrix, owners: np.ndarray, member: csr_matrix) -> np.ndarray:
    """Cosine of each phrasing with each label's mean, with the mean of the others where the label is its own."""
    sums = member @ rows
    products = np.asarray((rows @ sums.T).todense())
    squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    sizes = np.asarray(sums.multiply(sums).sum(axis=1)).ravel()
    each = np.arange(len(owners))
    own = products[each, owners]
    without = _cosine(own - squares, sizes[owners] - 2 * own + squares, squares)
    alone = np.asarray(member.sum(axis=1)).ravel()[owners] < 2
    if not alone.all():
        without[alone] = without[~alone].mean()  # nothing to compare with: taken to be as usual
    cosines = _cosine(products, sizes, squares[:, None])
    cosines[each, owners] = without
    return cosines


def _cosine(product: np.ndarray, square: np.ndarray, other_square: np.ndarray) -> np.ndarray:
    return product / np.maximum(np.sqrt(np.maximum(square, 0) * other_square), SMALLEST)
