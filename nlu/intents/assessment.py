"""What the ranker makes of one cleaned text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Assessment:
    """`ranking`: every label but out_of_scope, best first; the first has `confidence`, the others their share of it."""

    confidence: float
    ranking: tuple[tuple[str, float], ...]

    @property
    def label(self) -> str:
        return self.ranking[0][0]

    def at_least(self, confidence: float) -> Assessment:
        """The same, no less sure than this; the others keep their share."""
        if confidence <= self.confidence:
            return self
        grown = confidence / self.confidence if self.confidence else 1.0
        others = ((label, score * grown) for label, score in self.ranking[1:])
        return Assessment(confidence, ((self.label, confidence), *others))

    def with_first(self, *labels: str) -> Assessment:
        """The same with these labels in front, in this order, none of them scored below what follows."""
        scores = dict(self.ranking)
        rest = tuple(entry for entry in self.ranking if entry[0] not in labels)
        least = rest[0][1] if rest else 0.0
        front = tuple((label, max(scores[label], least)) for label in labels)
        return Assessment(self.confidence, (*front, *rest))
