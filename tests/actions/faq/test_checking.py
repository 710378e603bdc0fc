"""What keeps an answer from being drafted: every fault names its column."""

from __future__ import annotations

from typing import Any

import pytest

from actions.faq.checking import faults_of
from actions.faq.content import TopicContent, VariantContent, bare
from actions.faq.scope import EntryName, Scope
from actions.faq.surroundings import Surroundings
from tests.actions.faq.editing import general, narrower

AROUND = Surroundings(
    topics={"join_cost", "join_how"},
    tasks={"enroll"},
    areas={"340000": "安徽省", "340100": "合肥市"},
    trades={"rider": "外卖骑手"},
    wordings={bare("怎么入会"): "join_how", bare("入会要不要交钱"): "join_cost"},
)


def columns(name: EntryName, content: VariantContent) -> list[str]:
    return [fault.column for fault in faults_of(name, content, AROUND)]


def test_a_sound_answer_has_no_fault() -> None:
    assert columns(EntryName("join_cost"), TopicContent.model_validate(general())) == []


@pytest.mark.parametrize(
    ("topic", "says", "column"),
    [
        ("enroll", {}, "topic"),  # a task's id
        ("Join", {}, "topic"),
        ("join_cost", {"category": "sports"}, "category"),
        ("join_cost", {"buttons": ["nowhere"]}, "buttons"),
        ("join_cost", {"buttons": ["join_cost"]}, "buttons"),
        ("join_cost", {"buttons": ["enroll", "enroll"]}, "buttons"),
        ("join_cost", {"valid_until": "2026-11-21"}, "valid_until"),
        ("join_cost", {"title": "？？"}, "title"),
        ("join_cost", {"phrasings": ["要钱吗？", "要钱吗"]}, "phrasings"),
        ("join_cost", {"phrasings": ["?!"]}, "phrasings"),
        ("join_cost", {"phrasings": ["怎么 入会？"]}, "phrasings"),
    ],
)
def test_a_fault_names_its_column(topic: str, says: dict[str, Any], column: str) -> None:
    found = columns(EntryName(topic), TopicContent.model_validate(general(**says)))

    assert column in found
    if topic == "join_cost":
        assert set(found) == {column}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (EntryName("join_cost", Scope.of(["340100"], ["rider"])), []),
        (EntryName("join_cost", Scope.of(["110000"], [])), ["areas"]),
        (EntryName("join_cost", Scope.of([], ["pilot"])), ["trades"]),
        (EntryName("unheard_of", Scope.of(["340100"], [])), ["topic"]),
    ],
)
def test_a_narrower_answer_is_for_known_people_of_a_known_topic(name: EntryName, found: list[str]) -> None:
    assert columns(name, VariantContent.model_validate(narrower())) == found
