"""Average linkage, beside SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

from nlu.clusters.linkage import linked
from nlu.clusters.vectors import Vectors

LEAST = 0.6


def rows(values: object) -> Vectors:
    grams = csr_matrix(values)
    return Vectors(grams, np.zeros((grams.shape[0], 0)))


@pytest.mark.parametrize("count", [30, 600])
def test_the_groups_are_those_of_scipy(count: int) -> None:
    vectors = rows(normalize(np.random.default_rng(count).random((count, 12)) ** 8))
    product = vectors.likeness(vectors)
    apart = 1 - product[np.triu_indices(count, 1)]

    groups = linked(vectors, LEAST)

    assert adjusted_rand_score(fcluster(linkage(apart, "average"), 1 - LEAST, "distance"), groups) == 1.0
    assert 5 < len(set(groups)) < count


def test_two_groups_are_compared_by_the_mean() -> None:
    """The third is like the second alone: 0.6, but 0.3 in the mean of both."""
    vectors = rows([[1.0, 0.0, 0.0], [0.8, 0.6, 0.0], [0.0, 1.0, 0.0]])

    assert len(set(linked(vectors, 0.29))) == 1
    assert len(set(linked(vectors, 0.31))) == 2


def test_a_group_is_named_by_one_of_its_rows() -> None:
    vectors = rows([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])

    first, second, third = linked(vectors, LEAST)

    assert first == third in (0, 2)
    assert second == 1


def test_rows_of_nothing_stay_alone() -> None:
    assert len(set(linked(rows((3, 4)), LEAST))) == 3


@pytest.mark.parametrize("count", [0, 1])
def test_there_may_be_nothing_to_link(count: int) -> None:
    assert len(linked(rows((count, 12)), LEAST)) == count
