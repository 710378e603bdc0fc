"""What comes of a worker's questions: counted by day, county and topic, and handed over in words where nothing fitted.

Handed over are words with personal values taken out, never those said to a form, in an emergency or while a person is
waited for or there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from bot.dialogue.incoming_text import cleaned
from bot.dialogue.messages import OutcomeKind, QuestionOutcome
from bot.dialogue.names import PersonNames
from bot.dialogue.personal import for_strangers, redact
from bot.dialogue.state import MAX_GIVEN, MAX_NEAREST, Asked, Choices, Given
from bot.dialogue.talk import Talk

LONGEST_QUESTION = 200  # characters

Reason = Literal["fallback", "none_fit", "unhelpful"]


def count(talk: Talk, outcome: OutcomeKind, topic: str = "") -> None:
    """`topic` "" where it is about none, or about a task."""
    talk.counted.append(QuestionOutcome(talk.today, county_of(talk), topic, outcome))


def county_of(talk: Talk) -> str:
    """The county the text names, else the one where the worker is known to work; "" for neither."""
    known = (talk.reference.regions.get(code) for code in (talk.entity("region"), talk.state.region))
    return next((region.code for region in known if region is not None and region.level == "county"), "")


def note_answer(talk: Talk, topic: str, outcome: OutcomeKind) -> None:
    """An answer was given; of one that was chosen, the question is the one the choices were shown for."""
    count(talk, outcome, topic)
    choices = talk.state.choices
    if outcome == "chosen":
        asked = choices.asked if choices is not None else None
        talk.remember(choices=None)
    else:
        asked = _asked_now(talk, talk.ranked())
    if asked is not None:
        asked = replace(asked, ids=_best((topic, *asked.ids)))
    talk.dealt_with.append(asked.at if asked is not None else talk.now)
    _give(talk, topic, asked)


def note_told(talk: Talk, topic: str) -> None:
    """An answer was told long after its question: it counts only once somebody says that it missed."""
    _give(talk, topic, None)


def _give(talk: Talk, topic: str, asked: Asked | None) -> None:
    number = talk.state.answers + 1
    given = (*talk.state.given, Given(number, topic, talk.now, asked))[-MAX_GIVEN:]
    talk.remember(answers=number, given=given)


def note_task_chosen(talk: Talk) -> None:
    """One of the choices was a task, and was wanted."""
    count(talk, "chosen")
    choices = talk.state.choices
    if choices is not None and choices.asked is not None:
        talk.dealt_with.append(choices.asked.at)
    talk.remember(choices=None)


def note_choices(talk: Talk, labels: Sequence[str], *, is_question: bool = True) -> None:
    """Choices were shown; `is_question`: for the text of this turn, not because an answer missed."""
    topic = next((label for label in labels if talk.feed.get(label) is not None), "")
    talk.remember(choices=Choices(topic, _asked_now(talk, labels) if is_question else None))
    count(talk, "suggested", topic)


def note_none_fit(talk: Talk) -> None:
    """None of the choices was meant; said once of each."""
    choices = talk.state.choices
    if choices is not None:
        talk.remember(choices=None)
        count(talk, "none_fit", choices.topic)
        _hand_over(talk, choices.asked, "none_fit")


def note_fallback(talk: Talk) -> None:
    """A text was not understood."""
    if talk.text:
        count(talk, "fallback")
        _hand_over(talk, _asked_now(talk, talk.ranked()), "fallback")


def just_given(talk: Talk) -> tuple[Given, ...]:
    """The stored answers of the turn before this one that nobody has said missed."""
    answered = talk.turn.state.answered if talk.turn.state.just_answered else None
    return tuple(one for one in talk.state.given if answered is not None and one.at == answered.at)


def answer_given(talk: Talk, number: int) -> Given | None:
    """One of the latest answers; None when it is long ago or the worker has said already that it missed."""
    return next((one for one in talk.state.given if one.number == number), None)


def note_doubted(talk: Talk) -> None:
    """A person is asked for right after these answers: whoever comes shows whether they missed."""
    talk.doubted += [given.asked.at for given in just_given(talk) if given.asked is not None]


def note_unhelpful(talk: Talk, answers: Iterable[Given]) -> None:
    """The worker says that these answers missed; of each it counts once, and a question is handed over once."""
    for missed in answers:
        count(talk, "unhelpful", missed.topic)
        current = answer_given(talk, missed.number)
        asked = current.asked if current is not None else None
        if asked is not None:
            talk.missed.append(asked.at)
        _hand_over(talk, asked, "unhelpful")
        others = (one for one in talk.state.given if one.number != missed.number)
        told = (replace(one, asked=None) if asked and one.asked and one.asked.at == asked.at else one for one in others)
        talk.remember(given=tuple(told))


def _hand_over(talk: Talk, asked: Asked | None, reason: Reason) -> None:
    """The question in its words, as far as they are still remembered."""
    words = _words_of(talk, asked.at) if asked is not None and talk.turn.owner == "bot" else ""
    if asked is None or not words:
        return
    body: dict[str, Any] = {
        "text": words,
        "reason": reason,
        "topics": list(asked.ids),
        "asked_at": asked.at.isoformat(),
    }
    if county := county_of(talk):
        body["county"] = county
    talk.order("keep_question", body)


def _words_of(talk: Talk, at: datetime) -> str:
    """What the worker said then, as who writes answers may read it; "" once it is forgotten."""
    if at == talk.now:
        said = redact(talk.turn.state, talk.turn.inbound.words, talk.reference.names)
    else:
        lines = (line for line in talk.turn.said_before if line["from"] == "worker" and line["at"] == at.isoformat())
        said = next((line["text"] for line in lines), "")
    return as_question(said, talk.reference.names)


def as_question(redacted: str, names: PersonNames) -> str:
    """Words as they are kept for who writes answers: nothing personal in them, at most LONGEST_QUESTION."""
    return cleaned(for_strangers(redacted, names))[:LONGEST_QUESTION].strip()


def _asked_now(talk: Talk, ids: Sequence[str]) -> Asked | None:
    """The question of this turn's text; None where there is none, or its words are not to be passed on."""
    in_form = talk.turn.state.form is not None
    return Asked(talk.now, _best(ids)) if talk.text and not in_form and not talk.is_emergency else None


def _best(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))[:MAX_NEAREST]
