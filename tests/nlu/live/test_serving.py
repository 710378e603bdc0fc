"""What a feed changes is understood at once, and after a refit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nlu.feed.document import read_feed
from nlu.feed.last_good import keep
from nlu.intents.context import Context
from nlu.live.index import write_index
from nlu.live.serving import Serving
from nlu.live.starting import live_model, serving_from
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel
from nlu.refit import refitted
from tests.nlu.feed_double import SWAP, Entry, entry, feed_body, small_entries

UNSEEN_SWAP = "换电池有没有补贴"  # nobody wrote this one down
TEXTS = ["我要入会", "入会要不要交钱", "工资要不回来", "驿站几点关", "明天多少度", "我在包河区送美团，想加入工会"]


class House:
    def __init__(self, opened: OpenModel) -> None:
        self.opened = opened
        self.serving = Serving(opened, Metrics())
        self.version = 0

    def publish(self, entries: list[Entry], **more: Any) -> None:
        self.version += 1
        self.feed = read_feed(feed_body(self.version, entries, **more))
        self.serving.take_feed(self.feed)

    def refit(self) -> None:
        self.serving.take_index(refitted(self.opened, self.feed))

    def understand(self, text: str) -> Any:
        return self.serving.model.understand(text, self.opened.entities.extract(text))

    def ranked(self, text: str) -> list[str]:
        return [label for label, _ in self.understand(text).ranking]


@pytest.fixture
def house(small_opened: OpenModel) -> House:
    return House(small_opened)


@pytest.fixture(params=["overlay", "refit"])
def publish(request: pytest.FixtureRequest, house: House):
    """Publishing, followed by a refit or not: what is understood must be the same."""

    def published(entries: list[Entry]) -> None:
        house.publish(entries)
        if request.param == "refit":
            house.refit()

    return published


def test_before_any_feed_the_trained_model_answers(house: House, small_opened: OpenModel) -> None:
    assert house.serving.model is small_opened.intents
    assert not house.serving.is_stale


def test_a_feed_of_the_trained_topics_changes_nothing(house: House, small_opened: OpenModel) -> None:
    house.publish(small_entries())

    assert not house.serving.is_stale
    for text in TEXTS:
        assert house.understand(text) == small_opened.intents.understand(text, small_opened.entities.extract(text))


def test_a_new_topic_is_answered_by_its_phrasings(house: House, publish) -> None:
    publish([*small_entries(), SWAP])

    for phrasing in (SWAP["title"], *SWAP["phrasings"]):
        understood = house.understand(phrasing)
        assert (understood.decision, understood.label) == ("answer", "battery_swap")


def test_a_new_topic_is_ranked_first_for_what_is_like_it(house: House, publish) -> None:
    publish([*small_entries(), SWAP])

    assert house.understand(UNSEEN_SWAP).label == "battery_swap"


def test_a_new_topic_leaves_the_others_where_they_were(house: House, publish, small_opened: OpenModel) -> None:
    publish([*small_entries(), SWAP])

    for text in TEXTS:
        before = small_opened.intents.understand(text, small_opened.entities.extract(text))
        assert house.understand(text).label == before.label


def test_a_new_phrasing_of_a_known_topic_is_answered(house: House, publish) -> None:
    known, *others = small_entries()
    publish([{**known, "phrasings": [*known["phrasings"], "进门要缴门票不"]}, *others])

    understood = house.understand("进门要缴门票不")
    assert (understood.decision, understood.label) == ("answer", "join_cost")
    assert house.ranked("进门要缴门票么")[0] == "join_cost"


def test_a_phrasing_taken_back_is_no_known_line(house: House, publish) -> None:
    known, *others = small_entries()
    assert house.understand("进工会白给不").confidence == 1.0

    publish([{**known, "phrasings": known["phrasings"][:-1]}, *others])

    assert house.understand("进工会白给不").confidence < 1.0


def test_a_phrasing_that_moves_to_another_topic_is_answered_there(house: House, publish) -> None:
    cost, wages, hours = small_entries()
    moved = cost["phrasings"][-1]
    publish(
        [{**cost, "phrasings": cost["phrasings"][:-1]}, {**wages, "phrasings": [*wages["phrasings"], moved]}, hours]
    )

    assert (house.understand(moved).decision, house.understand(moved).label) == ("answer", "unpaid_wages")


def test_a_phrasing_of_two_topics_is_a_known_line_of_neither(house: House, publish) -> None:
    cost, wages, hours = small_entries()
    publish([cost, {**wages, "phrasings": [*wages["phrasings"], cost["phrasings"][0]]}, hours])

    assert house.understand(cost["phrasings"][0]).confidence < 1.0


def test_a_retired_topic_is_nowhere(house: House, publish) -> None:
    publish([each for each in small_entries() if each["id"] != "station_hours"])

    for text in ("驿站几点开门几点关门", "驿站几点开"):
        assert "station_hours" not in house.ranked(text)
        assert house.understand(text).label != "station_hours"


def test_a_topic_comes_back(house: House, publish) -> None:
    publish([each for each in small_entries() if each["id"] != "station_hours"])
    publish(small_entries())

    assert house.understand("驿站几点开").label == "station_hours"


def test_a_topic_made_sensitive_is_answered_with_more_care(house: House, publish) -> None:
    cost, wages, hours = small_entries()
    assert not house.serving.model.facts["station_hours"].careful

    publish([cost, wages, {**hours, "sensitive": True}])

    assert house.serving.model.facts["station_hours"].careful


def test_a_topic_that_bears_a_tasks_id_is_left_out(house: House, publish) -> None:
    publish([*small_entries(), entry("enroll", "换电柜补贴怎么领", ["换电柜有补贴吗"])])

    assert house.understand("换电柜有补贴吗").confidence < 1.0
    assert house.understand("我要入会").label == "enroll"


def test_a_topic_of_nothing_readable_does_no_harm(house: House, publish) -> None:
    publish([*small_entries(), entry("silent", "包河区", ["？？", "😀"])])

    assert house.understand("我要入会").label == "enroll"
    assert "silent" not in house.ranked("包河区")


def test_a_changed_answer_alone_asks_for_a_refit(house: House) -> None:
    cost, *others = small_entries()
    house.publish([{**cost, "answer": "答案改了，以后都按新的规定办理。"}, *others])
    assert house.serving.is_stale

    house.refit()
    assert not house.serving.is_stale


def test_what_moved_during_a_refit_is_laid_over_it(house: House) -> None:
    house.publish([*small_entries(), SWAP])
    index = refitted(house.opened, house.feed)
    house.publish([*small_entries(), SWAP, entry("dorm", "租房补贴怎么申请", ["租房能补多少", "住处补贴"])])
    house.serving.take_index(index)

    assert house.serving.is_stale
    assert house.understand("住处补贴").label == "dorm"
    assert house.understand(UNSEEN_SWAP).label == "battery_swap"


def test_a_restart_serves_what_was_published_without_actions(house: House, tmp_path: Path) -> None:
    house.publish([*small_entries(), SWAP])
    keep(tmp_path, house.feed)
    write_index(tmp_path, house.serving.fingerprint, refitted(house.opened, house.feed))

    serving, known = serving_from(house.opened, tmp_path, Metrics())

    assert known is not None
    assert known[0].version == 1
    assert not serving.is_stale
    assert serving.model.understand(UNSEEN_SWAP, []).label == "battery_swap"


def test_a_restart_between_publishing_and_refit_serves_by_the_overlay(house: House, tmp_path: Path) -> None:
    house.publish([*small_entries(), SWAP])
    keep(tmp_path, house.feed)

    serving, _ = serving_from(house.opened, tmp_path, Metrics())

    assert serving.is_stale
    assert serving.model.understand(UNSEEN_SWAP, []).label == "battery_swap"


def test_the_command_line_understands_by_what_was_published(house: House, tmp_path: Path) -> None:
    house.publish([*small_entries(), SWAP])
    keep(tmp_path, house.feed)

    assert live_model(house.opened, tmp_path).intents.understand(UNSEEN_SWAP, []).label == "battery_swap"


def test_a_follow_up_is_read_by_the_new_topic_it_follows(house: House, publish) -> None:
    publish([*small_entries(), SWAP, entry("dorm", "租房补贴怎么申请", ["租房能补多少", "住处补贴"])])

    for text in ("那要多久", "多少", "驿站几点开"):
        for topic in ("battery_swap", "join_cost", "dorm"):
            understood = house.serving.model.understand(text, [], Context(topic))
            assert {label for label, _ in understood.ranking} >= {"battery_swap", "dorm", "join_cost"}


def test_a_question_without_a_subject_stays_with_the_new_topic_it_follows(house: House, publish) -> None:
    publish([*small_entries(), SWAP])

    for text in ("那要多久", "要多少钱", "在哪办"):
        assert house.serving.model.understand(text, [], Context("battery_swap")).label == "battery_swap"


def test_a_rejected_new_topic_is_not_ranked(house: House, publish) -> None:
    publish([*small_entries(), SWAP])
    understood = house.serving.model.understand(UNSEEN_SWAP, [], Context(rejected=frozenset({"battery_swap"})))

    assert "battery_swap" not in {label for label, _ in understood.ranking}


CAUTIOUS = {"answer": 0.97, "careful": 0.98, "suggest": 0.06}
UNSURE = "加入工会需要交钱吗"  # the small model is sure of it by 94 %


def test_published_thresholds_decide_at_once_and_without_a_fit(house: House) -> None:
    house.publish(small_entries())
    before = house.understand(UNSURE)
    assert before.decision == "answer"

    house.publish(small_entries(), thresholds=CAUTIOUS)

    assert not house.serving.is_stale
    assert house.understand(UNSURE) == replace(before, decision="suggest")
    assert house.understand(small_entries()[0]["title"]).decision == "answer"  # a line that somebody wrote down


def test_published_thresholds_stay_through_a_refit_and_a_restart(house: House, tmp_path: Path) -> None:
    house.publish([*small_entries(), SWAP], thresholds=CAUTIOUS)
    house.refit()
    assert house.serving.model.thresholds.answer == 0.97

    keep(tmp_path, house.feed)
    index = refitted(house.opened, house.feed)
    write_index(tmp_path, house.serving.fingerprint, index)
    assert index.model.thresholds == house.opened.intents.thresholds
    assert serving_from(house.opened, tmp_path, Metrics())[0].model.thresholds == house.serving.model.thresholds


def test_a_draft_is_tried_with_the_published_thresholds(house: House) -> None:
    house.publish(small_entries(), thresholds=CAUTIOUS)

    before, after = house.serving.with_draft([], {"station_hours"})

    assert before.thresholds == after.thresholds
    assert after.thresholds.careful == 0.98


def test_without_thresholds_in_the_feed_the_model_goes_by_its_own(house: House) -> None:
    told: list[str] = []
    house.serving.when_decided_otherwise = lambda: told.append("moved")
    house.publish(small_entries(), thresholds=CAUTIOUS)
    house.publish([*small_entries(), SWAP], thresholds=CAUTIOUS)
    assert told == ["moved"]

    house.publish([*small_entries(), SWAP])

    assert told == ["moved", "moved"]
    assert house.serving.model.thresholds == house.opened.intents.thresholds
