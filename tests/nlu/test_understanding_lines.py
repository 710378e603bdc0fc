from __future__ import annotations

import io
import json

import pytest

from nlu.errors import InputUnreadable
from nlu.model_archive import OpenModel
from nlu.understanding_lines import understand_line, understand_stream


@pytest.fixture
def model(small_opened: OpenModel) -> OpenModel:
    return small_opened


def test_a_line_has_the_whole_contract(model: OpenModel) -> None:
    answer = understand_line(model, "我在包河区送美团，想加入工会")

    assert list(answer) == ["text", "decision", "label", "second", "ranking", "entities"]
    assert answer["label"] == "enroll"
    assert answer["second"] is None
    assert len(answer["ranking"]) >= 5
    assert answer["ranking"][0]["id"] == "enroll"
    assert {entity["entity"] for entity in answer["entities"]} == {"region", "platform", "trade"}


def test_answers_come_in_the_order_of_the_questions(model: OpenModel) -> None:
    texts = ["你好", "", "入会要钱吗", "你好", "😀"]
    answers = io.StringIO()

    understand_stream(model, io.BytesIO("".join(json.dumps({"text": text}) + "\n" for text in texts).encode()), answers)

    assert [json.loads(line)["text"] for line in answers.getvalue().splitlines()] == texts


def test_blank_lines_and_a_byte_order_mark_are_passed_over(model: OpenModel) -> None:
    answers = io.StringIO()

    understand_stream(model, io.BytesIO('\ufeff{"text": "你好"}\n\n  \n{"text": "好的"}'.encode()), answers)

    assert len(answers.getvalue().splitlines()) == 2


@pytest.mark.parametrize(
    "line", [b"hello", b'"text"', b"{}", b'{"text": 5}', b'{"text": null}', b"[]", b'{"text": "\xff"}', b'{"text": "a"']
)
def test_a_bad_line_is_named_after_the_good_ones_are_answered(model: OpenModel, line: bytes) -> None:
    answers = io.StringIO()

    with pytest.raises(InputUnreadable, match="line 2"):
        understand_stream(model, io.BytesIO(b'{"text": "a"}\n' + line + b'\n{"text": "b"}\n'), answers)
    assert len(answers.getvalue().splitlines()) == 1
