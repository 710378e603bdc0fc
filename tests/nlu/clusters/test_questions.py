"""What the caller may ask to be clustered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nlu.clusters.questions import LONGEST_TEXT, MOST_QUESTIONS, Question, QuestionsUnreadable, read_questions


def question(id: Any = 1, text: Any = "换电柜坏了", cluster: Any = None) -> dict[str, Any]:
    return {"id": id, "text": text, "cluster": cluster}


def body(questions: Any, fixed: Any = ()) -> bytes:
    return json.dumps({"questions": questions, "fixed": list(fixed) if isinstance(fixed, tuple) else fixed}).encode()


def test_questions_are_read() -> None:
    read = read_questions(body([question(), question(2, "雨衣哪里领", 7)], (7, 9)))

    assert read.all == (Question(1, "换电柜坏了", None), Question(2, "雨衣哪里领", 7))
    assert read.fixed == {7, 9}


def test_marks_nobody_was_taught_are_not_read() -> None:
    read = read_questions(body([question(1, "住濉溪路[地址],微信[账号],雨衣哪里领")]))

    assert [each.text for each in read.all] == ["住濉溪路,微信,雨衣哪里领"]


def test_the_most_and_the_longest_are_taken() -> None:
    longest = [question(id, "长" * LONGEST_TEXT) for id in range(MOST_QUESTIONS)]

    assert len(read_questions(body(longest)).all) == MOST_QUESTIONS


@pytest.mark.parametrize(
    "unreadable",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"questions": []}',
        b'{"fixed": []}',
        b"[" * 100_000,
        body({}),
        body([5]),
        body([question(id="1")]),
        body([question(id=True)]),
        body([question(id=1.5)]),
        body([question(text="")]),
        body([question(text=5)]),
        body([question(text="长" * (LONGEST_TEXT + 1))]),
        body([question(cluster="7")]),
        body([{"id": 1, "text": "换电柜坏了"}]),
        body([question(), question(text="雨衣哪里领")]),
        body([question(id) for id in range(MOST_QUESTIONS + 1)]),
        body([], 7),
        body([], [None]),
    ],
)
def test_anything_else_is_unreadable_and_not_repeated(unreadable: bytes) -> None:
    with pytest.raises(QuestionsUnreadable) as raised:
        read_questions(unreadable)

    assert "换电柜" not in str(raised.value)
