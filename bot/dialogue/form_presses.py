"""Buttons of a form. One pressed too late does no harm: it says so, or asks the present question again."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.buttons import menu_buttons
from bot.dialogue.form import skipped
from bot.dialogue.form_engine import accept, ask_again, cancel, change, complete, go_on, resume, start
from bot.dialogue.form_questions import ask
from bot.dialogue.forms import FORMS
from bot.dialogue.messages import JsonObject
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk


def press(talk: Talk, action: JsonObject) -> None:
    """Does what a form's button stands for, when its run is still the one at hand or can be resumed."""
    wanted = action.get("run")
    run = talk.state.form
    if run is None or run.run != wanted:
        put_aside = next((left for left in talk.state.suspended_at(talk.now) if left.run == wanted), None)
        if put_aside is None:
            stale(talk, wanted)
            return
        if action.get("do") == "step" and action.get("step") in ("resume", "fresh", "drop", "cancel"):
            _take_up(talk, put_aside, str(action.get("step")))
            return
        talk.state = talk.state.suspending()
        talk.remember(suspended=tuple(left for left in talk.state.suspended if left.run != wanted))
        talk.set_form(put_aside)
        run = put_aside
    if action.get("do") == "field":
        _press_value(talk, run, str(action.get("field")), str(action.get("value")))
    else:
        _press_step(talk, run, str(action.get("step")), str(action.get("field", "")))


def stale(talk: Talk, wanted: object = None) -> None:
    """An unknown or outdated button: says so, and goes on with what is at hand."""
    if any(run.run == wanted for run in talk.state.submitted):
        talk.say("button.already_submitted")
    elif talk.state.form is not None:
        talk.say("button.stale")
    else:
        talk.say("button.stale_menu", buttons=menu_buttons(talk))


def _take_up(talk: Talk, run: FormRun, step: str) -> None:
    if step == "resume":
        resume(talk, run)
    elif step == "fresh":
        talk.remember(suspended=tuple(other for other in talk.state.suspended if other.run != run.run))
        start(talk, run.name, target=run.target, only=run.only)
    else:
        cancel(talk, run)


def _press_value(talk: Talk, run: FormRun, name: str, value: str) -> None:
    field = FORMS[run.name].field(name)
    reading = field.choose(talk, run.without(name), value) if field and field.choose else None
    if field is None or not reading:
        stale(talk)
        return
    if reading.choices and name != run.asked:
        run = replace(run, asked=name)
    accept(talk, run, field, reading)


def _press_step(talk: Talk, run: FormRun, step: str, name: str) -> None:
    form = FORMS[run.name]
    field = form.field(name)
    if step == "submit" and run.asked == "confirm":
        complete(talk, run)
    elif step == "cancel" or step == "drop":
        cancel(talk, run)
    elif step == "change" and field is not None:
        change(talk, run, field)
    elif step == "change" and run.asked in ("confirm", "change"):
        changing = replace(run, asked="change")
        talk.set_form(changing)
        ask(talk, form, changing)
    elif step == "skip" and field is not None and field.optional and run.asked == name:
        go_on(talk, run.holding({name: skipped(talk)}))
    elif step in ("resume", "fresh"):
        _take_up_running(talk, run, step)
    else:
        stale(talk)


def _take_up_running(talk: Talk, run: FormRun, step: str) -> None:
    if step == "resume":
        ask_again(talk, run)
        return
    talk.set_form(None)
    start(talk, run.name, target=run.target, only=run.only)
