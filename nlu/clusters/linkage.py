"""Average linkage: the two groups that are most alike become one, as long as they are alike enough."""

from __future__ import annotations

import numpy as np

from nlu.clusters.vectors import Vectors

ROWS_AT_ONCE = 500
NEVER = -np.inf  # how alike a row is to itself, and to what is done with


def linked(rows: Vectors, least: float) -> np.ndarray:
    """For each row the number of its group, which is that of one row in it.

    Two groups become one while the mean likeness of their rows is at least `least`. A chain of nearest neighbors finds
    them: two that are each other's nearest stay so, whatever else becomes one. SciPy's linkage finds the same, but
    holds eight bytes a pair twice over, and takes all to a single group.
    """
    pairs = _Pairs(rows)
    sizes = np.ones(pairs.count)
    group = np.arange(pairs.count)
    is_open = np.ones(pairs.count, dtype=bool)
    chain: list[int] = []
    for first in range(pairs.count):
        while is_open[first]:
            chain = chain or [first]
            one = chain[-1]
            likeness = np.where(is_open, pairs.of(one), NEVER)
            nearest = likeness.max()
            if len(chain) > 1 and likeness[chain[-2]] == nearest:
                other = chain[-2]
                merged = sizes[one] * likeness + sizes[other] * pairs.of(other)
                sizes[other] += sizes[one]
                pairs.replace(other, merged / sizes[other])
                group[group == one] = other
                is_open[one] = False
                del chain[-2:]
            elif nearest >= least:
                chain.append(int(np.argmax(likeness)))
            else:
                is_open[one] = False  # what becomes one elsewhere comes no nearer
                chain.pop()
    return group


class _Pairs:
    """How alike each two rows are: each pair once, in four bytes, so that 10,000 rows take 200 MB."""

    def __init__(self, rows: Vectors) -> None:
        self.count = len(rows)
        numbers = np.arange(self.count, dtype=np.int64)
        # The pair (a, b), a < b, lies at start of a + b.
        self._starts = numbers * (2 * self.count - numbers - 3) // 2 - 1
        self._likeness = np.empty(self.count * (self.count - 1) // 2, dtype=np.float32)
        for first in range(0, self.count, ROWS_AT_ONCE):
            some = range(first, min(first + ROWS_AT_ONCE, self.count))
            for row, found in zip(some, rows.of(some).likeness(rows), strict=True):
                self._likeness[self._after(row)] = found[row + 1 :]

    def of(self, row: int) -> np.ndarray:
        """Likeness to each row."""
        return np.concatenate((self._likeness[self._before(row)], (NEVER,), self._likeness[self._after(row)]))

    def replace(self, row: int, likeness: np.ndarray) -> None:
        self._likeness[self._before(row)] = likeness[:row]
        self._likeness[self._after(row)] = likeness[row + 1 :]

    def _before(self, row: int) -> np.ndarray:
        return self._starts[:row] + row

    def _after(self, row: int) -> slice:
        return slice(self._starts[row] + row + 1, self._starts[row] + self.count)
