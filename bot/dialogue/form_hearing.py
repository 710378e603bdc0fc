"""A text while a form is running: is it the answer, a correction, a control word, or about something else?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.control_words import goes_on, is_question, is_wish
from bot.dialogue.form import Field, Reading
from bot.dialogue.form_corrections import correct
from bot.dialogue.form_engine import (
    accept,
    ask_again,
    cancel,
    change,
    complete,
    go_on,
    noted_values,
    spotted,
    step_back,
    wrong,
)
from bot.dialogue.form_questions import TRIES_BEFORE_A_PERSON, ask, offer_person
from bot.dialogue.forms import FORMS
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import YES_NO, Talk

_OPEN_TO_ALL = ("cancel", "back", "restart", "help", "human")  # these leave any field, however open
_FORM_STEPS = ("cancel", "back")


def hear(talk: Talk, run: FormRun) -> bool:
    """Takes the text for the form; False when it is about something else and must be answered first."""
    literal = next((control for control in talk.controls if control in _FORM_STEPS), "")
    if literal:
        _step(talk, run, literal)
        return True
    if talk.feed.is_title(talk.text):
        return False
    if goes_on(talk.text):
        ask_again(talk, run)
        return True
    if correct(talk, run):
        return True
    if run.asked in ("confirm", "change"):
        return _hear_at_summary(talk, run)
    if run.asked == "page":
        return _hear_at_page(talk, run)
    field = FORMS[run.name].field(run.asked)
    return field is not None and _hear_at_field(talk, run, field)


def _hear_at_field(talk: Talk, run: FormRun, field: Field) -> bool:
    reading = field.read(talk, run)
    found = {} if reading.is_whole else spotted(talk, run)
    along = {name: value for name, value in found.items() if name not in (field.name, *reading.values)}
    if reading and reading.certain:
        _take(talk, run, field, reading, along)
        return True
    if talk.sure in _FORM_STEPS:
        _step(talk, run, talk.sure)
        return True
    if _is_about_something_else(talk, run, field):
        return False
    if reading.values or reading.choices:
        _take(talk, run, field, reading, along)
        return True
    if along:
        go_on(talk, run.holding(along), lead=noted_values(talk, FORMS[run.name], along))
        return True
    if run.name in (talk.sure, *talk.controls):
        ask_again(talk, run)
        return True
    if "skip" in talk.controls and talk.yes is None:
        ask(talk, FORMS[run.name], run, lead=talk.words("form.required"))
        return True
    if not reading.fault and _may_be_a_question(talk):
        return False
    wrong(talk, run, field, reading)
    return True


def _take(talk: Talk, run: FormRun, field: Field, reading: Reading, along: Mapping[str, Value]) -> None:
    """The answer, and what was said along the way."""
    if reading.fault:
        wrong(talk, run.holding(along), field, reading)
    else:
        accept(talk, run.holding(along), field, reading, noted_values(talk, FORMS[run.name], along))


def _hear_at_summary(talk: Talk, run: FormRun) -> bool:
    form = FORMS[run.name]
    if talk.yes is True and run.asked == "confirm":
        complete(talk, run)
        return True
    if talk.yes is False:
        asked = "change" if run.asked == "confirm" and form.fields_of(run) else "confirm"
        if asked == "confirm" and not form.fields_of(run):
            cancel(talk, run)
            return True
        talk.set_form(replace(run, asked=asked))
        ask(talk, form, replace(run, asked=asked))
        return True
    if run.name in (*talk.needs, *talk.controls) and len(talk.needs) < 2:
        ask_again(talk, run)
        return True
    if _is_about_something_else(talk, run, None):
        return False
    named = [field for field in form.fields if field.needed(run) and field.is_called_in(talk.text)]
    fresh = {
        name: value
        for name, value in spotted(talk, run, missing_only=False).items()
        if not run.only or name in run.only or run.asked == "change"
    }
    if fresh:
        only = tuple(dict.fromkeys((*run.only, *fresh))) if run.target else run.only
        go_on(talk, replace(run.holding(fresh), only=only), lead=noted_values(talk, form, fresh))
        return True
    if named:
        change(talk, run, named[0])
        return True
    if _may_be_a_question(talk):
        return False
    run = replace(run, tries=run.tries + 1)
    talk.set_form(run)
    unclear = "form.confirm_unclear" if form.fields_of(run) else "form.yes_or_no_unclear"
    ask(talk, form, run, lead=talk.words(unclear))
    if run.tries >= TRIES_BEFORE_A_PERSON:
        offer_person(talk, run)
    return True


def _hear_at_page(talk: Talk, run: FormRun) -> bool:
    along = spotted(talk, run)
    if along:
        go_on(talk, run.holding(along), lead=noted_values(talk, FORMS[run.name], along))
        return True
    if talk.sure or _may_be_a_question(talk):
        return False
    ask_again(talk, run)
    return True


def _step(talk: Talk, run: FormRun, control: str) -> None:
    if control == "cancel":
        cancel(talk, run)
    else:
        step_back(talk, run)


def _is_about_something_else(talk: Talk, run: FormRun, field: Field | None) -> bool:
    sure = next((label for label in talk.needs if label != run.name), talk.sure)
    label = next((control for control in talk.controls if control not in (*YES_NO, "skip")), sure)
    if not label or label in (*YES_NO, run.name, "out_of_scope"):
        return False
    if field is not None and field.told_freely and label not in _OPEN_TO_ALL:
        is_proposal = run.name == "submit_proposal" and is_wish(talk.text)
        return (is_question(talk.text) and not is_proposal) or label in talk.controls
    return True


def _may_be_a_question(talk: Talk) -> bool:
    if any(control in YES_NO for control in talk.controls):
        return False
    if talk.heard is not None and talk.heard.decision == "suggest" and talk.ranked():
        return True
    return is_question(talk.text) or (talk.turn.nlu_down and talk.feed.worded(talk.text) is not None)
