"""What phrasings one set of lines has and another has not."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from nlu.intents.ranker import Line

Phrasing = tuple[str, str]  # (cleaned text, label)


@dataclass(frozen=True)
class Difference:
    """From the phrasings a ranker was fitted on to those in force."""

    added: tuple[Line, ...]  # of new labels and of known ones
    retired: frozenset[str]  # labels without any phrasing left
    changed: frozenset[str]  # labels that gained or lost some, new and retired ones included

    @property
    def matter(self) -> bool:
        """Whether a ranker would rank otherwise; a phrasing that was only taken back still tells what is meant."""
        return bool(self.added or self.retired)


def phrasings_of(lines: Iterable[Line]) -> frozenset[Phrasing]:
    return frozenset((line.text, line.label) for line in lines if line.phrasing)


def difference(fitted: Set[Phrasing], in_force: Set[Phrasing]) -> Difference:
    added, removed = in_force - fitted, fitted - in_force
    lost = {label for _, label in removed}
    retired = lost - {label for _, label in in_force if label in lost} if lost else lost
    return Difference(
        added=tuple(Line(text, label, phrasing=True) for text, label in sorted(added)),
        retired=frozenset(retired),
        changed=frozenset(label for _, label in added | removed),
    )
