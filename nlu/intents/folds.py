"""Parts of the lines that are held out in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

FOLDS = 5


def fold_numbers(labels: Sequence[str]) -> list[int]:
    """Deal each label's lines out over the folds in turn, so that every fold has some of each."""
    dealt: Counter[str] = Counter()
    numbers = []
    for label in labels:
        numbers.append(dealt[label] % FOLDS)
        dealt[label] += 1
    return numbers
