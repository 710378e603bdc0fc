"""Refusals name answers by their titles on pages."""

from __future__ import annotations

import pytest

from actions.faq.errors import AlreadyDecided, DraftExists, OutMoved, ScopeTaken
from actions.faq.words import in_titles
from actions.reference import Reference
from tests.actions.house import DATA_DIR

TITLES = {"join_cost": "入会要不要交钱"}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(DATA_DIR)


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        (
            OutMoved("join_cost", "join_cost.5", "李军").detail,
            "“入会要不要交钱”已经变了：李军刚发布了“入会要不要交钱”第 5 版。请看过现状再办。",
        ),
        (
            AlreadyDecided("join_cost.12", "李军", "已发布").detail,
            "“入会要不要交钱”第 12 版已由李军办理，现在是“已发布”。",
        ),
        (
            ScopeTaken("join_cost@340100-rider").detail,
            "和“入会要不要交钱”（合肥市的外卖骑手）的地区、行当一样细，分不出用哪条。请改它，或换一个范围。",
        ),
        (DraftExists("other.2", "李军", 1).detail, DraftExists("other.2", "李军", 1).detail),
        ("没有设置 XIAOFENG_NLU_TOKEN，没有检查。", "没有设置 XIAOFENG_NLU_TOKEN，没有检查。"),
    ],
)
def test_ids_become_titles_and_what_nobody_named_stays(reference: Reference, detail: str, told: str) -> None:
    assert in_titles(detail, TITLES, reference) == told
