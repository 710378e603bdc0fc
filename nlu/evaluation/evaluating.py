"""Judges a model on a whole development set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from nlu.development import DevelopmentSet, Message
from nlu.evaluation.figures import (
    Bin,
    Confusion,
    CurvePoint,
    Shares,
    answered_share,
    both_needs_share,
    calibration,
    confusions,
    expected_calibration_error,
    threshold_curve,
)
from nlu.evaluation.noise import Noise
from nlu.evaluation.outcomes import Outcome, Understand, judge
from nlu.evaluation.reach import Reach, reach_by_care
from nlu.intents.model import IntentModel

MOST_CONFUSIONS = 30
NOT_OURS = "not_ours_"  # ids of topics that say where else to turn
THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(51))


@dataclass(frozen=True)
class Evaluation:
    """Figures of one model on one set. Shares lie between 0 and 1."""

    overall: Shares
    out_of_scope: int  # messages
    out_of_scope_answered: float
    two_needs: int
    both_needs_met: float
    follow_ups: Shares
    ece: float
    calibration: list[Bin]
    curve: list[CurvePoint]
    reach: dict[str, list[Reach]]
    by_writer: dict[str, Shares]
    by_kind: dict[str, Shares]  # topic, task, control, chat, not_ours
    by_noise: dict[str, Shares]  # all messages with one need, misspelt on purpose
    confusions: list[Confusion]


def evaluate(
    messages: DevelopmentSet,
    understand: Understand,
    kinds: Mapping[str, str],
    careful: Set[str],
    noise: Noise | None,
) -> Evaluation:
    """`kinds`: id → the group it is counted in, "unknown" where it is missing; `careful`: ids answered from the
    careful threshold on. Without `noise` no noisy copies.
    """
    single, outside = judge(messages.single, understand), judge(messages.out_of_scope, understand)
    follow_ups, two_needs = judge(messages.follow_ups, understand), judge(messages.two_needs, understand)
    bins = calibration([*single, *outside])
    return Evaluation(
        overall=Shares.of(single),
        out_of_scope=len(outside),
        out_of_scope_answered=answered_share(outside),
        two_needs=len(two_needs),
        both_needs_met=both_needs_share(two_needs),
        follow_ups=Shares.of(follow_ups),
        ece=expected_calibration_error(bins),
        calibration=bins,
        curve=threshold_curve(single, outside, THRESHOLDS),
        reach=reach_by_care(single, outside, careful),
        by_writer=_by(single, lambda each: each.message.writer),
        by_kind=_by(single, lambda each: kinds.get(each.message.label, "unknown")),
        by_noise={} if noise is None else _by_noise(messages.single, understand, noise),
        confusions=confusions(single, MOST_CONFUSIONS),
    )


def kinds_of(model: IntentModel) -> dict[str, str]:
    """Every id of the model with the group it is counted in."""
    return {label: kind_of(label, facts.kind) for label, facts in model.facts.items()}


def kind_of(label: str, kind: str) -> str:
    """The group an id is counted in: its kind, with what is somebody else's business apart."""
    return "not ours" if label.startswith(NOT_OURS) else kind


def _by(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, Shares]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[key(each)].append(each)
    return {name: Shares.of(found) for name, found in sorted(groups.items())}


def _by_noise(messages: Sequence[Message], understand: Understand, noise: Noise) -> dict[str, Shares]:
    return {
        name: Shares.of(judge([replace(each, text=disturb(each.text)) for each in messages], understand))
        for name, disturb in noise.kinds.items()
    }
