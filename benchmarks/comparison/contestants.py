"""The three systems, trained on the same lines."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison import rasa_classifiers
from benchmarks.comparison.hearing import Hear, Line
from benchmarks.comparison.house import House
from benchmarks.comparison.table import Section, SystemName, section_lines
from nlu.intents.examples import Example


@dataclass(frozen=True)
class Trained:
    system: SystemName
    hear: Hear
    seconds: float  # its training took


class Contestants:
    def __init__(self, data: Path, folder: Path, *, with_diet: bool) -> None:
        """`folder`: where Rasa's models go."""
        self.house = House(data)
        self._folder = folder
        self._with_diet = with_diet

    def trained(self, name: str, examples: Sequence[Example], *, diet: bool) -> Iterator[Trained]:
        """One after the other, each trained when it is its turn. `name`: of these lines; `diet`: with DIET, too."""
        lines = [Line(each.text, each.label) for each in examples]
        classifiers: list[rasa_classifiers.Classifier] = ["diet", "logreg"] if diet and self._with_diet else ["logreg"]
        for classifier in classifiers:
            say(f"{name}: training and asking {classifier} …")
            began = time.perf_counter()
            model = rasa_classifiers.train(classifier, lines, self.model(classifier, name).parent)
            seconds = time.perf_counter() - began
            yield Trained(classifier, functools.partial(rasa_classifiers.hear, rasa_classifiers.load(model)), seconds)
        say(f"{name}: training and asking the house …")
        began = time.perf_counter()
        hear = self.house.train(examples)
        yield Trained("house", hear, time.perf_counter() - began)

    def model(self, classifier: rasa_classifiers.Classifier, name: str) -> Path:
        """Where a classifier's model lies once it was trained on the lines of this name."""
        return self._folder / f"{classifier} {name}" / "model.tar.gz"


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def say_section(section: Section) -> None:
    """As soon as it is whole: a run that is cut off has not been for nothing."""
    for line in section_lines(section):
        say(line)
