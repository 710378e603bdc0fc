"""What a short message means after what was just answered: "那要多久" after "怎么入会" asks how long the review takes.

The numbers were chosen on the follow-ups of the development set, and so that a worker who changes the subject is not
held back; docs/understanding.md has the figures.
"""

from __future__ import annotations

import re

import numpy as np

LEAST_LENGTH = 2  # characters that must be left of a message without its "那"
LONGEST = 14  # characters after cleaning; a longer message says itself what it is about
UNSURE = 4.0  # log odds of the first choice below which a message needs its context
NEAR = 16.0  # weight of what is liker to what was answered than labels are on average; likeness is 0 to 1
NEARER = 23.0  # the same where the message points back ("那收费吗")
FAR = 0.25  # share of the labels that count as far from what was answered
AGAIN = 6.0  # taken from what was answered where the message points back: nobody asks for the same answer again
MORE = 4.0  # added to it where the message does not: it may tell more of the same matter

_POINTS_BACK = re.compile(r"^(?:那|这|它|还有|然后)")


def needs_context(cleaned: str, best_logit: float) -> bool:
    """Whether the message is short, and points back or says too little by itself."""
    return len(cleaned) <= LONGEST and (best_logit < UNSURE or points_back(cleaned))


def without_pointer(cleaned: str) -> str:
    """The text without the word in front that points back, where enough is left."""
    shorter = _POINTS_BACK.sub("", cleaned)
    return shorter if len(shorter) >= LEAST_LENGTH else cleaned


def points_back(cleaned: str) -> bool:
    return _POINTS_BACK.match(cleaned) is not None


def is_far(likeness: np.ndarray, label: int) -> bool:
    """Whether a label is among the least like what was answered."""
    return bool(likeness[label] <= np.quantile(likeness, FAR))


def in_its_light(
    logits: np.ndarray, likeness: np.ndarray, answered: int, outside: int | None, *, pointed: bool
) -> np.ndarray:
    """Log odds of each label for a message that follows the label `answered`; `likeness` of each label to it.

    `outside`, the index of out_of_scope, is like everything a little and gains nothing.
    """
    lit = logits + (NEARER if pointed else NEAR) * np.maximum(0.0, likeness - likeness.mean())
    lit[answered] = logits[answered] + (-AGAIN if pointed else MORE)
    if outside is not None:
        lit[outside] = logits[outside]
    return lit


def agreed(alone: float, followed: float) -> float:
    """How sure to be when a message means the same by itself and in the light of what was answered."""
    return 1.0 - (1.0 - alone) * (1.0 - followed)
