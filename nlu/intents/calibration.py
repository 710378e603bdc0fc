"""From how alike a message and a topic are to the log odds a fitted ranker would give.

A topic newer than the last fit has no weights of its own, only phrasings. Its score must stand beside fitted ones, so
the map is learned from a fitted ranker on lines it never saw, with only some of each label's phrasings shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.intents.encoder import Encoder
from nlu.intents.features import Features
from nlu.intents.folds import fold_numbers
from nlu.intents.ranker import Line, Ranker

PHRASINGS_SHOWN = (1, 2, 3, 5, 8, 12, 20, 100)  # at most so many of each label, in turn
RIVALS = 6  # labels besides the right one that a held-out line is paired with: the most alike, and as many by chance
OWN_WEIGHT = 6.0  # of the right label's pair, against 1 for each rival
RIDGE = 1e-6
MOST_LABELS = 150  # the map is the same for more; fitting would only take longer
LEAST_PHRASINGS = 3  # of a label some of whose phrasings are held out


@dataclass(frozen=True)
class Likeness:
    """Of one message to labels, one value each: cosines and how far they lie above the best other label's."""

    centroid: np.ndarray
    centroid_margin: np.ndarray
    nearest: np.ndarray
    nearest_margin: np.ndarray
    count: np.ndarray  # phrasings the label is known by


class Calibration:
    def __init__(self, weights: np.ndarray) -> None:
        self.weights = weights

    def logits(self, likeness: Likeness) -> np.ndarray:
        return _expand(likeness) @ self.weights

    @classmethod
    def learn(cls, lines: Sequence[Line], encoder: Encoder | None) -> Calibration:
        """Fits one ranker without a fifth of the phrasings, and sees what it makes of those."""
        labels = sorted({line.label for line in lines if line.phrasing})
        chosen = set(np.random.default_rng(0).permutation(labels)[:MOST_LABELS].tolist())
        seen, held = _deal(lines, chosen)
        ranker = Ranker.fit(seen, encoder)
        return cls(_regress(*_pairs(ranker, [line for line in seen if line.phrasing], held)))


def best_others(scores: np.ndarray) -> np.ndarray:
    """For each value of a row, the highest of the others in it; 0 where there is no other."""
    if scores.shape[-1] < 2:
        return np.zeros_like(scores)
    ordered = np.partition(scores, -2, axis=-1)
    second, first = ordered[..., -2:-1], ordered[..., -1:]
    return np.where(scores == first, second, first)


def class_means(rows: csr_matrix, owners: np.ndarray, count: int) -> csr_matrix:
    """One row of length 1 per owner."""
    member = csr_matrix((np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(count, len(owners)))
    return of_length_one(member @ rows)


def of_length_one(matrix: csr_matrix) -> csr_matrix:
    matrix = matrix.tocsr().astype(np.float64)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    data = matrix.data / np.repeat(np.maximum(lengths, 1e-9), np.diff(matrix.indptr))
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _deal(lines: Sequence[Line], chosen: set[str]) -> tuple[list[Line], list[Line]]:
    phrasings = [line for line in lines if line.phrasing and line.label in chosen]
    counts = {label: sum(line.label == label for line in phrasings) for label in chosen}
    seen = [line for line in lines if not line.phrasing and line.label in chosen]
    held = []
    for line, fold in zip(phrasings, fold_numbers([line.label for line in phrasings]), strict=True):
        (held if fold == 0 and counts[line.label] >= LEAST_PHRASINGS else seen).append(line)
    return seen, held


def _pairs(ranker: Ranker, seen: Sequence[Line], held: Sequence[Line]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(likeness expanded, the fitted ranker's log odds, weight), one row per pair of a held-out line and a label."""
    number = {label: index for index, label in enumerate(ranker.labels)}
    shown = sorted(seen, key=lambda line: line.label)
    owners = np.array([number[line.label] for line in shown])
    rows = _vectors(ranker.features, shown)
    asked = _vectors(ranker.features, held)
    wanted = np.array([ranker.scores(line.text).logits for line in held])
    own = np.array([number[line.label] for line in held])
    centroid_rival, nearest_rival = (best_others(part) for part in _alike(asked, rows, owners, len(number)))
    chance = np.random.default_rng(0)
    each = np.arange(len(held))[:, None]
    tables, targets = [], []
    for most in PHRASINGS_SHOWN:
        kept = _some_of_each(owners, most, chance)
        centroid, nearest = _alike(asked, rows[kept], owners[kept], len(number))
        alike = np.argsort(-centroid, axis=1)[:, :RIVALS]
        pair = np.concatenate([own[:, None], alike, chance.integers(0, len(number), (len(held), RIVALS))], axis=1)
        likeness = Likeness(
            centroid[each, pair],
            (centroid - centroid_rival)[each, pair],
            nearest[each, pair],
            (nearest - nearest_rival)[each, pair],
            np.bincount(owners[kept], minlength=len(number))[pair],
        )
        expanded = _expand(likeness)
        tables.append(expanded.reshape(-1, expanded.shape[-1]))
        targets.append(wanted[each, pair].ravel())
    weights = np.ones((len(PHRASINGS_SHOWN), len(held), pair.shape[1]))
    weights[:, :, 0] = OWN_WEIGHT
    return np.concatenate(tables), np.concatenate(targets), weights.ravel()


def _vectors(features: Features, lines: Sequence[Line]) -> csr_matrix:
    return of_length_one(features.matrix(line.text for line in lines))


def _alike(asked: csr_matrix, rows: csr_matrix, owners: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(cosine with the class mean, cosine with the nearest phrasing), messages × labels."""
    starts = np.searchsorted(owners, np.arange(count))
    centroid = (asked @ class_means(rows, owners, count).T).toarray()
    return centroid, np.maximum.reduceat((asked @ rows.T).toarray(), starts, axis=1)


def _some_of_each(owners: np.ndarray, most: int, chance: np.random.Generator) -> np.ndarray:
    """Indices of at most so many rows of each owner, in order."""
    shuffled = chance.permutation(len(owners))
    rank = np.empty(len(owners), dtype=np.int64)
    for owner in np.unique(owners):
        mine = shuffled[owners[shuffled] == owner]
        rank[mine] = np.arange(len(mine))
    return np.flatnonzero(rank < most)


def _expand(likeness: Likeness) -> np.ndarray:
    centroid, nearest = _within(likeness.centroid, 0, 1), _within(likeness.nearest, 0, 1)
    above, nearer = _within(likeness.centroid_margin, -0.6, 0.6), _within(likeness.nearest_margin, -0.8, 0.8)
    size = np.log1p(likeness.count)
    single = [centroid, above, nearest, nearer]
    products = [centroid * above, nearest * nearer, above * nearer, size * size]
    columns = [np.ones_like(centroid), size, *single, *(x * x for x in single), *(x * size for x in single), *products]
    return np.stack(columns, axis=-1)


def _within(values: np.ndarray, least: float, most: float) -> np.ndarray:
    """Like `np.clip`, which takes ten times as long for a few values."""
    return np.minimum(np.maximum(values, least), most)


def _regress(table: np.ndarray, wanted: np.ndarray, weights: np.ndarray) -> np.ndarray:
    weighted = table * weights[:, None]
    return np.linalg.solve(weighted.T @ table + RIDGE * len(table) * np.eye(table.shape[1]), weighted.T @ wanted)
