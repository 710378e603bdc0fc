from __future__ import annotations

import numpy as np
import pytest

from nlu.intents.features import Features
from nlu.intents.profiles import Profiles
from nlu.intents.ranker import FEW, OPINION, OPINION_OF_FEW, Line, Ranker

TEXTS = {
    "fee": ["入会收费吗", "入会要多少钱", "进工会交钱吗", "会费一年多少"],
    "hours": ["驿站几点开", "驿站晚上几点关", "驿站周末开门吗", "几点关门"],
    "wages": ["工资不发怎么办", "老板拖欠工资", "工钱要不回来", "工资什么时候发"],
}


def lines(texts: dict[str, list[str]]) -> list[Line]:
    return [Line(text, label, phrasing=True) for label, mine in texts.items() for text in mine]


def opinion(ranker: Ranker, text: str) -> dict[str, float]:
    return dict(zip(ranker.labels, ranker.scores(text).opinion.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "label"), [("入会花钱不", "fee"), ("驿站啥时候关门", "hours"), ("拖着工资不给", "wages")]
)
def test_whose_phrasings_a_message_is_like_is_spoken_for(text: str, label: str) -> None:
    said = opinion(Ranker.fit(lines(TEXTS), None), text)

    assert max(said, key=said.__getitem__) == label


def test_the_opinion_prefers_and_takes_away_as_much() -> None:
    assert sum(opinion(Ranker.fit(lines(TEXTS), None), "驿站要钱吗").values()) == pytest.approx(0, abs=1e-6)


def test_a_phrasing_is_not_counted_as_like_itself() -> None:
    strangers = {"a": ["一", "八", "九"], "b": ["三", "五", "六"], "c": ["鸟", "鱼", "马"]}  # no two share a sound

    assert not any(opinion(Ranker.fit(lines(strangers), None), "一").values())


def test_a_label_with_one_phrasing_has_an_opinion_like_the_others() -> None:
    ranker = Ranker.fit(lines({**TEXTS, "one": ["换电柜在哪"]}), None)

    said = opinion(ranker, "换电柜在哪里")
    assert np.isfinite(list(said.values())).all()
    assert max(said, key=said.__getitem__) == "one"


def test_a_view_that_nobody_used_says_nothing() -> None:
    signs = {"a": ["!", "!!"], "b": ["?", "??"], "c": ["#", "##"]}  # no sounds
    features = Features.learn([text for texts in signs.values() for text in texts], None)
    owners = np.array([0, 0, 1, 1, 2, 2])

    profiles = Profiles.learn(features, features.matrix(t for texts in signs.values() for t in texts), owners, 3)

    assert np.isfinite(profiles.opinion(np.ones((features.parts, 3)))).all()


def test_nothing_known_is_no_opinion() -> None:
    assert not Ranker.fit(lines(TEXTS), None).scores("xyz").opinion.any()


def test_among_the_others_it_counts_more_where_phrasings_are_few() -> None:
    few = Ranker.fit(lines(TEXTS), None).scores("几点开").behind
    many = {label: [f"{text}{end}" for text in texts for end in "的了呢啊吧么嘛哦哈"] for label, texts in TEXTS.items()}

    assert few == pytest.approx(OPINION_OF_FEW / OPINION)
    assert 1 < Ranker.fit(lines(many), None).scores("几点开").behind < few
    assert len(many["fee"]) > FEW
