from __future__ import annotations

import numpy as np

from nlu.intents.confidence import SIGNALS, Confidence, signals
from nlu.intents.ranker import Scores

INSIDE, OUTSIDE = np.array([0, 1, 2]), 3


def scores(*logits: float) -> Scores:
    values = np.array(logits)
    return Scores(logits=values, centroids=values / 10, nearest=values / 10, known=1.0, opinion=np.zeros(len(values)))


def row(*logits: float, length: int = 6) -> np.ndarray:
    return signals(scores(*logits), INSIDE, OUTSIDE, length)


def test_there_is_one_value_for_each_signal() -> None:
    assert row(2.0, 1.0, 0.0, -1.0).shape == (len(SIGNALS),)


def test_the_signals_do_not_depend_on_the_order_of_labels() -> None:
    assert np.allclose(row(2.0, 1.0, 0.0, -1.0), row(0.0, 2.0, 1.0, -1.0))


def test_a_message_like_those_that_were_right_is_believed() -> None:
    random = np.random.default_rng(1)
    rights = [row(3 + random.normal(), -2.0, -3.0, -4.0) for _ in range(50)]
    wrongs = [row(-1 + random.normal() / 4, -1.5, -2.0, 1.0) for _ in range(50)]
    confidence = Confidence.fit([*rights, *wrongs], [True] * 50 + [False] * 50)

    assert confidence.probability(row(3.0, -2.0, -3.0, -4.0)) > 0.9
    assert confidence.probability(row(-1.0, -1.5, -2.0, 1.0)) < 0.1


def test_a_message_unlike_anything_seen_still_has_a_probability() -> None:
    confidence = Confidence.fit([row(3.0, 0.0, 0.0, 0.0), row(-3.0, -4.0, -4.0, 0.0)], [True, False])

    assert 0 <= confidence.probability(row(1e9, -1e9, -1e9, 1e9)) <= 1
