"""The personal fields typed on our own page: which it asks, what is wrong with them, and handing them over.

A page_form inbound carries `data` = {"values": {"name", "id_number", "phone", "plate"?: what was typed},
"consent": true}; the page shows the consent text (`field.consent.ask` in data/responses) and hands over only with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.buttons import label_buttons
from bot.dialogue.fields_personal import parsed, parsed_id_tail, parsed_name
from bot.dialogue.form import Field, Reading, skipped
from bot.dialogue.form_engine import complete
from bot.dialogue.forms import FORMS
from bot.dialogue.responses import Responses
from bot.dialogue.state import KEPT_FOR, FormRun, State, Value
from bot.dialogue.talk import Talk


def page_fields(state: State) -> tuple[tuple[str, bool], ...]:
    """The fields our page must ask for the form that waits for it, as (name, optional); () when none waits."""
    run = _waiting_run(state)
    return tuple((field.name, field.optional) for field in _asked_on_page(run)) if run else ()


def consent_key(state: State, responses: Responses) -> str:
    """The sentences the page asks consent with: what is typed may be for one look-up only."""
    run = _waiting_run(state)
    special = f"page.consent.{run.name}" if run else ""
    return special if special in responses else "field.consent.ask"


def submit_page(talk: Talk, data: Mapping[str, Any]) -> None:
    """Fills in what was typed and goes on; faults are told one by one and nothing is handed over."""
    run = _waiting_run(talk.state)
    if run is None or talk.now - run.touched_at > KEPT_FOR:
        talk.say("page.too_late", buttons=label_buttons(talk, ("enroll", "enrollment_status")))
        return
    _take_up(talk, run)
    if not data.get("consent"):
        talk.say("page.no_consent")
        return
    read, faults = _read(talk, run, data.get("values") or {})
    if faults:
        talk.say("page.faults", faults="\n".join(faults))
        return
    if FORMS[run.name].field("consent") is not None:
        read["consent"] = Value(label=talk.words("label.agreed"), value=talk.words("consent.version"))
    complete(talk, replace(run.holding(read), consented_at=talk.now))


def _waiting_run(state: State) -> FormRun | None:
    """The form that waits for our page, running or put aside while something else was asked."""
    runs = (*((state.form,) if state.form else ()), *reversed(state.suspended))
    return next((run for run in runs if run.asked == "page"), None)


def _take_up(talk: Talk, run: FormRun) -> None:
    if talk.state.form is not None and talk.state.form.run == run.run:
        return
    talk.state = talk.state.suspending()
    talk.remember(suspended=tuple(other for other in talk.state.suspended if other.run != run.run))
    talk.set_form(run)


def _read(talk: Talk, run: FormRun, typed: Mapping[str, Any]) -> tuple[dict[str, Value], list[str]]:
    read: dict[str, Value] = {}
    faults: list[str] = []
    for field in _asked_on_page(run):
        text = str(typed.get(field.name) or "").strip()
        if not text and field.optional:
            read[field.name] = skipped(talk)
            continue
        reading = typed_reading(talk, field.name, text)
        if field.name in reading.values:
            read |= reading.values
        else:
            faults.append(talk.words(reading.fault, **reading.fault_values))
    return read, faults


def _asked_on_page(run: FormRun) -> list[Field]:
    fields = FORMS[run.name].fields_of(run)
    return [field for field in fields if field.personal and field.name not in run.values]


def typed_reading(talk: Talk, field: str, text: str) -> Reading:
    """What was typed for one field, with a fault where it is no value of it."""
    if field == "name":
        return parsed_name(talk, text)
    if field == "id_tail":
        return parsed_id_tail(talk, text) or Reading(fault="field.id_tail.unclear")
    return parsed(talk, field, text)
