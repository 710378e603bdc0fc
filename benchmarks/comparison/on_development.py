"""What the systems make of the development set, as written and misspelt on purpose."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.comparison.contestants import Trained, say_section
from benchmarks.comparison.hearing import Hear, Line
from benchmarks.comparison.scores import answered, right, right_in_three, wrong_answers
from benchmarks.comparison.table import Section, SystemName
from nlu.development import DevelopmentSet
from nlu.evaluation.noise import Noise


def ask_development(messages: DevelopmentSet, systems: Iterable[Trained], section: Section) -> None:
    """Messages with one need and those out of scope; follow-ups and double needs are no task for Rasa's classifiers."""
    for each in systems:
        score_development(messages, each.system, each.hear, section)
        section.put("training", "s", each.system, each.seconds)
    say_section(section)


def score_development(messages: DevelopmentSet, system: SystemName, hear: Hear, section: Section) -> None:
    meant = [Line(each.text, each.label) for each in messages.single]
    heard = hear([line.text for line in meant])
    section.put("right", "%", system, right(meant, heard))
    section.put("right one among three", "%", system, right_in_three(meant, heard))
    section.put("wrong direct answers", "%", system, wrong_answers(meant, heard))
    outside = hear([each.text for each in messages.out_of_scope])
    section.put("out of scope, answered", "%", system, answered(outside))
    for name, disturb in Noise(each.text for each in messages.all()).kinds.items():
        noisy = hear([disturb(line.text) for line in meant])
        section.put(f"right, {name}", "%", system, right(meant, noisy))
