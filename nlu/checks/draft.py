"""What is about to be published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlu.feed.document import a_list, a_text, read_topic
from nlu.intents.examples import TOPIC, Example
from nlu.topics import TopicText, topic_examples

SHAPE = '{"entries": [{"id", "title", "sensitive", "phrasings"}], "retired": [ids]}'


class DraftUnreadable(ValueError):
    """The text says what a draft must be; it holds nothing of this one."""


@dataclass(frozen=True)
class Draft:
    """Entries as they would be; what is not named stays as it is."""

    topics: tuple[TopicText, ...]
    retired: frozenset[str]


def read_draft(body: bytes) -> Draft:
    """Reads {"entries": [entry without answer], "retired": [ids]}; either may be empty. Raises DraftUnreadable."""
    try:
        stated = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise DraftUnreadable(f"not {SHAPE}") from error
    return draft_from(stated)


def draft_from(stated: Any) -> Draft:
    """The same of JSON that was read already; what else it holds is passed over. Raises DraftUnreadable."""
    try:
        topics = tuple(read_topic(entry) for entry in a_list(stated["entries"]))
        retired = [a_text(topic) for topic in a_list(stated["retired"])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DraftUnreadable(f"not {SHAPE}") from error
    ids = [topic.id for topic in topics]
    if len(set(ids)) < len(ids) or set(ids) & set(retired):
        raise DraftUnreadable("each id may stand once, under entries or under retired")
    return Draft(topics, frozenset(retired))


def examples_after(now: Sequence[Example], draft: Draft) -> list[Example]:
    """The examples in force once the draft is published; an entry without an answer keeps its present one."""
    others = {example.label for example in now if example.kind != TOPIC}
    topics = [topic for topic in draft.topics if topic.id not in others]
    named = {topic.id for topic in topics} | (draft.retired - others)
    kept_answers = {topic.id for topic in topics if not topic.answer}
    kept = [each for each in now if each.label not in named or (each.label in kept_answers and not each.phrasing)]
    return sorted([*kept, *topic_examples(topics)], key=lambda each: (each.label, each.text, each.phrasing))
