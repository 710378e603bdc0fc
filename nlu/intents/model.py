"""From a message to its topic or task: the ranker, the confidence in it and the decision, as one trained thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.intents.clauses import clauses
from nlu.intents.confidence import Confidence, signals
from nlu.intents.decision import ANSWER, FALLBACK, Choice, Thresholds, decide
from nlu.intents.examples import OUT_OF_SCOPE, TASK, TOPIC
from nlu.intents.ranker import Ranker
from nlu.language.cleaning import Cleaner

SHORTEST_NEED = 3  # characters after cleaning; a shorter clause ("怎么办") is no need by itself
LONGEST_READ = 500  # characters of a message that are read; nobody states a need after that


@dataclass(frozen=True)
class Understanding:
    decision: str  # ANSWER, SUGGEST or FALLBACK
    label: str | None  # None when there was nothing to read
    confidence: float
    second: str | None  # the other id when the message holds two needs
    ranking: tuple[tuple[str, float], ...]  # best first; the first is `label` with `confidence`


@dataclass(frozen=True)
class LabelFacts:
    kind: str
    careful: bool
    phrasings: int


@dataclass(frozen=True)
class Assessment:
    """The ranker's view of one cleaned text."""

    label: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]


class IntentModel:
    def __init__(
        self,
        cleaner: Cleaner,
        ranker: Ranker,
        confidence: Confidence,
        facts: dict[str, LabelFacts],
        known_lines: dict[str, str],
        thresholds: Thresholds,
    ) -> None:
        """`known_lines`: cleaned training line → its label, where only one label has that line."""
        self._cleaner = cleaner
        self.ranker = ranker
        self.confidence = confidence
        self.facts = facts
        self.known_lines = known_lines
        self.thresholds = thresholds
        self._inside, self._outside = inside_and_outside(ranker.labels)

    def understand(self, text: str) -> Understanding:
        """Never raises on odd text; only the first `LONGEST_READ` characters are read."""
        text = text[:LONGEST_READ]
        cleaned = self._cleaner.clean(text)
        if not cleaned:
            return Understanding(FALLBACK, None, 0.0, None, ())
        if cleaned in self.known_lines:
            return self._known(cleaned)
        whole = self.assess(cleaned)
        needs = self._needs(text)
        best = _best_of(whole, needs, self.facts)
        facts = self.facts[best.label]
        choice = Choice(
            confidence=best.confidence,
            kind=facts.kind,
            careful=facts.careful,
            phrasings=facts.phrasings,
            length=len(cleaned),
            needs=len(needs),
        )
        decision = decide(choice, self.thresholds)
        second = needs[1].label if len(needs) > 1 else None
        return self._understanding(decision, best, second)

    def assess(self, cleaned: str) -> Assessment:
        """Rank all labels for one cleaned text, and say how sure the first one is."""
        scores = self.ranker.scores(cleaned)
        row = signals(scores, self._inside, self._outside, len(cleaned))
        confidence = self.confidence.probability(row)
        chances = 1 / (1 + np.exp(-scores.logits[self._inside]))
        order = np.argsort(-chances)
        top = chances[order[0]]
        ranking = tuple(
            (self.ranker.labels[self._inside[index]], confidence * float(chances[index] / top)) for index in order
        )
        return Assessment(ranking[0][0], confidence, ranking)

    def _known(self, cleaned: str) -> Understanding:
        """A line somebody wrote down for a label is that label, whatever the ranker makes of it."""
        label = self.known_lines[cleaned]
        if label == OUT_OF_SCOPE:
            others = self.assess(cleaned).ranking
            return Understanding(FALLBACK, label, 1.0, None, ((label, 1.0), *others))
        others = tuple(entry for entry in self.assess(cleaned).ranking if entry[0] != label)
        return Understanding(ANSWER, label, 1.0, None, ((label, 1.0), *others))

    def _needs(self, text: str) -> list[Assessment]:
        """The clauses that are sure of a topic or task, one per label, in the order they were said."""
        parts = clauses(text)
        if len(parts) < 2:
            return []
        found: dict[str, Assessment] = {}
        for part in parts:
            cleaned = self._cleaner.clean(part)
            if len(cleaned) < SHORTEST_NEED:
                continue
            if self.known_lines.get(cleaned) == OUT_OF_SCOPE:
                continue
            assessed = self.assess(cleaned)
            facts = self.facts[assessed.label]
            if facts.kind in (TOPIC, TASK) and assessed.confidence >= self.thresholds.answer:
                found.setdefault(assessed.label, assessed)
        return list(found.values())

    def _understanding(self, decision: str, best: Assessment, second: str | None) -> Understanding:
        ranking = best.ranking
        if second is not None:
            moved = next(score for label, score in ranking if label == second)
            rest = tuple(entry for entry in ranking[1:] if entry[0] != second)
            ranking = (ranking[0], (second, max(moved, rest[0][1] if rest else 0.0)), *rest)
        return Understanding(decision, best.label, best.confidence, second, ranking)


def _best_of(whole: Assessment, needs: Sequence[Assessment], facts: dict[str, LabelFacts]) -> Assessment:
    """The clause that carries the need where there is one, else the whole message.

    What stands around a request ("我在包河区送美团，想加入工会") makes the whole look less sure than it is.
    """
    if len(needs) > 1:
        return needs[0]
    for need in needs:
        if need.confidence > whole.confidence and (need.label == whole.label or facts[need.label].kind == TASK):
            return need
    return whole


def inside_and_outside(labels: Sequence[str]) -> tuple[np.ndarray, int | None]:
    """The indices of what may be answered, and that of out_of_scope where the labels have it."""
    inside = np.array([index for index, label in enumerate(labels) if label != OUT_OF_SCOPE])
    return inside, labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else None
