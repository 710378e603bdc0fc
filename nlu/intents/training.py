"""Trains an `IntentModel`: the ranker on every line, the confidence on lines held out from a ranker."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
from joblib import Parallel, cpu_count, delayed

from nlu.entities.extractor import EntityExtractor
from nlu.intents.calibration import Calibration
from nlu.intents.confidence import Confidence, signals
from nlu.intents.decision import Thresholds
from nlu.intents.encoder import Encoder
from nlu.intents.examples import Example
from nlu.intents.fitting import AnyRanker, can_be_fitted, fit_ranker
from nlu.intents.folds import FOLDS, fold_numbers
from nlu.intents.model import IntentModel, LabelFacts, inside_and_outside
from nlu.intents.names import is_names_only, mask_names
from nlu.intents.ranker import Line
from nlu.language.cleaning import Cleaner

LEAST_LINES_TO_SHARE = 2_000  # starting a process takes as long as fitting fewer


def train(
    examples: Sequence[Example],
    cleaner: Cleaner,
    entities: EntityExtractor,
    encoder: Encoder | None,
    thresholds: Thresholds,
    progress: Callable[[str], None],
) -> IntentModel:
    """The same examples make the same model. `progress` is told what begins, a line at a time."""
    lines = distinct(examples, lambda text: cleaner.clean(mask_names(text, entities.extract(text))))
    calibration = None if can_be_fitted(lines) else Calibration.learn(lines, encoder)
    fit = partial(fit_ranker, encoder=encoder, calibration=calibration)
    confidence = Confidence.fit(*_held_out_signals(lines, fit, _processes(lines, encoder), progress))
    progress(f"ranking {len(lines)} lines of {len({line.label for line in lines})} ids")
    ranker = fit(lines)
    return IntentModel(cleaner, ranker, confidence, facts_of(examples), known_lines(lines), thresholds)


def distinct(examples: Iterable[Example], cleaned: Callable[[str], str]) -> list[Line]:
    """Each cleaned line once per label; a phrasing wins over a sentence of an answer."""
    lines: dict[tuple[str, str], Line] = {}
    for example in sorted(examples, key=lambda each: not each.phrasing):
        text = cleaned(example.text)
        if text and not is_names_only(text):
            lines.setdefault((text, example.label), Line(text, example.label, example.phrasing))
    return list(lines.values())


def _held_out_signals(
    lines: Sequence[Line],
    fit: Callable[[Sequence[Line]], AnyRanker],
    processes: int,
    progress: Callable[[str], None],
) -> tuple[list[np.ndarray], list[bool]]:
    """For each phrasing, what a ranker that never saw it makes of it: the signals, and whether its choice was right."""
    phrasings = [line for line in lines if line.phrasing]
    answers = [line for line in lines if not line.phrasing]
    folds = fold_numbers([line.label for line in phrasings])
    progress(f"confidence, {FOLDS} parts")
    parts = Parallel(n_jobs=processes)(
        delayed(_signals_of)(
            [line for line, number in zip(phrasings, folds, strict=True) if number == fold],
            [*(line for line, number in zip(phrasings, folds, strict=True) if number != fold), *answers],
            fit,
        )
        for fold in range(FOLDS)
    )
    return [row for rows, _ in parts for row in rows], [each for _, right in parts for each in right]


def _processes(lines: Sequence[Line], encoder: Encoder | None) -> int:
    """One for each processor, unless it is not worth it or an encoder's model would be loaded in each."""
    return 1 if encoder is not None or len(lines) < LEAST_LINES_TO_SHARE else min(FOLDS, cpu_count())


def _signals_of(
    held: Sequence[Line], seen: Sequence[Line], fit: Callable[[Sequence[Line]], AnyRanker]
) -> tuple[list[np.ndarray], list[bool]]:
    ranker = fit(seen)
    inside, outside = inside_and_outside(ranker.labels)
    scored = [(line, ranker.scores(line.text)) for line in held]
    rows = [signals(scores, inside, outside, len(line.text)) for line, scores in scored]
    right = [ranker.labels[inside[np.argmax(scores.first[inside])]] == line.label for line, scores in scored]
    return rows, right


def known_lines(lines: Iterable[Line]) -> dict[str, str]:
    """Cleaned phrasing → its label, where only one label has that phrasing."""
    owners: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.phrasing:
            owners[line.text].add(line.label)
    return {text: next(iter(labels)) for text, labels in owners.items() if len(labels) == 1}


def facts_of(examples: Sequence[Example]) -> dict[str, LabelFacts]:
    counts = Counter(example.label for example in examples if example.phrasing)
    return {each.label: LabelFacts(each.kind, each.careful, counts[each.label]) for each in examples}
