"""The answer to a question nobody could answer when it was asked, told once it has been written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import faq
from bot.dialogue.days import day_words
from bot.dialogue.messages import Button, Reply
from bot.dialogue.talk import Talk

NEWS = "question.answered"
_LONGEST_QUOTE = 40  # characters


def tell(talk: Talk, facts: Mapping[str, Any]) -> None:
    """`facts`: topic, asked (the worker's words, redacted) and asked_at (ISO 8601).

    News can be quicker than the feed: of a topic it does not hold yet there is a button that answers it.
    """
    topic = str(facts["topic"])
    quoted = {"asked": _shortened(str(facts["asked"])), "day": day_words(talk, str(facts["asked_at"]))}
    entry = talk.feed.get(topic)
    if entry is None:
        see = Button(talk.words("button.see_answer"), {"do": "topic", "id": topic})
        talk.put(Reply(talk.words("news.question.answered_unseen", **quoted), (see,)))
    else:
        faq.tell(talk, entry, lead=talk.words("news.question.answered", **quoted))


def _shortened(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) <= _LONGEST_QUOTE else f"{joined[:_LONGEST_QUOTE]}……"
