"""What a topic's text teaches: title and phrasings, and weakly the sentences of its answer without their variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlu.intents.examples import TOPIC, Example

# Titles about money or a deadline: a wrong figure costs the worker more than one question back.
_MONEY_OR_DEADLINE = re.compile(r"多少|费|钱|赔|工资|津贴|补贴|补助|押金|罚款|扣|多久|期限|金额")

# {地区}, in braces of either width: each worker reads something else there, and the name is no word of the topic.
_VARIABLE = re.compile(r"[{｛][^{}｛｝\n]*[}｝]")
_SENTENCE_END = re.compile(r"[。；;！？\n]")
SHORTEST_SENTENCE = 8  # characters; a shorter piece of an answer ("免费。") says nothing about its topic


@dataclass(frozen=True)
class TopicText:
    """One FAQ entry, as a file of the data folder or the feed has it."""

    id: str
    title: str
    answer: str
    sensitive: bool
    phrasings: tuple[str, ...]

    @property
    def careful(self) -> bool:
        return self.sensitive or bool(_MONEY_OR_DEADLINE.search(self.title))


def topic_examples(topics: Iterable[TopicText]) -> Iterator[Example]:
    """All titles and phrasings, then the sentences that stand in one topic's answer only."""
    owners: dict[str, set[Example]] = {}
    for topic in topics:
        for line in (topic.title, *topic.phrasings):
            yield Example(line, topic.id, TOPIC, topic.careful)
        for sentence in _sentences(topic.answer):
            example = Example(sentence, topic.id, TOPIC, topic.careful, phrasing=False)
            owners.setdefault(sentence, set()).add(example)
    for found in owners.values():
        if len(found) == 1:  # a sentence that stands in several answers tells none of them apart
            yield from found


def _sentences(answer: str) -> Iterator[str]:
    for part in _SENTENCE_END.split(_VARIABLE.sub("", answer)):
        sentence = part.strip(" ·\t")
        if len(sentence) >= SHORTEST_SENTENCE:
            yield sentence
