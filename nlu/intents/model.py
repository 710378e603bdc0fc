"""From a message to its topic or task: the ranker, the confidence in it and the decision, as one trained thing."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import expit

from nlu.intents.assessment import Assessment
from nlu.intents.clauses import clauses
from nlu.intents.confidence import Confidence, signals
from nlu.intents.context import NO_CONTEXT, Context
from nlu.intents.decision import ANSWER, FALLBACK, SUGGEST, Choice, Thresholds, decide, margin, takes_care
from nlu.intents.examples import OUT_OF_SCOPE, TASK, TOPIC
from nlu.intents.follow_ups import agreed, in_its_light, is_far, needs_context, points_back, without_pointer
from nlu.intents.introductions import only_introduces, without_introductions
from nlu.intents.matters import is_of_joining, kinship, of_its_matter, siblings
from nlu.intents.names import is_names_only, is_one_letter, mask_names
from nlu.intents.needs import best_of, find_needs, in_order
from nlu.intents.ranker import Ranker, Scores
from nlu.intents.refusals import only_refuses, without_refusals
from nlu.intents.subjects import names_no_subject
from nlu.language.cleaning import Cleaner

LITTLE = 0.5  # confidence below which what is said beside an introduction says too little
FEWEST_LABELS = 3  # the confidence looks at so many
LONGEST_READ = 500  # characters of a message that are read; nobody states a need after that


@dataclass(frozen=True)
class Understanding:
    decision: str  # ANSWER, SUGGEST or FALLBACK
    label: str | None  # None when there was nothing to read
    confidence: float
    second: str | None  # the other id when the message holds two needs
    ranking: tuple[tuple[str, float], ...]  # best first; the first is `label` with `confidence`
    # The id that decides whether it is answered outright, of two needs the one less sure by its own threshold, and how
    # sure that is; None for what is never answered, however sure.
    hangs_on: tuple[str, float] | None = None


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
        self._tellable = np.array([self._kinds.get(label) in (TOPIC, TASK) for label in ranker.labels])
        self._inside, self._outside = inside_and_outside(ranker.labels)
        self._numbers = {label: index for index, label in enumerate(ranker.labels) if label != OUT_OF_SCOPE}

    def with_ranker(self, ranker: Ranker, facts: dict[str, LabelFacts], known_lines: dict[str, str]) -> IntentModel:
        """The same judgement over other lines."""
        return IntentModel(self.cleaner, ranker, self.confidence, facts, known_lines, self.thresholds)

    def with_thresholds(self, thresholds: Thresholds) -> IntentModel:
        """The same understanding, decided otherwise."""
        if thresholds == self.thresholds:
            return self
        return IntentModel(self.cleaner, self.ranker, self.confidence, self.facts, self.known_lines, thresholds)

    @property
    def careful_labels(self) -> frozenset[str]:
        """What is answered from the careful threshold on."""
        return frozenset(
            label for label, each in self.facts.items() if takes_care(each.careful, each.phrasings, self.thresholds)
        )

    def understand(
        self, text: str, entities: Sequence[Mapping[str, Any]], context: Context = NO_CONTEXT
    ) -> Understanding:
        """Never raises on odd text; only the first `LONGEST_READ` characters are read.

        `entities`: what `EntityExtractor.extract` found in the text.
        """
        cleaned = self.cleaner.clean(mask_names(text, entities)[:LONGEST_READ])
        if not cleaned:
            return Understanding(FALLBACK, None, 0.0, None, ())
        wanted = without_refusals(text)
        named = [each for each in entities if wanted[each["start"] : each["end"]].strip()]
        said = mask_names(*without_introductions(wanted, named))[:LONGEST_READ]
        whole = self._whole(self.cleaner.clean(said), cleaned, context)
        if is_names_only(cleaned):
            return Understanding(FALLBACK, whole.label, whole.confidence, None, whole.ranking)
        known = self.known_lines.get(cleaned)
        stays = self._stays(self.cleaner.clean(said), context)
        if known is not None and known not in context.rejected and not (stays and self._kinds[known] == TOPIC):
            return _known(known, whole)
        if stays:  # its clauses name no subject either, and would be read without what was answered
            decision = decide([self._choice(whole)], self.thresholds)
            hangs_on = (whole.label, whole.confidence)
            return Understanding(decision, whole.label, whole.confidence, None, whole.ranking, hangs_on)
        if is_one_letter(cleaned):
            return Understanding(FALLBACK, whole.label, whole.confidence, None, whole.ranking)
        assess = functools.partial(self.assess, context=Context(rejected=context.rejected))
        needs = find_needs(self._cleaned_clauses(said), whole, assess, self._kinds, self.thresholds.need)
        best = best_of(whole, needs)
        two = in_order(whole, needs) if len(needs) > 1 else [best]
        second = two[1].label if len(two) > 1 else None
        decision = decide([self._choice(need) for need in two], self.thresholds)
        weakest = min(two, key=lambda need: margin(self._choice(need), self.thresholds))
        hangs_on: tuple[str, float] | None = (weakest.label, weakest.confidence)
        if decision == ANSWER and only_introduces(text, entities):
            decision, hangs_on = SUGGEST, None  # nothing was asked for yet
        if only_refuses(text):
            decision, hangs_on = FALLBACK, None
        return Understanding(decision, best.label, best.confidence, second, best.ranking, hangs_on)

    def _whole(self, said: str, introduced: str, context: Context) -> Assessment:
        """What a message means without its introduction; with it where the rest says little by itself: drivers who ask
        whether they may join have an answer of their own."""
        alone = self.assess(said, context)
        if introduced == said or alone.confidence >= LITTLE:
            return alone
        told = self.assess(introduced, context)
        meant = {label for label, _ in alone.ranking[:2]}
        return told if told.confidence > alone.confidence and told.label in meant else alone

    def assess(self, cleaned: str, context: Context = NO_CONTEXT) -> Assessment:
        """Rank all labels but the rejected for one cleaned text, and say how sure the first one is."""
        inside = self._inside_without(context.rejected)
        answered = self._numbers.get(context.topic)
        if answered is not None and self._stays(cleaned, context):
            return self._of_its_matter(cleaned, answered, inside)
        said = cleaned if answered is None else without_pointer(cleaned)
        scores = self.ranker.scores(said)
        alone = self._assessed(scores, inside, len(said))
        if answered is None or not needs_context(cleaned, scores.logits[inside].max()):
            return alone
        pointed = points_back(cleaned)
        if alone.label == context.topic and not pointed:
            return alone  # who goes on telling of the same matter asks about no other
        likeness = self.ranker.likeness(answered)
        lit = in_its_light(scores.logits, likeness, answered, self._outside, pointed=pointed)
        followed = self._assessed(replace(scores, logits=lit, opinion=np.zeros_like(lit)), inside, len(said))
        if followed.label != alone.label:
            return followed
        if is_far(likeness, self._numbers[followed.label]):  # the subject changes, unless it points back
            return followed if pointed else followed.at_least(alone.confidence)
        return followed.at_least(agreed(alone.confidence, followed.confidence))

    def _stays(self, cleaned: str, context: Context) -> bool:
        """Whether a text names no subject after something that had one, joining aside."""
        topic = context.topic
        known = topic in self._numbers and topic not in context.rejected
        return known and not is_of_joining(topic) and names_no_subject(cleaned)

    def _of_its_matter(self, cleaned: str, answered: int, inside: np.ndarray) -> Assessment:
        kin = kinship(self.ranker.likeness(answered), self.ranker.usual_likeness, answered)
        near = siblings(self.ranker.labels, kin, answered) & self._tellable
        return of_its_matter(self.ranker.scores(cleaned).logits, kin, near, answered, self.ranker.labels, inside)

    def _assessed(self, scores: Scores, inside: np.ndarray, length: int) -> Assessment:
        confidence = self.confidence.probability(signals(scores, inside, self._outside, length))
        first = int(np.argmax(scores.first[inside]))
        chances = expit(scores.after[inside])
        chances[first] = chances.max()
        order = np.lexsort((np.arange(len(inside)) != first, -chances))
        shares = confidence * (chances[order] / chances[first])  # the first: the confidence to the last bit
        labels = (self.ranker.labels[index] for index in inside[order].tolist())
        return Assessment(confidence, tuple(zip(labels, shares.tolist(), strict=True)))

    def _inside_without(self, rejected: frozenset[str]) -> np.ndarray:
        """What may be answered; at least three labels stay, however many were rejected."""
        if not rejected:
            return self._inside
        kept = np.array([index for index in self._inside if self.ranker.labels[index] not in rejected])
        return kept if len(kept) >= FEWEST_LABELS else self._inside

    def _cleaned_clauses(self, text: str) -> list[str]:
        """No clause when the message is a single one: it has been assessed as a whole."""
        parts = clauses(text)
        return [self.cleaner.clean(part) for part in parts] if len(parts) > 1 else []

    def _choice(self, need: Assessment) -> Choice:
        facts = self.facts[need.label]
        return Choice(need.confidence, facts.careful, facts.phrasings)


def _known(label: str, whole: Assessment) -> Understanding:
    """A line somebody wrote down for a label is that label, whatever the ranker makes of it."""
    others = tuple(entry for entry in whole.ranking if entry[0] != label)
    decision, hangs_on = (FALLBACK, None) if label == OUT_OF_SCOPE else (ANSWER, (label, 1.0))
    return Understanding(decision, label, 1.0, None, ((label, 1.0), *others), hangs_on)


def inside_and_outside(labels: Sequence[str]) -> tuple[np.ndarray, int | None]:
    """The indices of what may be answered, and that of out_of_scope where the labels have it."""
    inside = np.array([index for index, label in enumerate(labels) if label != OUT_OF_SCOPE])
    return inside, labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else None
