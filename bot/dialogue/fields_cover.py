"""The question whether the union may give a member's data to the insurer: a consent of its own, for nothing else."""

from __future__ import annotations

from bot.dialogue.form import NOTHING, Field, Reading
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

YES, NO = "yes", "no"


def agreed(talk: Talk) -> Value:
    return Value(talk.words("label.agreed"), YES)


def _read(talk: Talk, run: FormRun) -> Reading:
    return NOTHING if talk.yes is None else _choose(talk, run, YES if talk.yes else NO)


def _choose(talk: Talk, run: FormRun, value: str) -> Reading:
    """A "no" is an answer like a "yes": it is noted, with the text it was given to."""
    if value not in (YES, NO):
        return NOTHING
    return Reading(values={"cover_consent": agreed(talk) if value == YES else Value(talk.words("button.decline"), NO)})


def _offers(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    return ((talk.words("button.agree_cover"), YES), (talk.words("button.decline"), NO))


COVER_CONSENT = Field("cover_consent", read=_read, choose=_choose, offers=_offers, called=r"同意|保障")
