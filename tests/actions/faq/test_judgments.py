"""A check tells what the bot does with a message: giving choices is neither answering rightly nor wrongly."""

from __future__ import annotations

import pytest

from actions.faq.judgments import OUT_OF_SCOPE, expected_words, judgment_words


def titled(topic: str) -> str:
    return {"join_cost": "“会费”"}.get(topic, f"“{topic}”")


@pytest.mark.parametrize(
    ("decision", "label", "right", "words"),
    [
        ("answer", "join_cost", True, "答对“会费”"),
        ("answer", "join_cost", False, "答错，答成“会费”"),
        ("suggest", "join_cost", True, "给几个选项，对的在里面，先列“会费”"),
        ("suggest", "join_cost", False, "给几个选项，对的不在里面，先列“会费”"),
        ("fallback", "join_cost", False, "没听懂"),
        ("fallback", None, None, "没听懂"),
        ("answer", "join_cost", None, "答“会费”"),
        ("suggest", "join_cost", None, "给几个选项，先列“会费”"),
    ],
)
def test_what_happens_is_said(decision: str, label: str | None, right: bool | None, words: str) -> None:
    judgment = {"decision": decision, "label": label, "right": right}

    assert judgment_words(judgment, "dues", titled) == words


def test_of_two_needs_both_are_told() -> None:
    judgment = {"decision": "answer", "label": "join_cost", "second": "join_how", "right": False}

    assert judgment_words(judgment, "join_cost", titled) == "答错，答成“会费”和“join_how”"
    assert (
        judgment_words(judgment | {"decision": "suggest"}, "join_cost", titled)
        == "给几个选项，对的不在里面，先列“会费”"
    )
    assert expected_words("join_cost", titled, "dues") == "“会费”和“dues”"


def test_a_check_of_an_earlier_release_is_read_too() -> None:
    assert judgment_words({"decision": "suggest", "label": "join_cost"}, "dues", titled) == "给几个选项，先列“会费”"


def test_a_message_that_is_none_of_ours_has_no_right_choice() -> None:
    shown = {"decision": "suggest", "label": "join_cost", "right": True}

    assert judgment_words(shown, OUT_OF_SCOPE, titled) == "给几个选项，先列“会费”"
    assert expected_words(OUT_OF_SCOPE, titled) == "不归工会管，不该直接答"
    assert [expected_words(one, titled) for one in ("join_cost", None)] == ["“会费”", ""]
