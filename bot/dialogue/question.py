"""What nlu is asked about a text: its wording without personal data, and what the conversation adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.answer_corrections import correction_in, rejected_by
from bot.dialogue.control_words import task_named_in
from bot.dialogue.incoming_text import cleaned
from bot.dialogue.invitation_code import code_in
from bot.dialogue.names import PersonNames
from bot.dialogue.personal import wording_for_nlu
from bot.dialogue.state import State


@dataclass(frozen=True)
class Question:
    """`context` is the topic or task a follow-up would be about, `rejected` the ids the worker said are not meant."""

    wording: str
    context: str | None = None
    rejected: tuple[str, ...] = ()


def question_for_nlu(state: State, text: str, *, at: datetime, names: PersonNames) -> Question | None:
    """The question about a text that came `at` (UTC); None when nothing is left to understand.

    Of "不是这个,我是问会费" only the end is asked about: the words of correction say nothing about the need.
    """
    if code_in(text):
        return None  # it says itself what it wants, and opens somebody's invitation
    correction = correction_in(state, cleaned(text))
    wording = wording_for_nlu(state, correction.meant if correction and correction.meant else text, names)
    if wording is None:
        return None
    # A plain request ("我还是要入会") says itself what it is about: in the light of the last answer it would be bent.
    context = None if task_named_in(wording) else state.context_at(at)
    return Question(wording, context, rejected_by(state, correction, at))
