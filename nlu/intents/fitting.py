"""Which kind of ranker is learned from some lines."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.intents.calibration import Calibration
from nlu.intents.class_means import ClassMeansRanker
from nlu.intents.encoder import Encoder
from nlu.intents.ranker import Line, Ranker

AnyRanker = Ranker | ClassMeansRanker
MOST_FITTED_LABELS = 300  # one linear model per label: beyond this a fit takes minutes


def with_phrasings(lines: Sequence[Line]) -> list[Line]:
    """Without the labels that have no phrasing, which no ranker could learn."""
    asked = {line.label for line in lines if line.phrasing}
    return [line for line in lines if line.label in asked]


def can_be_fitted(lines: Sequence[Line]) -> bool:
    return len({line.label for line in lines}) <= MOST_FITTED_LABELS


def fit_ranker(lines: Sequence[Line], encoder: Encoder | None, calibration: Calibration | None) -> AnyRanker:
    """From lines of at least three labels; one without a phrasing is left out. `calibration`: for many labels only."""
    usable = with_phrasings(lines)
    if calibration is None or can_be_fitted(usable):
        return Ranker.fit(usable, encoder)
    return ClassMeansRanker.fit(usable, encoder, calibration)
