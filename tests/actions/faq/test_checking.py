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
    variables={"地区": 7, "工会热线": 5},
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
        ("join_cost", {"answer": "打 {手机号}。"}, "answer"),
        ("join_cost", {"answer": "{}"}, "answer"),
        ("join_cost", {"answer": "在{地区干活。"}, "answer"),
        ("join_cost", {"answer": "在{地\n区}干活。"}, "answer"),
        ("join_cost", {"answer": "{{地区}}"}, "answer"),
        ("join_cost", {"answer": "长" * 344 + "{地区}"}, "answer"),  # 合肥市包河区 and the like are longer
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
    "text", ["打 {工会热线}。", "｛地区｝的{ 地区 }", "{地区｝也行", "长" * 343 + "{地区}", "长" * 344 + "{工会热线}"]
)
def test_a_known_variable_is_no_fault_in_braces_of_either_width(text: str) -> None:
    assert columns(EntryName("join_cost"), TopicContent.model_validate(general(answer=text))) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("打 {手机号}。", "没有变量 {手机号}。能用的有 {地区}、{工会热线}。"),
        ("打 ｛手机号｝。", "没有变量 {手机号}。能用的有 {地区}、{工会热线}。"),
        ("在{地区干活。", "花括号“{”只有一半。变量要写全，能用的有 {地区}、{工会热线}；不是变量就换成（）。"),
        ("长" * 344 + "{地区}", "变量换成最长的内容后有 351 个字，超过 350 个字。请写短一些，或者少用变量。"),
    ],
)
def test_a_wrong_variable_is_told_with_what_there_is(text: str, told: str) -> None:
    content = TopicContent.model_validate(general(answer=text))

    [fault] = faults_of(EntryName("join_cost"), content, AROUND)

    assert f"{fault.problem}。{fault.advice}。" == told


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
