"""A follow-up that could be asked of anything stays with the matter that was just answered."""

from __future__ import annotations

import pytest

from nlu.entities.extractor import EntityExtractor
from nlu.intents.context import Context
from nlu.intents.matters import is_of_joining
from nlu.intents.model import IntentModel
from nlu.intents.subjects import names_no_subject


@pytest.mark.parametrize(
    "text", ["那要多久", "要准备什么材料", "在哪办", "要钱", "找谁", "怎么办", "什么时候到账", "那个还要花钱不"]
)
def test_what_can_be_asked_of_anything_names_no_subject(text: str) -> None:
    assert names_no_subject(text)


@pytest.mark.parametrize(
    "text", ["驿站在哪", "入会要什么材料", "工伤怎么认定", "好的", "看我的资料", "不", "", "多久" * 100]
)
def test_what_tells_of_something_names_one(text: str) -> None:
    assert not names_no_subject(text)


@pytest.mark.parametrize("text", ["那要多久", "要准备什么材料", "在哪办", "要钱吗", "那咋弄"])
def test_after_another_matter_it_is_not_about_joining(
    text: str, small_model: IntentModel, small_extractor: EntityExtractor
) -> None:
    understood = small_model.understand(text, small_extractor.extract(text), Context("unpaid_wages"))

    assert not is_of_joining(str(understood.label))
    assert "unpaid_wages" in [label for label, _ in understood.ranking[:3]]


def test_who_names_another_subject_is_told_of_that(small_model: IntentModel, small_extractor: EntityExtractor) -> None:
    text = "驿站几点开门"
    understood = small_model.understand(text, small_extractor.extract(text), Context("unpaid_wages"))

    assert understood.label == "station_hours"
