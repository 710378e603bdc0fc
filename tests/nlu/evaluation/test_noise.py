"""Errors put in on purpose."""

from __future__ import annotations

import pytest

from nlu.evaluation.noise import Noise
from nlu.language.pinyin import syllable

TEXTS = ["入会要交钱吗", "公会的义站几点关门", "如何换手机号码", "他的身份证在这", "工会的驿站"]


@pytest.fixture(scope="module")
def noise() -> Noise:
    return Noise(TEXTS)


def test_homophones_change_characters_and_no_sound(noise: Noise) -> None:
    for text in TEXTS:
        noisy = noise.kinds["two homophones"](text)

        assert [syllable(char) for char in noisy] == [syllable(char) for char in text]
        assert sum(a != b for a, b in zip(noisy, text, strict=True)) <= 2
    assert noise.kinds["one homophone"]("公会的义站") != "公会的义站"


def test_the_same_text_gets_the_same_errors(noise: Noise) -> None:
    for disturb in noise.kinds.values():
        assert disturb(TEXTS[0]) == disturb(TEXTS[0])


def test_traditional_script_is_only_another_script(noise: Noise) -> None:
    assert noise.kinds["traditional script"]("换手机号") == "換手機號"


def test_a_mixed_copy_has_a_filler_in_front(noise: Noise) -> None:
    assert len(noise.kinds["homophone, slip and filler"](TEXTS[0])) >= len(TEXTS[0])


def test_what_holds_no_chinese_is_left_alone(noise: Noise) -> None:
    assert noise.kinds["two homophones"]("app 123 👍") == "app 123 👍"
