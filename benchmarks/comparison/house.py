"""The house's own understanding, trained on whatever lines it is given."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import yaml

from benchmarks.comparison.hearing import Hear, Heard
from nlu.entities.extractor import EntityExtractor
from nlu.entities.reference_lists import read_lexicon
from nlu.intents.decision import ANSWER, Thresholds
from nlu.intents.encoder_in_use import encoder_in_use
from nlu.intents.examples import Example
from nlu.intents.model import Understanding
from nlu.intents.names import is_names_only, mask_names
from nlu.intents.ranker import Line, Ranker
from nlu.intents.training import train
from nlu.language.characters import Characters
from nlu.language.cleaning import Cleaner
from nlu.model_archive import OpenModel
from nlu.model_training import CONFIG

_COMPONENT = "nlu.components.intents.RankedIntents"


class House:
    """What the understanding is made of before it has learnt anything."""

    def __init__(self, data: Path) -> None:
        characters = Characters()
        self._cleaner = Cleaner(characters)
        self._entities = EntityExtractor(read_lexicon(data, characters), characters)
        self._encoder = encoder_in_use()

    def train(self, examples: Sequence[Example]) -> Hear:
        model = train(examples, self._cleaner, self._entities, self._encoder, _shipped_thresholds(), lambda line: None)

        def hear(texts: Sequence[str]) -> list[Heard]:
            return [_heard(model.understand(text, self._entities.extract(text))) for text in texts]

        return hear

    def refit_seconds(self, examples: Sequence[Example]) -> float:
        """How long the ranker alone takes to be fitted on these, as after a publication."""
        began = time.perf_counter()
        texts = [self._cleaner.clean(mask_names(each.text, self._entities.extract(each.text))) for each in examples]
        lines = {
            Line(text, each.label, each.phrasing): None
            for text, each in zip(texts, examples, strict=True)
            if text and not is_names_only(text)
        }
        Ranker.fit(list(lines), self._encoder)
        return time.perf_counter() - began


def hear_shipped(model: OpenModel, texts: Sequence[str]) -> list[Heard]:
    return [_heard(model.understand(text)[0]) for text in texts]


def _heard(understood: Understanding) -> Heard:
    labels = tuple(label for label, _ in understood.ranking[:10])
    return Heard(labels, understood.confidence, understood.decision == ANSWER)


def _shipped_thresholds() -> Thresholds:
    pipeline = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["pipeline"]
    [stated] = [step for step in pipeline if step["name"] == _COMPONENT]
    return Thresholds(**{name: value for name, value in stated.items() if name != "name"})
