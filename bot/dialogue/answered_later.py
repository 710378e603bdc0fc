"""The answer to a question nobody could answer when it was asked, told once it has been written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import faq
from bot.dialogue.days import day_words
from bot.dialogue.messages import Button, Reply
from bot.dialogue.personal import holds_mark
from bot.dialogue.talk import Talk

NEWS = "question.answered"
_LONGEST_QUOTE = 40  # characters


def tell(talk: Talk, facts: Mapping[str, Any]) -> None:
    """`facts`: topic, asked (the worker's words, redacted) and asked_at (ISO 8601).

    Words in which something was taken out are not quoted: a mark in one's own words would only puzzle.
    News can be quicker than the feed: of a topic it does not hold yet there is a button that answers it.
    """
    topic = str(facts["topic"])
    asked, day = str(facts["asked"]), day_words(talk, str(facts["asked_at"]))
    what = talk.words("answered.matter" if holds_mark(asked) else "answered.quote", asked=_shortened(asked), day=day)
    entry = talk.feed.get(topic)
    if entry is None:
        see = Button(talk.words("button.see_answer"), {"do": "topic", "id": topic})
        talk.put(Reply(talk.words("news.question.answered_unseen", what=what), (see,)))
    else:
        faq.tell(talk, entry, lead=talk.words("news.question.answered", what=what))


def _shortened(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) <= _LONGEST_QUOTE else f"{joined[:_LONGEST_QUOTE]}……"
