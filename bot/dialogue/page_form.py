"""The personal fields typed on our own page: which it asks, what is wrong with them, and handing them over.

A page_form inbound carries `data` = {"values": {"name", "id_number", "phone", "plate"?: what was typed},
"consent": true}; the page shows the consent text (`field.consent.ask` in data/responses) and is filled in only with it given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.buttons import label_buttons
from bot.dialogue.fields_personal import parsed, parsed_name
from bot.dialogue.form import Field, Reading, skipped
from bot.dialogue.form_engine import complete
from bot.dialogue.forms import FORMS
from bot.dialogue.state import FormRun, State, Value
from bot.dialogue.talk import Talk


def page_fields(state: State) -> tuple[tuple[str, bool], ...]:
    """The fields our page must ask for the running form, as (name, optional); () when it waits for no page."""
    run = state.form
    if run is None or run.asked != "page":
        return ()
    return tuple((field.name, field.optional) for field in _asked_on_page(run))


def submit_page(talk: Talk, data: Mapping[str, Any]) -> None:
    """Fills in what was typed and hands the form over; faults are told one by one and nothing is handed over."""
    run = talk.state.form
    if run is None or run.asked != "page":
        talk.say("page.too_late", buttons=label_buttons(talk, ("enroll", "enrollment_status")))
        return
    typed = data.get("values") or {}
    if not data.get("consent"):
        talk.say("page.no_consent")
        return
    read: dict[str, Value] = {}
    faults: list[str] = []
    for field in _asked_on_page(run):
        text = str(typed.get(field.name) or "").strip()
        if not text and field.optional:
            read[field.name] = skipped(talk)
            continue
        reading = _reading(talk, field, text)
        if field.name in reading.values:
            read |= reading.values
        else:
            faults.append(talk.words(reading.fault, **reading.fault_values))
    if faults:
        talk.say("page.faults", faults="\n".join(faults))
        return
    if FORMS[run.name].field("consent") is not None:
        read["consent"] = Value(label=talk.words("label.agreed"), value=talk.words("consent.version"))
    complete(talk, _consented(talk, run.holding(read)))


def _asked_on_page(run: FormRun) -> list[Field]:
    fields = FORMS[run.name].fields_of(run)
    return [field for field in fields if field.personal and field.name not in run.values]


def _reading(talk: Talk, field: Field, text: str) -> Reading:
    return parsed_name(talk, text) if field.name == "name" else parsed(talk, field.name, text)


def _consented(talk: Talk, run: FormRun) -> FormRun:
    return replace(run, consented_at=talk.now)
