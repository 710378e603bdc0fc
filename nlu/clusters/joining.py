"""Which fixed cluster a question belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from nlu.clusters.vectors import Vectors

LEAST_TO_JOIN = 0.25  # mean likeness of a question to the questions of a fixed cluster, from 0 to 1
EQUAL = 1.0  # is added where the cluster holds the very text
ROWS_AT_ONCE = 500


def joined(rows: Vectors, free: Sequence[int], fixed: Mapping[int, set[int]]) -> dict[int, int]:
    """For each free row that is surely like a fixed cluster, that cluster.

    `fixed`: the rows of each. Those that join are compared with what was fixed alone, so that no cluster drifts.
    """
    if not fixed:
        return {}
    homes = sorted(fixed)
    shares = _shares([fixed[home] for home in homes], len(rows))
    means = rows.sums(shares)
    found = {}
    for first in range(0, len(free), ROWS_AT_ONCE):
        some = list(free[first : first + ROWS_AT_ONCE])
        likeness = rows.of(some).likeness(means) + EQUAL * shares[:, some].sign().T.toarray()
        best = likeness.argmax(axis=1)
        sure = likeness[np.arange(len(some)), best] >= LEAST_TO_JOIN
        found |= {row: homes[home] for row, home, is_sure in zip(some, best, sure, strict=True) if is_sure}
    return found


def _shares(held: Sequence[set[int]], count: int) -> csr_matrix:
    """Clusters × rows: what share of the cluster each row is."""
    shares = [(cluster, row, 1 / len(rows)) for cluster, rows in enumerate(held) for row in sorted(rows)]
    clusters, rows, values = zip(*shares, strict=True)
    return csr_matrix((values, (clusters, rows)), shape=(len(held), count))
