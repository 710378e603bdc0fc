"""Asking: the question of the field a form waits for, its summary, and which field to change."""

from __future__ import annotations

from bot.dialogue.buttons import person_button, step_button, value_button
from bot.dialogue.fields_work import told_work
from bot.dialogue.form import Field, Form
from bot.dialogue.messages import Button, Link, Reply
from bot.dialogue.region_offers import asks_for_city
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

TRIES_BEFORE_A_PERSON = 3
PAGES = {
    "enroll": "enrollment",
    "enrollment_correct": "enrollment",
    "enrollment_lookup": "look-up",
    "transfer": "enrollment",
    "cover_consent": "cover",
}


def ask(talk: Talk, form: Form, run: FormRun, *, lead: str = "", again: bool = False) -> None:
    """Says what the form waits for now; `lead` comes first in the same bubble; `again`: it was asked before."""
    talk.has_asked = True
    talk.remember(answered=None, just_answered=False)  # what follows is about the form
    links: tuple[Link, ...] = ()
    if run.asked == "confirm":
        text, buttons = _summary(talk, form, run), _confirm_buttons(talk, form, run)
    elif run.asked == "page":
        fields = tuple(field.name for field in form.fields_of(run) if field.on_page and field.name not in run.values)
        text, buttons = (
            _above(form.beside(talk, run, fields), _page_words(talk, form)),
            (step_button(talk, run, "cancel"),),
        )
        links = (Link(talk.words("link.page"), page=PAGES[form.name]),)
    elif run.asked == "change":
        text, buttons = talk.words("form.change_which"), _change_buttons(talk, form, run)
    else:
        field = form.field(run.asked)
        assert field is not None  # noqa: S101  a run waits for a field of its own form only
        asked = question(talk, form, field, run, again=again)
        text, buttons = _above(form.beside(talk, run, (field.name,)), asked), field_buttons(talk, field, run)
    talk.put(Reply(_above(lead, text), buttons, links))


def _above(lead: str, text: str) -> str:
    return f"{lead}\n{text}" if lead else text


def _page_words(talk: Talk, form: Form) -> str:
    special = f"form.page.{form.name}"
    return talk.words(special if talk.has_words(special) else "form.page")


def question(talk: Talk, form: Form, field: Field, run: FormRun, *, again: bool) -> str:
    trade = run.values["trade"].value if "trade" in run.values else ""
    keys = (
        f"field.{field.name}.ask_again" if again else "",
        f"field.{field.name}.{_kind_of_choice(talk, run)}" if run.choices else "",
        f"form.{form.name}.ask.{field.name}",
        f"field.{field.name}.ask.{trade}",
        f"field.{field.name}.ask",
    )
    where = talk.reference.full_region(run.choices[0]) if run.choices else ""
    return talk.words(next(key for key in keys if key and talk.has_words(key)), where=where)


def _kind_of_choice(talk: Talk, run: FormRun) -> str:
    if asks_for_city(talk.reference, run.choices):
        return "which_city"
    return "which" if len(run.choices) > 1 else "is_it"


def field_buttons(talk: Talk, field: Field, run: FormRun) -> tuple[Button, ...]:
    offers = field.offers(talk, run) if field.offers else ()
    buttons = [value_button(run, field.name, title, value) for title, value in offers]
    if field.optional:
        buttons.append(step_button(talk, run, "skip", field.name))
    return tuple(buttons)


def offer_person(talk: Talk, run: FormRun) -> None:
    """After several unreadable answers: a person, or leaving it for now."""
    talk.say("form.offer_person", buttons=(person_button(talk, "misses"), step_button(talk, run, "cancel")))
    talk.offer("task", "human", "misses")


def _summary(talk: Talk, form: Form, run: FormRun) -> str:
    fields = {field.name: field for field in form.fields_of(run) if field.name in run.values}
    told = told_work({name: run.values[name] for name in fields})
    lines = [
        talk.words("form.summary_line", field=field_name(talk, fields[name]), value=value.label)
        for name, value in told.items()
        if name != "consent"
    ]
    return talk.words(f"form.{form.name}.summary", lines="\n".join(lines), number=run.target)


def field_name(talk: Talk, field: Field) -> str:
    return talk.words(f"field.{field.name}.label")


def _confirm_buttons(talk: Talk, form: Form, run: FormRun) -> tuple[Button, ...]:
    steps = ("submit", "change", "cancel") if form.fields_of(run) else ("submit", "cancel")
    return tuple(step_button(talk, run, step, title=_step_title(talk, form, step)) for step in steps)


def _step_title(talk: Talk, form: Form, step: str) -> str:
    special = f"button.{step}.{form.name}"
    return talk.words(special if talk.has_words(special) else f"button.{step}")


def _change_buttons(talk: Talk, form: Form, run: FormRun) -> tuple[Button, ...]:
    changeable = [field for field in form.fields_of(run) if field.name in run.values or run.only]
    if not changeable or (run.target and not run.only):
        changeable = [field for field in form.fields if field.needed(run)]
    return tuple(
        step_button(talk, run, "change", field.name, title=field_name(talk, field))
        for field in changeable
        if field.name != "consent"
    )
