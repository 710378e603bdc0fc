from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.corpus import read_annotations, read_corpus, without_annotations
from nlu.errors import DataUnreadable
from nlu.intents.examples import OUT_OF_SCOPE, Example
from nlu.topics import TopicText, topic_examples
from tests.nlu.small_data import BACKGROUND, TASKS, TOPICS


def lines(data: Path, label: str, *, phrasing: bool = True) -> list[str]:
    return [each.text for each in read_corpus(data) if each.label == label and each.phrasing == phrasing]


def test_a_title_is_a_phrasing_too(small_data: Path) -> None:
    title, _, phrasings = TOPICS["join_cost"]

    assert lines(small_data, "join_cost") == [title, *phrasings]


def test_the_sentences_of_an_answer_are_no_phrasings(small_data: Path) -> None:
    assert lines(small_data, "join_cost", phrasing=False) == ["申请入会不收任何费用", "加入以后会费按规定缴纳"]


def test_variables_and_braces_of_an_answer_teach_nothing() -> None:
    def taught(answer: str) -> list[Example]:
        return list(topic_examples([TopicText("station_hours", "驿站几点开门", answer, False, ("几点开",))]))

    with_variables = taught("｛地区｝的驿站各站不一样，{ 今天 }以站点公布为准。拿不准打{工会热线}问一声就行\n{行当}。")

    assert with_variables == taught("的驿站各站不一样，以站点公布为准。拿不准打问一声就行")
    assert [each.text for each in with_variables] == [
        "驿站几点开门",
        "几点开",
        "的驿站各站不一样，以站点公布为准",
        "拿不准打问一声就行",
    ]


def test_background_lines_stand_with_out_of_scope(small_data: Path) -> None:
    assert lines(small_data, OUT_OF_SCOPE) == [*TASKS[OUT_OF_SCOPE][1], *BACKGROUND]


@pytest.mark.parametrize(
    ("topic", "careful"),
    [
        ("join_cost", True),  # money in the title
        ("unpaid_wages", True),  # sensitive
        ("station_hours", False),
    ],
)
def test_money_and_sensitive_topics_are_careful(small_data: Path, topic: str, careful: bool) -> None:
    assert {each.careful for each in read_corpus(small_data) if each.label == topic} == {careful}


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("我在[包河区](region)送[美团](platform)", "我在包河区送美团"),
        ('[庐阳]{"entity": "region", "value": "340103"}', "庐阳"),
        ("我手机号[手机号]", "我手机号[手机号]"),  # a mark of our own
    ],
)
def test_annotations_leave_the_text(marked: str, plain: str) -> None:
    assert without_annotations(marked) == plain


def test_annotations_can_be_read_apart(small_data: Path) -> None:
    assert ("我在包河区送美团,要入会", [("region", "包河区"), ("platform", "美团")]) in list(
        read_annotations(small_data)
    )


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("faq/some/join_cost.yaml", "topic: join_cost\n", "no whole FAQ entry"),
        ("faq/some/join_cost.yaml", "topic: [\n", "join_cost.yaml"),
        ("faq/some/join_cost.yaml", "", "no whole FAQ entry"),
        ("tasks/enroll.yml", "version: '3.1'\n", "no training data"),
        ("tasks/enroll.yml", "nlu:\n- intent: unheard_of\n  examples: |\n    - 啊\n", "unheard_of is not in tasks.csv"),
        ("tasks.csv", "name\n入会\n", "no list of tasks"),
    ],
)
def test_a_bad_file_is_named(small_data: Path, tmp_path: Path, file: str, content: str, problem: str) -> None:
    shutil.copytree(small_data, tmp_path, dirs_exist_ok=True)
    (tmp_path / file).write_text(content, encoding="utf-8")

    with pytest.raises(DataUnreadable, match=problem):
        read_corpus(tmp_path)


@pytest.mark.parametrize("folder", ["faq", "tasks", "background"])
def test_a_missing_folder_is_named(small_data: Path, tmp_path: Path, folder: str) -> None:
    shutil.copytree(small_data, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / folder)

    with pytest.raises(DataUnreadable, match=folder):
        read_corpus(tmp_path)
