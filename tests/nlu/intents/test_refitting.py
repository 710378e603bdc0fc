from __future__ import annotations

import numpy as np
import pytest

from nlu.intents.ranker import Line, Ranker
from nlu.intents.refitting import refitted

TEXTS = {
    "a": ["入会收费吗", "入会要多少钱", "进工会交钱吗"],
    "b": ["驿站几点开", "驿站晚上几点关", "驿站周末开门吗"],
    "c": ["工资不发怎么办", "老板拖欠工资", "工钱要不回来"],
    "d": ["你好", "您好呀", "早上好"],
}
LINES = [Line(text, label, phrasing=True) for label, texts in TEXTS.items() for text in texts]


@pytest.fixture(scope="module")
def fitted() -> Ranker:
    return Ranker.fit(LINES, None)


def test_nothing_changed_is_the_same_ranker(fitted: Ranker) -> None:
    again = refitted(fitted, LINES, LINES)

    assert again is not None
    for text in ("入会多少钱", "驿站开门"):
        np.testing.assert_allclose(again.scores(text).logits, fitted.scores(text).logits, rtol=1e-5)


def test_one_label_fitted_alone_is_what_it_is_in_a_whole_fit(fitted: Ranker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlu.intents.refitting.NEIGHBORS", 1)
    moved = [*LINES[:-1], Line("早上好", "d", phrasing=False)]

    part, whole = refitted(fitted, LINES, moved), Ranker.fit(moved, None)

    assert part is not None
    assert part.labels == whole.labels
    index = part.labels.index("d")
    for text in ("早上好", "你好", "入会"):
        assert part.scores(text).logits[index] == pytest.approx(whole.scores(text).logits[index], abs=0.25)


def test_a_new_label_is_learned_and_a_retired_one_forgotten(fitted: Ranker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlu.intents.refitting.LARGEST_PART", 1.0)
    new = [Line(text, "e", phrasing=True) for text in ("换电柜补贴", "换电池报销", "换电优惠")]

    changed = refitted(fitted, LINES, [*(line for line in LINES if line.label != "c"), *new])

    assert changed is not None
    assert changed.labels == ["a", "b", "d", "e"]
    assert changed.labels[int(np.argmax(changed.scores("换电有优惠么").logits))] == "e"
    assert changed.labels[int(np.argmax(changed.scores("入会要多少钱").logits))] == "a"


def test_where_most_has_changed_a_whole_fit_is_better(fitted: Ranker) -> None:
    assert refitted(fitted, LINES, [Line(line.text + "了", line.label, phrasing=True) for line in LINES]) is None
