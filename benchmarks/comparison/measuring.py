"""The whole comparison: our development set, the public set, and the house as it ships."""

from __future__ import annotations

from pathlib import Path

from benchmarks.comparison import rasa_classifiers
from benchmarks.comparison.contestants import Contestants
from benchmarks.comparison.lessons import FEW, read_public_set, some_of_each
from benchmarks.comparison.on_development import ask_development
from benchmarks.comparison.on_public import ask_public
from benchmarks.comparison.shipped import measure_shipped
from benchmarks.comparison.table import Report
from nlu.corpus import read_corpus
from nlu.development import read_development
from nlu.intents.examples import OUT_OF_SCOPE

ALL = "all phrasings"


def compare(data: Path, public: Path | None, folder: Path, *, with_diet: bool) -> Report:
    """`public`: the public set's file; `folder`: for models, empty. Raises CannotRun, NluError."""
    report = Report()
    found = read_public_set(public) if public else None
    rasa_classifiers.wake(folder / "wake")
    messages, examples = read_development(data / "development"), read_corpus(data)
    contestants = Contestants(data, folder, with_diet=with_diet)
    few, every = some_of_each(examples, FEW), some_of_each(examples, None)
    section = report.section(f"Development set, {FEW} phrasings an id")
    ask_development(messages, contestants.trained(f"{FEW} phrasings", few, diet=True), section)
    if found is not None:
        background = [example for example in few if example.label == OUT_OF_SCOPE]
        ask_public(found, background, contestants, report)
    section = report.section(f"Development set, {ALL}")
    ask_development(messages, contestants.trained(ALL, every, diet=False), section)
    measure_shipped(data, messages, contestants, contestants.model("logreg", ALL), folder / "house", report)
    if not with_diet:
        report.notes.append("Rasa's default (DIET) was left out: --without-diet.")
    if found is None:
        report.notes.append("The public set was left out: name its file with --bqfaq or XIAOFENG_BQFAQ.")
    return report
