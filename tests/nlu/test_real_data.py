"""The shipped training lines, as the intent model will read them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from nlu.corpus import read_corpus
from nlu.entities.extractor import EntityExtractor
from nlu.intents.examples import OUT_OF_SCOPE, TOPIC
from nlu.intents.names import is_names_only, mask_names
from nlu.language.cleaning import Cleaner

DATA = Path(__file__).parents[2] / "data"
PHRASINGS = [example for example in read_corpus(DATA) if example.phrasing]
TITLES = list({example.label: example.text for example in reversed(PHRASINGS) if example.kind == TOPIC}.items())


@pytest.fixture(scope="module")
def labels_of(extractor: EntityExtractor, cleaner: Cleaner) -> dict[str, set[str]]:
    """Cleaned line → the labels that have it."""
    labels: dict[str, set[str]] = defaultdict(set)
    for example in PHRASINGS:
        labels[cleaner.clean(mask_names(example.text, extractor.extract(example.text)))].add(example.label)
    return labels


@pytest.mark.parametrize(("topic", "title"), TITLES, ids=[topic for topic, _ in TITLES])
def test_a_title_belongs_to_its_topic_alone(
    labels_of: dict[str, set[str]], extractor: EntityExtractor, cleaner: Cleaner, topic: str, title: str
) -> None:
    """So typing a title word for word is always answered."""
    cleaned = cleaner.clean(mask_names(title, extractor.extract(title)))

    assert labels_of[cleaned] == {topic}
    assert not is_names_only(cleaned)


def test_no_background_line_is_also_a_phrasing(labels_of: dict[str, set[str]]) -> None:
    assert [line for line, labels in labels_of.items() if OUT_OF_SCOPE in labels and len(labels) > 1] == []


def test_hardly_a_line_has_two_labels(labels_of: dict[str, set[str]]) -> None:
    """ "好的" and "好的，谢谢" read the same; more than a few such lines would blur the ids."""
    assert len([line for line, labels in labels_of.items() if len(labels) > 1]) <= 3
