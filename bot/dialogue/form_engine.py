"""Runs every form: starting, going on to what is still missing, taking an answer, ending, resuming."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.buttons import step_button
from bot.dialogue.fields_work import told_work
from bot.dialogue.form import Field, Form, Reading, skipped
from bot.dialogue.form_questions import TRIES_BEFORE_A_PERSON, ask, field_buttons, field_name, offer_person
from bot.dialogue.forms import FORMS
from bot.dialogue.messages import Reply
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

REMEMBERED = ("region", "trade", "platform")


def start(
    talk: Talk,
    name: str,
    *,
    values: Mapping[str, Value] | None = None,
    target: str = "",
    only: tuple[str, ...] = (),
    asked: str = "",
) -> None:
    """Begins a form with what is known already, or takes up the same form where it was left.

    `asked` "change" begins with the question which field to change.
    """
    running = talk.state.form
    if running is not None and running.name == name and running.target == target:
        go_on(talk, _with_more(running, values or {}, only), lead=talk.words("form.again"))
        return
    left = [run for run in talk.state.suspended_at(talk.now) if run.name == name and run.target == target]
    talk.state = talk.state.suspending()
    if left:
        resume(talk, _with_more(left[-1], values or {}, only))
        return
    talk.remember(runs=talk.state.runs + 1)
    run = FormRun(name, talk.state.runs, talk.now, values=dict(values or {}), target=target, only=only)
    _remember_work(talk, run.values)
    if asked:
        talk.set_form(replace(run, asked=asked))
        ask(talk, FORMS[name], replace(run, asked=asked))
        return
    opening = f"form.{name}.opening"
    leads = [talk.words(opening)] if talk.has_words(opening) else []
    told = {field: value for field, value in run.values.items() if not only or field in only}
    if noted := noted_values(talk, FORMS[name], told):
        leads.append(noted)
    go_on(talk, run, lead="\n".join(leads))


def _with_more(run: FormRun, values: Mapping[str, Value], only: tuple[str, ...]) -> FormRun:
    """A form taken up again with what was said anew; what it corrects may become more."""
    fresh = {name: value for name, value in values.items() if name in only or name not in run.values}
    if not only:
        return run.holding(fresh)
    asked = "" if run.asked == "change" else run.asked
    return replace(run.holding(fresh), only=tuple(dict.fromkeys((*run.only, *only))), asked=asked)


def noted_values(talk: Talk, form: Form, values: Mapping[str, Value]) -> str:
    """A line naming what was understood along the way, "" for nothing."""
    told = told_work(values)
    labels = [told[field.name].label for field in form.fields if field.name in told and field.name != "consent"]
    return talk.words("form.noted", values="、".join(labels)) if labels else ""


def resume(talk: Talk, run: FormRun, values: Mapping[str, Value] | None = None) -> None:
    """Takes up a form that was put aside."""
    talk.state = talk.state.suspending()
    talk.remember(suspended=tuple(other for other in talk.state.suspended if other.run != run.run))
    go_on(talk, run.holding(values or {}), lead=talk.words("form.resumed"))


def go_on(talk: Talk, run: FormRun, *, lead: str = "") -> None:
    """Asks the first field still missing; then the summary; then the form is finished."""
    form = FORMS[run.name]
    run = form.prepare(talk, run)
    asked = _next(talk, form, run)
    if not asked:
        complete(talk, run)
        return
    if asked != run.asked:
        run = replace(run, tries=0, choices=_said_roughly(talk, run, form.field(asked)))
    run = replace(run, asked=asked)
    talk.set_form(run)
    ask(talk, form, run, lead=lead)


def _said_roughly(talk: Talk, run: FormRun, field: Field | None) -> tuple[str, ...]:
    """What the text, if any, already says about a field that is asked next: of a city, its counties are left."""
    return field.spot(talk, run).choices if field is not None and field.spot is not None and talk.text else ()


def complete(talk: Talk, run: FormRun) -> None:
    """Ends a form that has all it needs: what it is for happens now."""
    talk.set_form(None)
    if run.name in talk.reference.tasks:
        talk.done(run.name)
    FORMS[run.name].finish(talk, run)
    offer_to_resume(talk)


def ask_again(talk: Talk, run: FormRun) -> None:
    """The same question once more, after something else was said."""
    ask(talk, FORMS[run.name], run, lead=talk.words("form.again"), again=True)


def accept(talk: Talk, run: FormRun, field: Field, reading: Reading, lead: str = "") -> None:
    """Takes what a field read: a value, a choice still to be made, a refusal, or a fault."""
    form = FORMS[run.name]
    if reading.values:
        if "consent" in reading.values and run.consented_at is None:
            run = replace(run, consented_at=talk.now)
        _remember_work(talk, reading.values)
        run = run.holding(reading.values)
        go_on(talk, run.without(*field.outdates(talk, run)), lead=lead)
    elif reading.choices:
        narrowed = replace(run.without(field.name), asked=field.name, choices=reading.choices)
        talk.set_form(narrowed)
        ask(talk, form, narrowed, lead=lead)
    elif reading.declined and field.optional:
        go_on(talk, run.holding({field.name: skipped(talk)}), lead=lead)
    elif reading.declined:
        talk.set_form(None)
        talk.say(f"form.{form.name}.declined")
        offer_to_resume(talk)
    else:
        wrong(talk, replace(run, asked=field.name), field, reading)


def wrong(talk: Talk, run: FormRun, field: Field, reading: Reading) -> None:
    """Says what is wrong with an answer and waits for another; the third time a person is offered."""
    run = replace(run, tries=run.tries + 1, choices=() if reading.none_fits else run.choices)
    talk.set_form(run)
    key = reading.fault or f"field.{field.name}.unclear"
    buttons = field_buttons(talk, field, run)
    words = talk.words(key if talk.has_words(key) else "form.unclear", **reading.fault_values)
    talk.put(Reply(words, buttons))
    talk.has_asked = True
    if run.tries >= TRIES_BEFORE_A_PERSON:
        offer_person(talk, run)


def spotted(talk: Talk, run: FormRun, *, missing_only: bool = True) -> dict[str, Value]:
    """Values of the form's fields found in the text on the way."""
    found: dict[str, Value] = {}
    for field in FORMS[run.name].fields:
        if field.spot is None or not field.needed(run.holding(found)):
            continue
        if missing_only and field.name in run.values:
            continue
        found |= {name: value for name, value in field.spot(talk, run).values.items() if name not in found}
    return found


def step_back(talk: Talk, run: FormRun) -> None:
    """Asks the field before the present one again."""
    names = [field.name for field in FORMS[run.name].fields_of(run)]
    before = names[: names.index(run.asked)] if run.asked in names else names
    filled = [name for name in before if name in run.values]
    if not filled:
        ask(talk, FORMS[run.name], run, lead=talk.words("form.first_step"))
        return
    if "consent" in (filled[-1],):
        run = replace(run, consented_at=None)
    go_on(talk, run.without(filled[-1]), lead=talk.words("form.stepped_back"))


def change(talk: Talk, run: FormRun, field: Field) -> None:
    """Asks one field anew; everything else stays."""
    only = (*run.only, field.name) if run.only and field.name not in run.only else run.only
    if not run.only and run.asked == "change" and run.target:
        only = (field.name,)
    go_on(
        talk,
        replace(run.without(field.name), only=only),
        lead=talk.words("form.changing", field=field_name(talk, field)),
    )


def cancel(talk: Talk, run: FormRun) -> None:
    """Leaves a form: nothing of it is kept but what a worker would only have to repeat."""
    if talk.state.form is not None and talk.state.form.run == run.run:
        talk.set_form(None)
    talk.remember(suspended=tuple(other for other in talk.state.suspended if other.run != run.run))
    key = f"form.{run.name}.cancelled"
    talk.say(key if talk.has_words(key) else "form.cancelled", number=run.target)
    offer_to_resume(talk)


def offer_to_resume(talk: Talk) -> None:
    """Offers the latest form put aside, when no other form is running."""
    if talk.state.form is not None:
        return
    left = talk.state.suspended_at(talk.now)
    talk.remember(suspended=left)
    if not left:
        return
    run = left[-1]
    field = FORMS[run.name].field(run.asked)
    talk.put(
        Reply(
            talk.words(
                "form.resume_offer",
                form=talk.words(f"form.{run.name}.title"),
                field=field_name(talk, field) if field else talk.words("form.last_step"),
            ),
            tuple(step_button(talk, run, step) for step in ("resume", "fresh", "drop")),
        )
    )
    talk.offer("resume", str(run.run))


def _next(talk: Talk, form: Form, run: FormRun) -> str:
    missing = [field for field in form.fields_of(run) if field.name not in run.values]
    if not talk.may_ask_personal:
        elsewhere = [field for field in missing if field.on_page]
        missing = [field for field in missing if not field.on_page]
        if not missing and any(not field.optional for field in elsewhere):
            return "page"
    if missing:
        return missing[0].name
    return "confirm" if form.confirms else ""


def _remember_work(talk: Talk, values: Mapping[str, Value]) -> None:
    known = {name: values[name].value for name in REMEMBERED if name in values and values[name].value != "other"}
    if known:
        talk.remember(**known)
