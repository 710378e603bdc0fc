"""A whole evaluation of the small model, and how it is shown."""

from __future__ import annotations

import json

import pytest
import yaml

from nlu.development import DevelopmentSet, Message
from nlu.entities.extractor import EntityExtractor
from nlu.evaluation.evaluating import Evaluation, evaluate, kind_of, kinds_of
from nlu.evaluation.noise import Noise
from nlu.evaluation.page import as_page
from nlu.evaluation.rasa_format import as_rasa_data
from nlu.evaluation.report import as_json, as_text
from nlu.intents.model import IntentModel, Understanding

MESSAGES = DevelopmentSet(
    single=(
        Message("加入工会需要交钱吗", "join_cost", "rider"),
        Message("站点关门了吗<b>", "station_hours", "operator"),
        Message("老板欠我工资不给", "unpaid_wages", "rider"),
    ),
    out_of_scope=(Message("今天的云真好看", "out_of_scope", "rider"),),
    two_needs=(Message("入会要交钱吗，驿站几点关", "join_cost", "rider", second="station_hours"),),
    follow_ups=(Message("那几点关", "station_hours", "rider", after="find_station"),),
)


@pytest.fixture(scope="module")
def evaluation(small_model: IntentModel, small_extractor: EntityExtractor) -> Evaluation:
    def understand(message: Message) -> Understanding:
        return small_model.understand(message.text, small_extractor.extract(message.text))

    noise = Noise(each.text for each in MESSAGES.all())
    return evaluate(MESSAGES, understand, kinds_of(small_model), small_model.careful_labels, noise)


def test_every_part_of_the_set_is_judged(evaluation: Evaluation) -> None:
    assert evaluation.overall.messages == 3
    assert (evaluation.out_of_scope, evaluation.two_needs, evaluation.follow_ups.messages) == (1, 1, 1)
    assert {name: each.messages for name, each in evaluation.by_writer.items()} == {"operator": 1, "rider": 2}
    assert {name: each.messages for name, each in evaluation.by_kind.items()} == {"topic": 3}
    assert len(evaluation.by_noise) == 5


def test_the_thresholds_it_was_judged_by_come_to_what_was_decided(
    evaluation: Evaluation, small_model: IntentModel
) -> None:
    by = {"usual": small_model.thresholds.answer, "careful": small_model.thresholds.careful}
    answered = [each for care, points in evaluation.reach.items() for each in points if each.threshold == by[care]]

    assert len(answered) == 2
    assert sum(each.right + each.wrong for each in answered) == round(3 * evaluation.overall.answered)
    assert sum(each.wrong for each in answered) == round(3 * evaluation.overall.wrong_answers)
    assert sum(each.outside for each in answered) == round(evaluation.out_of_scope_answered)


def test_the_text_names_each_group(evaluation: Evaluation) -> None:
    text = as_text(evaluation)

    for name in ("all messages with one need", "operator", "two homophones", "calibration error (ECE)", "follow-ups"):
        assert name in text


def test_the_json_holds_every_figure(evaluation: Evaluation) -> None:
    figures = json.loads(json.dumps(as_json(evaluation)))

    assert figures["overall"]["messages"] == 3
    assert len(figures["curve"]) == 51


def test_the_page_has_three_plots_and_shows_messages_as_text(evaluation: Evaluation) -> None:
    page = as_page(evaluation, "small model")

    assert page.count("<svg") == 3
    assert "<script" not in page
    assert "关门了吗<b>" not in page


def test_what_is_somebody_elses_is_a_group_of_its_own() -> None:
    assert kind_of("not_ours_tax", "topic") == "not ours"
    assert kind_of("join_cost", "topic") == "topic"


def test_rasa_can_read_the_set() -> None:
    data = yaml.safe_load(as_rasa_data(MESSAGES))

    assert [each["intent"] for each in data["nlu"]] == ["join_cost", "station_hours", "unpaid_wages", "out_of_scope"]
    assert data["nlu"][0]["examples"] == "- 加入工会需要交钱吗\n"
