"""Trains an `IntentModel`: the ranker on every line, the confidence on lines held out from a ranker."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from nlu.entities.extractor import EntityExtractor
from nlu.intents.concepts import Concepts
from nlu.intents.confidence import Confidence, signals
from nlu.intents.decision import Thresholds
from nlu.intents.examples import Example
from nlu.intents.model import IntentModel, LabelFacts, inside_and_outside
from nlu.intents.names import is_names_only, mask_names
from nlu.intents.ranker import Line, Ranker
from nlu.language.cleaning import Cleaner

FOLDS = 5


def train(
    examples: Sequence[Example],
    cleaner: Cleaner,
    entities: EntityExtractor,
    concepts: Concepts,
    thresholds: Thresholds,
    progress: Callable[[str], None],
) -> IntentModel:
    """The same examples make the same model. `progress` is told what begins, a line at a time."""
    lines = _distinct(examples, cleaner, entities)
    confidence = Confidence.fit(*_held_out_signals(lines, concepts, progress))
    progress(f"ranking {len(lines)} lines of {len({line.label for line in lines})} ids")
    ranker = Ranker.fit(lines, concepts)
    return IntentModel(cleaner, ranker, confidence, _facts(examples), _known_lines(lines), thresholds)


def fold_numbers(labels: Sequence[str]) -> list[int]:
    """Deal each label's lines out over the folds in turn, so that every fold has some of each."""
    dealt: Counter[str] = Counter()
    numbers = []
    for label in labels:
        numbers.append(dealt[label] % FOLDS)
        dealt[label] += 1
    return numbers


def _distinct(examples: Sequence[Example], cleaner: Cleaner, entities: EntityExtractor) -> list[Line]:
    """Each cleaned line once per label; a phrasing wins over a sentence of an answer."""
    lines: dict[tuple[str, str], Line] = {}
    for example in sorted(examples, key=lambda each: not each.phrasing):
        text = cleaner.clean(mask_names(example.text, entities.extract(example.text)))
        if text and not is_names_only(text):
            lines.setdefault((text, example.label), Line(text, example.label, example.phrasing))
    return list(lines.values())


def _held_out_signals(
    lines: Sequence[Line], concepts: Concepts, progress: Callable[[str], None]
) -> tuple[list[np.ndarray], list[bool]]:
    """For each phrasing, what a ranker that never saw it makes of it: the signals, and whether its choice was right."""
    rows: list[np.ndarray] = []
    right: list[bool] = []
    phrasings = [line for line in lines if line.phrasing]
    answers = [line for line in lines if not line.phrasing]
    folds = fold_numbers([line.label for line in phrasings])
    for fold in range(FOLDS):
        progress(f"confidence, part {fold + 1} of {FOLDS}")
        seen = [line for line, number in zip(phrasings, folds, strict=True) if number != fold]
        ranker = Ranker.fit([*seen, *answers], concepts)
        inside, outside = inside_and_outside(ranker.labels)
        for line, number in zip(phrasings, folds, strict=True):
            if number == fold:
                scores = ranker.scores(line.text)
                rows.append(signals(scores, inside, outside, len(line.text)))
                right.append(ranker.labels[inside[np.argmax(scores.logits[inside])]] == line.label)
    return rows, right


def _known_lines(lines: Sequence[Line]) -> dict[str, str]:
    owners: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.phrasing:
            owners[line.text].add(line.label)
    return {text: next(iter(labels)) for text, labels in owners.items() if len(labels) == 1}


def _facts(examples: Sequence[Example]) -> dict[str, LabelFacts]:
    counts = Counter(example.label for example in examples if example.phrasing)
    return {each.label: LabelFacts(each.kind, each.careful, counts[each.label]) for each in examples}
