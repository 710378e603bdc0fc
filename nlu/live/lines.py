"""The lines in force: tasks, chat and background as they were trained, topics as the feed has them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache

from nlu.entities.extractor import EntityExtractor
from nlu.feed.document import Feed
from nlu.intents.examples import TOPIC, Example
from nlu.intents.names import mask_names
from nlu.intents.ranker import Line
from nlu.intents.training import distinct
from nlu.language.cleaning import Cleaner
from nlu.topics import TopicText, topic_examples


def examples_in_force(trained: Sequence[Example], topics: Iterable[TopicText]) -> list[Example]:
    """In the order of training: the same lines in another order would make another ranker.

    A topic whose id is already that of a task, a control or chat id is left out: it could never be told apart.
    """
    others = [example for example in trained if example.kind != TOPIC]
    taken = {example.label for example in others}
    found = [*others, *topic_examples(topic for topic in topics if topic.id not in taken)]
    return sorted(found, key=lambda each: (each.label, each.text, each.phrasing))


def examples_for(trained: Sequence[Example], feed: Feed | None) -> list[Example]:
    """Before any feed was ever seen, what was trained alone is in force."""
    return list(trained) if feed is None else examples_in_force(trained, feed.topics)


def digest(topics: Iterable[TopicText]) -> str:
    """16 hex digits that are the same for the same topics, in whatever order."""
    return hashlib.sha256("".join(sorted(map(_digest_of, topics))).encode()).hexdigest()[:16]


@lru_cache(maxsize=20_000)
def _digest_of(topic: TopicText) -> str:
    lines = sorted({line.strip() for line in (topic.title, *topic.phrasings)})
    stated = json.dumps([topic.id, topic.careful, lines, topic.answer.strip()], ensure_ascii=False)
    return hashlib.sha256(stated.encode()).hexdigest()


class LineReader:
    """Turns examples into cleaned lines, as training does; each text is cleaned only once."""

    def __init__(self, cleaner: Cleaner, entities: EntityExtractor) -> None:
        self._cleaner = cleaner
        self._entities = entities
        self._cleaned: dict[str, str] = {}

    def lines(self, examples: Sequence[Example]) -> list[Line]:
        """Each cleaned line once per label; what is no longer among the examples is forgotten."""
        self._cleaned = {example.text: self.cleaned(example.text) for example in examples}
        return distinct(examples, self._cleaned.__getitem__)

    def cleaned(self, text: str) -> str:
        known = self._cleaned.get(text)
        return self._cleaner.clean(mask_names(text, self._entities.extract(text))) if known is None else known
