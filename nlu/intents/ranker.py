"""One linear model ranks all topics, tasks, control and chat ids at once, so that their scores can be compared."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from nlu.intents.encoder import Encoder
from nlu.intents.features import SMALLEST, Features
from nlu.intents.profiles import Profiles

# A support vector machine per label: as right as a logistic regression with C = 50, and six times quicker to fit.
REGULARIZATION = 0.67
TOLERANCE = 1e-2
# Its margins as log odds: Platt's line through held-out phrasings, one point per phrasing and label.
STEEPNESS, OFFSET = 6.2, 1.45
ANSWER_WEIGHT = 0.2  # of a sentence from an answer, against 1 for a phrasing
OPINION = 0.5  # log odds that the second opinion adds, by its standard deviation
# The same for those after the first choice, where labels have few phrasings: which others are thinkable is harder to
# tell from few lines than which one is meant.
OPINION_OF_FEW, FEW = 3.0, 10


@dataclass(frozen=True)
class Line:
    """One cleaned line to learn from."""

    text: str
    label: str
    phrasing: bool  # False for a sentence of an answer


@dataclass(frozen=True)
class Scores:
    """What the ranker sees in one message; one value per label, in the order of `Ranker.labels`."""

    logits: np.ndarray  # one-vs-rest log odds, without the second opinion
    centroids: np.ndarray  # cosine with each label's class mean
    nearest: np.ndarray  # cosine with each label's nearest phrasing
    known: float  # share of the message's grams the model has seen
    opinion: np.ndarray  # the second opinion, in log odds
    behind: float = 1.0  # how many times it counts where those after the first choice are put in order

    @property
    def first(self) -> np.ndarray:
        """Log odds by which the first choice is made."""
        return self.logits + self.opinion

    @property
    def after(self) -> np.ndarray:
        """Log odds by which those after it are put in order."""
        return self.logits + self.behind * self.opinion


class Ranker:
    def __init__(
        self,
        labels: Sequence[str],
        features: Features,
        weights: np.ndarray,
        bias: np.ndarray,
        phrasings: csr_matrix,
        owners: np.ndarray,
        profiles: Profiles,
    ) -> None:
        """`weights`: features × labels; `phrasings`: one row per phrasing, sorted by label; `owners`: its label.

        Every label has at least one phrasing; `profiles` are learned from the same phrasings.
        """
        self.labels = list(labels)
        self.features = features
        self.weights = weights
        self.bias = bias
        self.phrasings = phrasings
        self.owners = owners
        self.profiles = profiles
        self._by_feature = phrasings.tocsc()
        self._starts = np.searchsorted(owners, np.arange(len(self.labels)))
        self._centroids = _class_means(phrasings, owners, len(self.labels))
        self._part_lengths = _lengths_of_parts(self._centroids, features)
        few = min(1.0, FEW / float(np.median(np.bincount(owners))))
        self._behind = (OPINION + few * (OPINION_OF_FEW - OPINION)) / OPINION

    @classmethod
    def fit(cls, lines: Sequence[Line], encoder: Encoder | None) -> Ranker:
        """Learn from lines of at least three labels."""
        lines = sorted(lines, key=lambda line: line.label)
        names = sorted({line.label for line in lines})
        number = {name: index for index, name in enumerate(names)}
        owners = np.array([number[line.label] for line in lines])
        phrasing = np.array([line.phrasing for line in lines])
        features = Features.learn([line.text for line in lines], encoder)
        matrix = features.matrix(line.text for line in lines)
        model = LinearSVC(C=REGULARIZATION, class_weight="balanced", tol=TOLERANCE, random_state=0)
        model.fit(matrix, owners, sample_weight=np.where(phrasing, 1.0, ANSWER_WEIGHT))
        weights = np.ascontiguousarray(STEEPNESS * model.coef_.T, dtype=np.float32)
        bias = STEEPNESS * model.intercept_ + OFFSET
        return cls.of(names, features, weights, bias, matrix[phrasing], owners[phrasing])

    @classmethod
    def of(
        cls,
        labels: Sequence[str],
        features: Features,
        weights: np.ndarray,
        bias: np.ndarray,
        phrasings: csr_matrix,
        owners: np.ndarray,
    ) -> Ranker:
        """With the second opinion learned from these phrasings."""
        profiles = Profiles.learn(features, phrasings, owners, len(labels))
        return cls(labels, features, weights, bias, phrasings, owners, profiles)

    def scores(self, text: str) -> Scores:
        """Scores of one cleaned text."""
        index, value, parts, known = self.features.vector(text)
        if not len(index):
            nothing = np.zeros(len(self.labels))
            return Scores(self.bias.copy(), nothing, nothing, 0.0, nothing)
        length = np.sqrt(value @ value)
        logits = value @ self.weights[index] + self.bias
        likeness = np.array([value[part] @ self._centroids[index[part]] for part in parts])
        # Only phrasings that share a feature with the message are looked at.
        of_phrasings = self._by_feature[:, index] @ value
        nearest = np.maximum.reduceat(of_phrasings, self._starts) / (length * length)
        opinion = self.profiles.opinion(self._profile(likeness, [value[part] for part in parts]))
        return Scores(logits, likeness.sum(axis=0) / length, nearest, known, OPINION * opinion, self._behind)

    def logits_of(self, texts: Sequence[str]) -> np.ndarray:
        """The log odds of many cleaned texts at once, one row each, the same as `scores` has."""
        return np.asarray(self.features.matrix(texts) @ self.weights + self.bias)

    def _profile(self, likeness: np.ndarray, values: Sequence[np.ndarray]) -> np.ndarray:
        """Cosine with each label's mean in each part by itself, from the products with the means."""
        lengths = np.array([np.sqrt(value @ value) for value in values])[:, None] * self._part_lengths
        return likeness / np.maximum(lengths, SMALLEST)

    def likeness(self, label: int) -> np.ndarray:
        """Cosine of each label's class mean with that of the label of this number."""
        return self._centroids[:, label] @ self._centroids

    @functools.cached_property
    def usual_likeness(self) -> np.ndarray:
        """Cosine of each label's class mean with those of all labels, in the mean."""
        return self._centroids.mean(axis=1) @ self._centroids


def fit_one(matrix: csr_matrix, own: np.ndarray, sample_weights: np.ndarray, labels: int) -> tuple[np.ndarray, float]:
    """(weights, bias) of one label as `Ranker.fit` makes them: its own lines weigh more, the fewer they are."""
    balanced = len(own) / (labels * own.sum())
    model = LinearSVC(C=REGULARIZATION, class_weight={False: 1.0, True: balanced}, tol=TOLERANCE, random_state=0)
    model.fit(matrix, own, sample_weight=sample_weights)
    return STEEPNESS * model.coef_[0], STEEPNESS * float(model.intercept_[0]) + OFFSET


def _class_means(phrasings: csr_matrix, owners: np.ndarray, count: int) -> np.ndarray:
    """Features × labels, each column of length 1."""
    member = csr_matrix((np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(count, len(owners)))
    means = np.asarray((member @ phrasings).todense(), dtype=np.float32)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.ascontiguousarray((means / np.maximum(lengths, 1e-9)).T)


def _lengths_of_parts(means: np.ndarray, features: Features) -> np.ndarray:
    """Parts × labels: how long each label's mean is in each part."""
    part_of_each = features.part_of_each()
    squares = [np.square(means[part_of_each == part]).sum(axis=0) for part in range(features.parts)]
    return np.sqrt(np.array(squares))
