"""From a message to its topic or task: the ranker, the confidence in it and the decision, as one trained thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from nlu.intents.assessment import Assessment
from nlu.intents.clauses import clauses
from nlu.intents.confidence import Confidence, signals
from nlu.intents.decision import ANSWER, FALLBACK, Choice, Thresholds, decide
from nlu.intents.examples import OUT_OF_SCOPE
from nlu.intents.names import is_names_only, mask_names
from nlu.intents.needs import best_of, find_needs
from nlu.intents.ranker import Ranker
from nlu.language.cleaning import Cleaner

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
        self.cleaner = cleaner
        self.ranker = ranker
        self.confidence = confidence
        self.facts = facts
        self.known_lines = known_lines
        self.thresholds = thresholds
        self._kinds = {label: stated.kind for label, stated in facts.items()}
        self._inside, self._outside = inside_and_outside(ranker.labels)

    def understand(self, text: str, entities: Sequence[Mapping[str, Any]]) -> Understanding:
        """Never raises on odd text; only the first `LONGEST_READ` characters are read.

        `entities`: what `EntityExtractor.extract` found in the text.
        """
        text = mask_names(text, entities)[:LONGEST_READ]
        cleaned = self.cleaner.clean(text)
        if not cleaned:
            return Understanding(FALLBACK, None, 0.0, None, ())
        whole = self.assess(cleaned)
        if is_names_only(cleaned):
            return Understanding(FALLBACK, whole.label, whole.confidence, None, whole.ranking)
        if cleaned in self.known_lines:
            return _known(self.known_lines[cleaned], whole)
        needs = find_needs(self._cleaned_clauses(text), whole, self.assess, self._kinds, self.thresholds.need)
        best = best_of(whole, needs, self._kinds)
        second = needs[1].label if len(needs) > 1 else None
        decision = decide(self._choice(best, cleaned, len(needs)), self.thresholds)
        return Understanding(decision, best.label, best.confidence, second, best.ranking)

    def assess(self, cleaned: str) -> Assessment:
        """Rank all labels for one cleaned text, and say how sure the first one is."""
        scores = self.ranker.scores(cleaned)
        row = signals(scores, self._inside, self._outside, len(cleaned))
        confidence = self.confidence.probability(row)
        chances = expit(scores.logits[self._inside])
        order = np.argsort(-chances)
        shares = chances[order] * (confidence / chances[order[0]])
        labels = (self.ranker.labels[index] for index in self._inside[order])
        return Assessment(confidence, tuple(zip(labels, shares.tolist(), strict=True)))

    def _cleaned_clauses(self, text: str) -> list[str]:
        """No clause when the message is a single one: it has been assessed as a whole."""
        parts = clauses(text)
        return [self.cleaner.clean(part) for part in parts] if len(parts) > 1 else []

    def _choice(self, best: Assessment, cleaned: str, needs: int) -> Choice:
        facts = self.facts[best.label]
        return Choice(best.confidence, facts.kind, facts.careful, facts.phrasings, len(cleaned), needs)


def _known(label: str, whole: Assessment) -> Understanding:
    """A line somebody wrote down for a label is that label, whatever the ranker makes of it."""
    others = tuple(entry for entry in whole.ranking if entry[0] != label)
    decision = FALLBACK if label == OUT_OF_SCOPE else ANSWER
    return Understanding(decision, label, 1.0, None, ((label, 1.0), *others))


def inside_and_outside(labels: Sequence[str]) -> tuple[np.ndarray, int | None]:
    """The indices of what may be answered, and that of out_of_scope where the labels have it."""
    inside = np.array([index for index, label in enumerate(labels) if label != OUT_OF_SCOPE])
    return inside, labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else None
