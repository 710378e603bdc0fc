"""Which ids are about one matter, and what a follow-up without a subject means there.

"那要多久" can be asked of anything, and whoever writes phrasings writes such lines for joining, which the bot is there
for. After an answer of another matter it asks about that: a sibling that tells just this, or what was answered, which
mostly holds it. The numbers were chosen on follow-ups of that kind; docs/understanding.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from nlu.intents.assessment import Assessment

JOINING = ("join_", "dues_", "enroll", "union_what_is", "union_party_relation")  # how ids of joining begin
NOT_OURS = "not_ours_"  # somebody else's business; each of them is a matter by itself
KIN = 0.27  # kinship, at most 1, from which on two ids are of one matter whatever they are called
WEIGHT = 10.0  # log odds for kinship 1, as an id has with itself
FLOOR = 0.5  # log odds that what was answered has at least; a sibling needs more to go before it
STRANGER = -1.0  # log odds of something else being meant
BEHIND = -20.0  # log odds from which on down other matters follow, those liker to what was answered first


def is_of_joining(label: str) -> bool:
    return label.startswith(JOINING)


def kinship(likeness: np.ndarray, usual: np.ndarray, label: int) -> np.ndarray:
    """Cosine of each label's class mean with that of this one, what all labels have in common ("怎么", "要") taken off.

    `likeness`: cosine of each label with this one; `usual`: of each label with all labels, in the mean.
    """
    left = np.sqrt(np.maximum(1 - 2 * usual + usual.mean(), 1e-9))  # how much of each mean is its own
    return (likeness - usual - usual[label] + usual.mean()) / (left * left[label])


def siblings(labels: Sequence[str], kin: np.ndarray, label: int) -> np.ndarray:
    """For each label, whether it is of one matter with the label of this number, itself included."""
    own = labels[label]
    if own.startswith(NOT_OURS):
        return np.arange(len(labels)) == label
    return np.array(
        [
            not (is_of_joining(other) or other.startswith(NOT_OURS))
            and (_first_word(other) == _first_word(own) or alike >= KIN)
            for other, alike in zip(labels, kin.tolist(), strict=True)
        ]
    )


def of_its_matter(
    logits: np.ndarray, kin: np.ndarray, near: np.ndarray, answered: int, labels: Sequence[str], inside: np.ndarray
) -> Assessment:
    """What a text that names no subject means after the label `answered`.

    `kin`: kinship of each label to it; `near`: whether a label is of its matter; `inside`: what may be answered, with
    it among them.
    """
    lit = np.where(near, np.maximum(logits + WEIGHT * kin, BEHIND), BEHIND + kin - 1)
    lit[answered] = max(lit[answered], FLOOR)
    order = inside[np.argsort(-lit[inside], kind="stable")]
    first, second = lit[order[0]], lit[order[1]]
    confidence = float(expit(first - max(second, STRANGER)))
    shares = confidence * expit(lit[order]) / expit(first)
    return Assessment(confidence, tuple(zip((labels[index] for index in order), shares.tolist(), strict=True)))


def _first_word(label: str) -> str:
    return label.split("_", 1)[0]
