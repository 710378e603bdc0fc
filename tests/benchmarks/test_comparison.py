"""The comparison with Rasa's classifiers: from what was heard to one table. Nothing is trained here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.comparison.hearing import OUTSIDE, Heard, Line
from benchmarks.comparison.lessons import read_public_set, some_of_each
from benchmarks.comparison.scores import answered, caught, right, right_in_three, wrong_answers
from benchmarks.comparison.table import Promise, Report, as_json, lines
from benchmarks.errors import CannotRun
from nlu.intents.examples import CHAT, OUT_OF_SCOPE, TOPIC, Example

MEANT = [Line("入会要钱吗", "join_cost"), Line("工资不发", "unpaid_wages"), Line("驿站几点开", "station_hours")]
HEARD = [
    Heard(("join_cost", "join_how", "dues"), 0.9, answered=True),
    Heard(("dues", "join_cost", "unpaid_wages"), 0.8, answered=True),
    Heard(("dues", "join_cost", "join_how", "station_hours"), 0.3, answered=False),
]


def test_shares_count_first_choices_choices_shown_and_wrong_answers() -> None:
    assert right(MEANT, HEARD) == pytest.approx(1 / 3)
    assert right_in_three(MEANT, HEARD) == pytest.approx(2 / 3)
    assert wrong_answers(MEANT, HEARD) == pytest.approx(1 / 3)
    assert answered(HEARD) == pytest.approx(2 / 3)


def test_far_messages_are_caught_below_what_nineteen_of_twenty_in_scope_reach() -> None:
    inside = [Heard(("a",), confidence / 100, answered=True) for confidence in range(81, 101)]  # 0.81 … 1.00
    outside = [Heard(("a",), confidence, answered=False) for confidence in (0.1, 0.81, 0.82, 0.9)]

    assert caught(inside, outside) == pytest.approx(0.5)  # 0.82 keeps 95 %


def test_nothing_asked_is_nothing_right() -> None:
    assert right([], []) == answered([]) == 0.0


def report() -> Report:
    filled = Report()
    section = filled.section("Development set, 10 phrasings an id")
    section.put("right", "%", "logreg", 0.815)
    section.put("training", "s", "logreg", 12.34)
    section.put("right", "%", "house", 0.9)
    filled.promises += [Promise("p50 of one message", 3.0, 3.0, ""), Promise("refit", 31.5, 30.0, "s")]
    filled.notes.append("DIET was left out.")
    return filled


def test_the_table_has_a_column_for_each_system_and_a_dash_where_none_was_measured() -> None:
    written = [line.split() for line in lines(report())]

    assert written[0] == ["Rasa", "default", "Rasa", "LogReg", "house"]
    assert ["right", "–", "81.5", "%", "90.0", "%"] in written
    assert ["training", "–", "12.3", "s", "–"] in written


def test_a_promise_holds_on_its_very_bound_and_one_missed_is_called_so() -> None:
    written = "\n".join(lines(report()))

    assert [promise.holds for promise in report().promises] == [True, False]
    assert written.count("does not hold") == 1
    assert "31.50 s" in written
    assert "≤ 30 s" in written
    assert written.endswith("DIET was left out.")


def test_the_json_holds_what_the_table_shows() -> None:
    stated = json.loads(json.dumps(as_json(report())))

    assert stated["sections"][0]["rows"][0] == {"name": "right", "unit": "%", "values": {"logreg": 0.815, "house": 0.9}}
    assert [promise["holds"] for promise in stated["promises"]] == [True, False]


def test_the_same_few_phrasings_of_each_id_and_background_lines_are_chosen() -> None:
    examples = [
        *(Example(f"问法{number}", "join_cost", TOPIC) for number in range(30)),
        *(Example(f"问{number}", "dues", TOPIC) for number in range(4)),
        *(Example(f"闲话{number}", OUT_OF_SCOPE, CHAT) for number in range(500)),
        Example("申请入会不收任何费用", "join_cost", TOPIC, phrasing=False),
    ]

    chosen = some_of_each(examples, 10)

    assert chosen == some_of_each(examples, 10)
    assert {label: sum(each.label == label for each in chosen) for label in ("join_cost", "dues", OUT_OF_SCOPE)} == {
        "join_cost": 10,
        "dues": 4,
        OUT_OF_SCOPE: 300,
    }
    assert all(each.phrasing for each in chosen)


def test_the_public_set_is_read_from_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    stated = {
        "train": {"5": [["多久到账", "arrive_when"]]},
        "test": [["几天到", "arrive_when"]],
        "noise": {"homo2": ["几田到"]},
        "oos": {"far": ["今天下雨吗"]},
    }
    file.write_text(json.dumps(stated), encoding="utf-8")

    read = read_public_set(file)

    assert read.train == {"5": [Line("多久到账", "arrive_when")]}
    assert read.two_homophones == [Line("几田到", "arrive_when")]
    assert read.far == [Line("今天下雨吗", OUTSIDE)]


def test_a_file_that_is_no_public_set_is_named(tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_text("{}", encoding="utf-8")

    with pytest.raises(CannotRun, match=r"set\.json"):
        read_public_set(file)


def test_out_of_scope_is_called_the_same_here_and_in_the_house() -> None:
    assert OUTSIDE == OUT_OF_SCOPE
