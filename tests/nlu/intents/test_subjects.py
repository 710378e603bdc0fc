"""Whether a message names what it is about."""

from __future__ import annotations

import pytest

from nlu.intents.subjects import names_no_subject
from nlu.language.cleaning import Cleaner


@pytest.mark.parametrize(
    "text",
    [
        "那要多久",
        "要几天?",
        "大概多久能批下来",
        "什么时候能拿到",
        "要准备什么材料",
        "要带啥",
        "可要钱",
        "要花钱不",
        "能给多少",
        "在哪办",
        "去哪弄",
        "地址在哪",
        "找谁",
        "打什么电话",
        "咋弄",
        "怎么申请",
        "有什么条件",
        "谁可以申请",
        "网上能办吗",
        "好的，那要多久",
        "多久？要什么材料？",
        "那要準備什麼",
    ],
)
def test_what_can_be_asked_of_anything_names_no_subject(cleaner: Cleaner, text: str) -> None:
    assert names_no_subject(cleaner.clean(text))


@pytest.mark.parametrize(
    "text",
    [
        "驿站在哪",
        "会费多少",
        "怎么入会",
        "审核要多久",
        "工伤要什么材料",
        "怎么退",
        "丢了怎么办",
        "给多少补贴",
        "找律师",
        "给我打电话",  # for a person
        "看我的资料",  # for what is kept of the worker
    ],
)
def test_a_word_of_its_own_is_a_subject(cleaner: Cleaner, text: str) -> None:
    assert not names_no_subject(cleaner.clean(text))


@pytest.mark.parametrize("text", ["", "好的", "知道了", "我可以", "谢谢", "合肥"])
def test_what_asks_for_nothing_is_no_question_without_a_subject(cleaner: Cleaner, text: str) -> None:
    assert not names_no_subject(cleaner.clean(text))


@pytest.mark.parametrize("text", ["老板不给钱", "不要钱", "没材料"])
def test_a_denial_tells_something(cleaner: Cleaner, text: str) -> None:
    assert not names_no_subject(cleaner.clean(text))


def test_a_long_text_of_such_words_is_read_as_any_other(cleaner: Cleaner) -> None:
    assert not names_no_subject(cleaner.clean("怎么办理" * 100))
