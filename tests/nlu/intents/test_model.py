"""The whole way from a text to a decision, on a model of three topics and five other ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.entities.extractor import EntityExtractor
from nlu.intents import storage
from nlu.intents.context import NO_CONTEXT, Context
from nlu.intents.decision import ANSWER, FALLBACK
from nlu.intents.model import IntentModel, Understanding
from nlu.intents.names import mask_names
from nlu.language.cleaning import Cleaner
from tests.nlu.small_data import BACKGROUND, TASKS, TOPICS

TITLES = [(topic, title) for topic, (title, _, _) in TOPICS.items()]


@pytest.fixture
def understand(small_model: IntentModel, small_extractor: EntityExtractor):
    def ask(text: str) -> Understanding:
        return small_model.understand(text, small_extractor.extract(text))

    return ask


@pytest.mark.parametrize(("topic", "title"), TITLES)
def test_a_title_is_answered_with_its_topic(understand, topic: str, title: str) -> None:
    understood = understand(title)

    assert (understood.decision, understood.label, understood.confidence) == (ANSWER, topic, 1.0)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("入工会收不收钱", "join_cost"),
        ("老板拖着工资不给", "unpaid_wages"),
        ("译站几点开门", "station_hours"),  # a homophone
        ("驛站幾點開門", "station_hours"),  # traditional script
        ("俺想入会", "enroll"),
        ("我在包河区送美团，想加入工会", "enroll"),
        ("附近哪里有驿站", "find_station"),
        ("好的好的", "affirm"),
        ("你好", "greet"),
    ],
)
def test_other_words_for_the_same_come_first(understand, text: str, label: str) -> None:
    assert understand(text).label == label


@pytest.mark.parametrize("line", BACKGROUND)
def test_a_background_line_is_never_answered(understand, line: str) -> None:
    assert understand(line).decision == FALLBACK


@pytest.mark.parametrize("text", ["", "😀😀", "\u0000\u0007", "！？", "   "])
def test_nothing_to_read_has_no_label(understand, text: str) -> None:
    assert understand(text) == Understanding(FALLBACK, None, 0.0, None, ())


@pytest.mark.parametrize("text", ["包河区", "合肥南站", "美团", "[手机号]", "合肥市包河区，美团"])
def test_names_alone_are_no_need(understand, text: str) -> None:
    assert understand(text).decision == FALLBACK


@pytest.mark.parametrize("text", ["x", "XXX", "x" * 300, "1111"])
def test_one_letter_again_and_again_is_no_need(understand, text: str) -> None:
    assert understand(text).decision == FALLBACK


def test_two_needs_are_both_named(understand) -> None:
    understood = understand("老板不发工资，另外驿站几点开")

    assert understood.decision != FALLBACK
    assert (understood.label, understood.second) == ("unpaid_wages", "station_hours")
    assert [label for label, _ in understood.ranking[:2]] == ["unpaid_wages", "station_hours"]


def test_only_the_beginning_of_a_very_long_text_is_read(understand) -> None:
    assert understand("我要入会" * 5_000) == understand("我要入会" * 200)


def test_a_short_message_is_read_with_what_was_answered(
    small_model: IntentModel, small_extractor: EntityExtractor
) -> None:
    def ask(context: Context) -> Understanding:
        return small_model.understand("那几点关", small_extractor.extract("那几点关"), context)

    before, after = dict(ask(NO_CONTEXT).ranking), dict(ask(Context("find_station")).ranking)

    assert after["find_station"] < before["find_station"]  # what was answered is not asked again
    assert ask(Context("find_station")).label == "station_hours"


@pytest.mark.parametrize(
    ("text", "label"), [("驿站关门了没", "station_hours"), ("老板不给", "unpaid_wages"), ("收不收钱", "join_cost")]
)
def test_who_goes_on_about_what_was_answered_means_that(
    small_model: IntentModel, small_extractor: EntityExtractor, text: str, label: str
) -> None:
    entities = small_extractor.extract(text)
    by_itself = small_model.understand(text, entities)

    assert by_itself.label == label
    assert small_model.understand(text, entities, Context(label)) == by_itself


def test_what_was_answered_and_rejected_is_not_what_a_question_without_a_subject_means(
    small_model: IntentModel,
) -> None:
    answered = Context("unpaid_wages")

    assert small_model.understand("那要多久", [], answered).label == "unpaid_wages"
    assert small_model.understand("那要多久", [], Context("unpaid_wages", frozenset(["unpaid_wages"]))).label != (
        "unpaid_wages"
    )


def test_an_unknown_id_before_a_message_changes_nothing(
    small_model: IntentModel, small_extractor: EntityExtractor
) -> None:
    gone = Context("retired_topic", frozenset(["another"]))

    assert small_model.understand("那几点关", [], gone) == small_model.understand("那几点关", [])


def test_what_is_rejected_is_neither_the_label_nor_ranked(small_model: IntentModel) -> None:
    understood = small_model.understand("入会收费吗", [], Context(rejected=frozenset(["join_cost"])))

    assert "join_cost" not in [understood.label, *(label for label, _ in understood.ranking)]


def test_every_label_is_ranked_once_from_best_to_worst(understand) -> None:
    ranking = understand("工资什么时候发").ranking

    assert sorted(label for label, _ in ranking) == sorted({*TOPICS, *TASKS} - {"out_of_scope"})
    assert [score for _, score in ranking] == sorted((score for _, score in ranking), reverse=True)


def test_a_stored_model_understands_the_same(
    small_model: IntentModel, small_extractor: EntityExtractor, cleaner: Cleaner, tmp_path: Path
) -> None:
    storage.save(small_model, tmp_path)
    loaded = storage.load(tmp_path, cleaner)

    for text in ("入工会收不收钱", "我在包河区送美团，想加入工会", "明天下雪吗", "驿站几点开，工资压着"):
        entities = small_extractor.extract(text)
        before, after = small_model.understand(text, entities), loaded.understand(text, entities)
        assert (after.decision, after.label, after.second) == (before.decision, before.label, before.second)
        assert after.confidence == pytest.approx(before.confidence, abs=1e-4)


def test_nothing_stored_is_pickled(small_model: IntentModel, tmp_path: Path) -> None:
    storage.save(small_model, tmp_path)

    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}


def test_names_are_read_as_one_sign(small_extractor: EntityExtractor) -> None:
    text = "我在合肥市包河区送美团外卖"

    assert mask_names(text, small_extractor.extract(text)) == "我在\ue005送\ue006"


@pytest.mark.parametrize("text", ["我在包河区送美团，", "我是合肥送快递的 ", "我在包河区送美团"])
def test_who_somebody_is_changes_nothing_of_what_they_need(understand, text: str) -> None:
    introduced = understand(f"{text}老板拖着工资不给")

    assert (introduced.decision, introduced.label, introduced.second) == (ANSWER, "unpaid_wages", None)


def test_who_only_says_who_they_are_is_asked_what_they_need(understand) -> None:
    assert understand("我在包河区送美团").decision != ANSWER
