"""What questions are compared by: what they are made of, and which topics and tasks they are a little like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from scipy.special import expit

from nlu.intents.examples import OUT_OF_SCOPE
from nlu.intents.features import SMALLEST, Features
from nlu.intents.fitting import AnyRanker

# How much of the likeness each part makes up; chosen on data/development/question_groups.csv and on development
# messages whose topics the ranker was not taught.
RESEMBLANCE = 0.4
KINDS = {("c", False): 0.2, ("c", True): 0.2, ("s", False): 0.1, ("s", True): 0.1}  # view, and whether it is a pair


@dataclass(frozen=True)
class Vectors:
    """Some texts, or means of some; one row each, of length 1 at most over both parts."""

    grams: csr_matrix
    resemblance: np.ndarray

    def __len__(self) -> int:
        return self.grams.shape[0]

    def of(self, rows: Sequence[int]) -> Vectors:
        return Vectors(self.grams[rows], self.resemblance[rows])

    def sums(self, weights: csr_matrix) -> Vectors:
        """Weighted sums of the rows, one for each row of `weights`."""
        return Vectors((weights @ self.grams).tocsr(), weights @ self.resemblance)

    def likeness(self, others: Vectors) -> np.ndarray:
        """Of each row with each of the others, from 0 to 1."""
        return (self.grams @ others.grams.T).toarray() + self.resemblance @ others.resemblance.T


def vectors(ranker: AnyRanker, texts: Sequence[str]) -> Vectors:
    """One row per cleaned text."""
    return Vectors(_grams(ranker.features, texts), _resemblance(ranker, texts))


def _grams(features: Features, texts: Sequence[str]) -> csr_matrix:
    """Every kind of gram counts alike before it is weighed, however many a text has; a rare gram counts by its idf."""
    known = features.extended(texts)
    first_gram = len(known) - len(known.vocabulary)
    grams = known.matrix(texts)[:, first_gram:].sign() @ diags(np.square(known.weights))
    kind_of = [(gram[0], " " in gram) for gram in known.vocabulary]
    parts = []
    for kind, share in KINDS.items():
        part = grams[:, [column for column, each in enumerate(kind_of) if each == kind]]
        lengths = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
        parts.append(diags(np.sqrt(share) / np.maximum(lengths, SMALLEST)) @ part)
    return hstack(parts, format="csr").astype(np.float32)


def _resemblance(ranker: AnyRanker, texts: Sequence[str]) -> np.ndarray:
    """How like each text is to each id, although it is none of them: two that ask the same in other words are often
    like the same ids. The less it is like any, the less that counts, as if one more id were its own."""
    inside = [index for index, label in enumerate(ranker.labels) if label != OUT_OF_SCOPE]
    chances = expit(ranker.logits_of(texts)[:, inside]) * np.array([[bool(text)] for text in texts]).reshape(-1, 1)
    return np.sqrt(RESEMBLANCE * chances / (chances.sum(axis=1, keepdims=True) + 1)).astype(np.float32)
