from __future__ import annotations

from nlu.language.characters import Characters, PlainText


def test_plain_text_knows_where_each_character_stood(characters: Characters) -> None:
    read = PlainText("我 在ＡＢ㎞區", characters)

    assert read.text == "我在abkm区"
    assert read.original_span(4, 6) == (5, 6)  # "km" was one character
    assert read.original_span(6, 7) == (6, 7)


def test_white_space_between_latin_words_stays_a_border(characters: Characters) -> None:
    assert PlainText("T3  UU 跑腿", characters).text == "t3 uu跑腿"


def test_a_text_of_nothing_is_empty(characters: Characters) -> None:
    assert PlainText("\u200b \u0000", characters).text == ""
