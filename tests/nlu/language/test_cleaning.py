from __future__ import annotations

import pytest

from nlu.language.cleaning import Cleaner


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("入会要交钱吗？", "入会要交钱"),  # punctuation and the end particle go
        ("入會要交錢嗎", "入会要交钱"),  # traditional script
        ("ＡＰＰ 怎么下", "app怎么下"),  # full width, upper case, white space
        ("你好，请问怎么入会", "怎么入会"),  # greetings, one after the other
        ("麻烦问一下会费交多少啊，谢谢", "会费交多少"),
        ("你好", "你好"),  # a greeting is all there is
        ("谢谢", "谢谢"),
        ("好吧", "好吧"),  # one character would be too little
        ("嗯", "嗯"),
        ("吗", "吗"),
        ("", ""),
        ("😀👍！！", ""),  # nothing to read
        ("\u0000\u200b\ufeff", ""),
        ("入\u200b会\u0007", "入会"),  # control and zero-width characters
        ("我手机号[手机号]", "我手机号\ue001"),  # a mark is one sign, not the words in it
        ("[身份证号]", "\ue002"),
        ("①②", "12"),
        ("可要钱", "要不要钱"),  # Hefei: 可 + verb asks
        ("俺可能入会", "我能不能入会"),
        ("可能性大吗", "可能性大"),  # 可能 the noun stays
        ("咋弄", "怎么办"),
        ("啥是工会", "什么是工会"),
        ("这样管不管", "这样行不行"),
        ("恁那儿可有驿站", "你那儿有没有驿站"),
        ("入会得花多少米", "入会得花多少钱"),  # slang
        ("我要米粉", "我要米粉"),
        ("离我多少米", "离我多少米"),
    ],
)
def test_only_what_tells_topics_apart_is_left(cleaner: Cleaner, written: str, cleaned: str) -> None:
    assert cleaner.clean(written) == cleaned


def test_cleaning_twice_changes_nothing(cleaner: Cleaner) -> None:
    once = cleaner.clean("您好，請問一下入會可要錢啊？")

    assert cleaner.clean(once) == once


def test_a_lone_surrogate_is_no_writing(cleaner: Cleaner) -> None:
    assert cleaner.clean("入\ud800会") == "入会"
