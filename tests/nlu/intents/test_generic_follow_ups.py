"""Follow-ups that name no subject, on all shipped lines: they stay with what was answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nlu.corpus import read_corpus
from nlu.entities.extractor import EntityExtractor
from nlu.intents.context import Context
from nlu.intents.decision import ANSWER, FALLBACK
from nlu.intents.fitting import fit_ranker
from nlu.intents.matters import is_of_joining
from nlu.intents.model import IntentModel, Understanding
from nlu.intents.training import facts_of, known_lines
from nlu.language.cleaning import Cleaner
from nlu.live.lines import LineReader

Ask = Callable[[str, str | None], Understanding]

ASKED_OF_ANYTHING = (
    "那要多久",
    "大概几天能办好",
    "几天能批下来",  # a line somebody wrote for joining
    "要准备什么材料",
    "要带啥",
    "要钱吗",
    "那得多少钱",
    "在哪办",
    "去哪弄",
    "找谁",
    "打什么电话",
    "那咋弄",
    "怎么申请",
    "有什么条件",
    "啥时候发钱",
    "网上能办吗",
    "好的，那要多久",
    "要多久？要什么材料？",
)
ANSWERED = (
    "work_injury",
    "occupational_injury_pilot",
    "accident_plan_what",
    "accident_plan_who",
    "accident_plan_claim",
    "hospital_mutual",
    "critical_illness_mutual",
    "hardship_aid",
    "education_aid",
    "degree_aid",
    "skill_training",
    "legal_aid",
    "health_check",
    "recuperation",
    "matchmaking",
    "coupons",
    "child_care",
    "honors",
    "heat_allowance",
    "unpaid_wages",
    "platform_fine",
    "account_banned",
    "traffic_accident",
    "third_party_liability",
    "social_insurance",
    "dismissal",
    "labor_relation",
    "deposit_lease",
    "proposal_how",
    "station_what",
    "station_truck_parking",
    "membership_card_lost",
    "membership_transfer",
    "membership_leave",
    "union_set_up",
    "not_ours_driving_licence",
    "not_ours_medical_insurance",
    "not_ours_housing_fund",
    "claim",
    "find_station",
)


@pytest.fixture(scope="module")
def ask(real_data: Path, extractor: EntityExtractor, cleaner: Cleaner, small_model: IntentModel) -> Ask:
    """Ranks by all shipped lines; how sure it is was learned on few, to save the time of folding all."""
    examples = read_corpus(real_data)
    lines = LineReader(cleaner, extractor).lines(examples)
    model = small_model.with_ranker(fit_ranker(lines, None, None), facts_of(examples), known_lines(lines))
    return lambda text, answered: model.understand(text, extractor.extract(text), Context(answered))


@pytest.mark.parametrize("answered", ANSWERED)
def test_what_was_answered_is_among_the_first_three_and_joining_is_not(ask: Ask, answered: str) -> None:
    strayed = {}
    for text in ASKED_OF_ANYTHING:
        understood = ask(text, answered)
        first = [label for label, _ in understood.ranking[:3]]
        if understood.decision == FALLBACK or is_of_joining(first[0]) or answered not in first:
            strayed[text] = (understood.decision, first)

    assert strayed == {}


@pytest.mark.parametrize(
    ("answered", "text"),
    [
        ("work_injury", "那要多久"),
        ("hardship_aid", "要准备什么材料"),
        ("education_aid", "啥时候发钱"),
        ("not_ours_driving_licence", "在哪办"),
        ("legal_aid", "要钱吗"),
        ("accident_plan_claim", "要准备什么材料"),
    ],
)
def test_an_answer_without_such_a_sibling_is_told_again(ask: Ask, answered: str, text: str) -> None:
    understood = ask(text, answered)

    assert (understood.decision, understood.label, understood.second) == (ANSWER, answered, None)


@pytest.mark.parametrize(
    ("answered", "text", "sibling"),
    [
        ("accident_plan_what", "那保多久", "accident_plan_period"),
        ("accident_plan_what", "要准备什么材料", "accident_plan_claim"),
        ("accident_plan_what", "那能给多少", "accident_plan_amount"),
        ("accident_plan_who", "能给多少", "accident_plan_amount"),
        ("hospital_mutual", "怎么申请", "accident_plan_claim"),
        ("station_services", "要钱吗", "station_cost"),
        ("station_what", "几点", "station_hours"),
        ("membership_card_lost", "咋领", "membership_card_get"),
    ],
)
def test_a_sibling_that_tells_just_this_comes_first(ask: Ask, answered: str, text: str, sibling: str) -> None:
    understood = ask(text, answered)

    assert understood.decision != FALLBACK
    assert understood.label == sibling


@pytest.mark.parametrize(
    ("answered", "text", "label"),
    [
        ("enroll", "要准备什么材料", "join_materials"),
        ("join_how", "那要多久", "join_review_time"),
        ("join_how", "在哪办", "join_how"),
        ("join_why", "要花钱不", "join_cost"),
        ("union_what_is", "要钱吗", "join_cost"),
    ],
)
def test_after_joining_it_is_about_joining(ask: Ask, answered: str, text: str, label: str) -> None:
    assert ask(text, answered).label == label


@pytest.mark.parametrize(
    ("answered", "text", "label"),
    [
        ("work_injury", "驿站在哪", "find_station"),
        ("work_injury", "那怎么入会", "join_how"),
        ("hospital_mutual", "入会要准备什么材料", "join_materials"),
        ("legal_aid", "会费要交多少", "dues_how_much"),
        ("heat_allowance", "号被封了咋办", "account_banned"),
        ("coupons", "转人工", "human"),
        ("coupons", "给我打电话", "human"),
        ("coupons", "我能领什么", "benefit_check"),  # a line somebody wrote for a task
    ],
)
def test_who_names_another_subject_changes_it(ask: Ask, answered: str, text: str, label: str) -> None:
    assert ask(text, answered).label == label


@pytest.mark.parametrize(
    ("text", "label"), [("要准备什么材料", "join_materials"), ("几天能批下来", "join_review_time")]
)
def test_with_nothing_answered_before_it_is_about_joining(ask: Ask, text: str, label: str) -> None:
    assert ask(text, None).label == label


def test_an_id_that_is_gone_is_no_context(ask: Ask) -> None:
    assert ask("那要多久", "retired_topic") == ask("那要多久", None)
