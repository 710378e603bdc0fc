"""A task that is refused is no need; what is asked beside it is."""

from __future__ import annotations

import pytest

from nlu.intents.refusals import only_refuses, without_refusals


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("不用找人工，我就问驿站几点关", "，我就问驿站几点关"),
        ("别给我转人工 入会要交钱吗", "入会要交钱吗"),
        ("审核要多久，不用查进度", "审核要多久，"),
        ("先不入会，驿站在哪", "，驿站在哪"),
    ],
)
def test_a_refused_task_is_read_over(text: str, left: str) -> None:
    read = without_refusals(text)

    assert len(read) == len(text)
    assert read.strip() == left


@pytest.mark.parametrize(
    "text", ["不用找人工", "别骗我，交钱吗", "别再给我发通知，太吵了", "不想干了，工资没结", "转人工", "人工不用排队吧"]
)
def test_everything_else_stays(text: str) -> None:
    assert without_refusals(text) == text


@pytest.mark.parametrize(("text", "refuses"), [("不用找人工", True), ("别给我转人工！", True), ("不用查进度", True),
                                                ("不想入会了", False), ("转人工", False), ("", False)])  # fmt: skip
def test_a_refusal_by_itself_is_known(text: str, refuses: bool) -> None:
    assert only_refuses(text) is refuses
