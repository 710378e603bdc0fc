from __future__ import annotations

import numpy as np
import pytest

from nlu.intents.features import Features, character_grams, sound_grams, syllable_grams


def test_grams_mark_where_a_text_begins_and_ends() -> None:
    assert character_grams("入会") == {"c:入", "c:会", "c:^ 入", "c:入 会", "c:会 $"}


def test_a_word_and_its_misspelling_sound_the_same() -> None:
    assert sound_grams("工会") == sound_grams("公汇")
    assert character_grams("工会") & character_grams("公汇") == set()


def test_a_syllable_is_known_beside_a_slip() -> None:
    assert syllable_grams("入会费") & syllable_grams("入了会费") == {"u:ru", "u:hui", "u:fei"}


@pytest.mark.parametrize("view", ["c:", "s:", "u:"])
def test_each_view_has_length_one(view: str) -> None:
    features = Features.learn(["入会要交钱", "驿站几点开门"], None)
    index, values, _, known = features.vector("入会几点")

    mine = np.array([gram.startswith(view) for gram in features.vocabulary])[index]
    assert np.linalg.norm(values[mine]) == pytest.approx(1.0)
    assert 0 < known < 1  # "会 几" was never seen


def test_a_rare_gram_weighs_more_than_a_common_one() -> None:
    features = Features.learn(["入会费", "入会证", "入会难"], None)

    assert features.weights[features.vocabulary["c:费"]] > features.weights[features.vocabulary["c:会"]]


def test_a_text_of_unknown_grams_is_an_empty_vector() -> None:
    features = Features.learn(["入会"], None)

    index, _, _, known = features.vector("xyz")
    assert len(index) == 0
    assert known == 0


def test_letters_that_spell_syllables_sound_like_the_word() -> None:
    assert sound_grams("tuihui怎么办") == sound_grams("退会怎么办")
