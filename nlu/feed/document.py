"""One version of the published FAQ, as nlu reads it: its topics, how workers ask for them, and the thresholds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nlu.errors import FeedUnusable
from nlu.topics import TopicText


@dataclass(frozen=True)
class PublishedThresholds:
    """Those of `nlu.intents.decision.Thresholds` that staff may set."""

    answer: float
    careful: float
    suggest: float


@dataclass(frozen=True)
class Feed:
    version: int
    topics: tuple[TopicText, ...]
    body: bytes  # as it came
    thresholds: PublishedThresholds | None = None  # None: the model's own


def read_feed(body: bytes) -> Feed:
    """Reads the body of `GET /v1/faq/feed`. Raises FeedUnusable: "malformed", or "empty" without a single entry."""
    try:
        stated = json.loads(body.decode("utf-8"))
        version = _whole_number(stated["version"])
        topics = tuple(read_topic(entry) for entry in a_list(stated["entries"]))
        thresholds = _thresholds(stated["thresholds"]) if "thresholds" in stated else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FeedUnusable("malformed") from error
    if len({topic.id for topic in topics}) < len(topics):
        raise FeedUnusable("malformed")
    if not topics:
        raise FeedUnusable("empty")
    return Feed(version, topics, body, thresholds)


def read_topic(entry: Any) -> TopicText:
    """One entry; its answer may be missing. Raises KeyError, TypeError or ValueError when it is not one."""
    return TopicText(
        id=_words(entry["id"]),
        title=_words(entry["title"]),
        answer=a_text(entry.get("answer", "")),
        sensitive=bool(entry["sensitive"]),
        phrasings=tuple(a_text(line) for line in a_list(entry["phrasings"])),
    )


def _thresholds(stated: Any) -> PublishedThresholds:
    found = PublishedThresholds(*(_share(stated[name]) for name in ("answer", "careful", "suggest")))
    if not 0 < found.suggest < found.answer <= found.careful < 1:
        raise ValueError
    return found


def _share(stated: Any) -> float:
    if not isinstance(stated, float):
        raise TypeError
    return stated


def _whole_number(stated: Any) -> int:
    if not isinstance(stated, int) or isinstance(stated, bool) or stated < 0:
        raise TypeError
    return stated


def a_list(stated: Any) -> list[Any]:
    if not isinstance(stated, list):
        raise TypeError
    return stated


def _words(stated: Any) -> str:
    text = a_text(stated).strip()
    if not text:
        raise ValueError
    return text


def a_text(stated: Any) -> str:
    if not isinstance(stated, str):
        raise TypeError
    return stated
