"""What the systems make of the public set: topics of another trade, with the house's own background lines."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.comparison.contestants import Contestants, say_section
from benchmarks.comparison.lessons import FEW, PublicSet
from benchmarks.comparison.scores import caught, right, right_in_three
from benchmarks.comparison.table import Report
from nlu.intents.examples import TOPIC, Example

FEWER = 5  # phrasings a topic


def ask_public(public: PublicSet, background: Sequence[Example], contestants: Contestants, report: Report) -> None:
    """Only first choice and confidence count: thresholds were set for the house's topics, not for these."""
    for count in (FEWER, FEW):
        section = report.section(f"Public set, {count} phrasings a topic")
        topics = [Example(line.text, line.label, TOPIC) for line in public.train[str(count)]]
        for each in contestants.trained(f"public {count}", [*topics, *background], diet=count == FEW):
            heard = each.hear([line.text for line in public.test])
            noisy = each.hear([line.text for line in public.two_homophones])
            far = each.hear([line.text for line in public.far])
            section.put("right", "%", each.system, right(public.test, heard))
            section.put("right one among three", "%", each.system, right_in_three(public.test, heard))
            section.put("right, two homophones", "%", each.system, right(public.two_homophones, noisy))
            section.put("far out of scope caught, 95 % in scope kept", "%", each.system, caught(heard, far))
            section.put("training", "s", each.system, each.seconds)
        say_section(section)
