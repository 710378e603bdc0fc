"""The phrasings in force, and whose they are; a topic that has not moved is not read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from nlu.intents.examples import TOPIC, Example
from nlu.intents.model import LabelFacts
from nlu.intents.names import is_names_only
from nlu.intents.training import facts_of
from nlu.live.difference import Phrasing, phrasings_of
from nlu.live.lines import LineReader
from nlu.topics import TopicText


@dataclass(frozen=True)
class InForce:
    phrasings: frozenset[Phrasing]
    facts: dict[str, LabelFacts]

    def known_lines(self) -> dict[str, str]:
        """Cleaned phrasing → its label, where only one label has that phrasing."""
        owners: dict[str, str] = {}
        for text in {text for text, label in self.phrasings if owners.setdefault(text, label) != label}:
            del owners[text]
        return owners


class TopicsInForce:
    """Tasks, chat and background stay as they were trained; topics come and go."""

    def __init__(self, reader: LineReader, trained: Sequence[Example]) -> None:
        others = [example for example in trained if example.kind != TOPIC]
        self._reader = reader
        self._others = phrasings_of(reader.lines(others))
        self._other_facts = facts_of(others)
        self._read: dict[TopicText, frozenset[Phrasing]] = {}

    def read(self, topics: Iterable[TopicText]) -> InForce:
        """What is in force with these topics; one that bears the id of a task is left out, as in training."""
        usable = [topic for topic in topics if topic.id not in self._other_facts]
        self._read = {topic: self._phrasings(topic) for topic in usable}
        return InForce(self._others.union(*self._read.values()), {**self._other_facts, **_facts_of(usable)})

    def with_draft(self, in_force: InForce, topics: Iterable[TopicText], retired: Set[str]) -> InForce:
        """What would be in force with these topics in place of their present wordings, and without the retired."""
        usable = [topic for topic in topics if topic.id not in self._other_facts]
        replaced = {topic.id for topic in usable} | (retired - self._other_facts.keys())
        kept = frozenset(each for each in in_force.phrasings if each[1] not in replaced)
        facts = {label: stated for label, stated in in_force.facts.items() if label not in replaced}
        return InForce(kept.union(*map(self._phrasings, usable)), {**facts, **_facts_of(usable)})

    def _phrasings(self, topic: TopicText) -> frozenset[Phrasing]:
        known = self._read.get(topic)
        if known is not None:
            return known
        cleaned = {self._reader.cleaned(line) for line in (topic.title, *topic.phrasings)}
        return frozenset((text, topic.id) for text in cleaned if text and not is_names_only(text))


def _facts_of(topics: Iterable[TopicText]) -> dict[str, LabelFacts]:
    return {topic.id: LabelFacts(TOPIC, topic.careful, 1 + len(topic.phrasings)) for topic in topics}
