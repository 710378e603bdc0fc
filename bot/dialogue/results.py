"""What comes back from actions: what became of a command, a late hand-over, news of what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue import answered_later, applications, cover, memberships
from bot.dialogue.buttons import label_buttons, person_button
from bot.dialogue.fields_invited import without_invitation
from bot.dialogue.form_engine import go_on
from bot.dialogue.form_questions import field_name
from bot.dialogue.forms import FORMS
from bot.dialogue.messages import Button
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

_FORM_OF = {
    "submit_enrollment": "enroll",
    "correct_enrollment": "enrollment_correct",
    "withdraw_enrollment": "enrollment_withdraw",
    "erase_person": "delete_my_data",
    "look_up_enrollments": "enrollment_lookup",
    "open_ticket": "ticket",
    "submit_transfer": "transfer",
    "answer_cover": "cover_consent",
    "withdraw_cover": "cover_withdraw",
}
#: Name and ID number could not be confirmed as one person's: both are asked again, nothing is told of who has either.
_UNCONFIRMED = "not-confirmed-together"


def command_settled(talk: Talk, data: Mapping[str, Any]) -> None:
    """`data`: kind, status done with body, or status refused with problem and perhaps field."""
    name = _FORM_OF.get(str(data.get("kind")), "")
    if not name:
        talk.say("command.unknown", buttons=(person_button(talk),))
        return
    run = next((one for one in talk.state.submitted if one.name == name), None)
    talk.remember(submitted=tuple(one for one in talk.state.submitted if one is not run))
    if data.get("status") == "done":
        _done(talk, name, data.get("body") or {})
    else:
        _refused(talk, name, run, str(data.get("problem") or ""), str(data.get("field") or ""))


def command_delayed(talk: Talk, data: Mapping[str, Any]) -> None:
    """The first hand-over failed; the command is kept sealed and tried again."""
    name = _FORM_OF.get(str(data.get("kind")), "")
    key = f"{name}.delayed"
    talk.say(key if talk.has_words(key) else "command.delayed")


def news(talk: Talk, data: Mapping[str, Any]) -> None:
    """Tells of a review, an answered ticket or question, unless the worker wants no messages."""
    if not talk.state.notifications:
        return
    kind, facts = str(data.get("kind") or ""), data.get("data") or {}
    if kind in cover.NEWS:
        cover.tell(talk, kind, facts)
        return
    if kind == answered_later.NEWS:
        answered_later.tell(talk, facts)
        return
    is_transfer = facts.get("kind") == "transfer"
    key = f"news.transfer.{kind.partition('.')[2]}" if is_transfer else f"news.{kind}"
    if not talk.has_words(key):
        talk.say("news.other", buttons=label_buttons(talk, ("enrollment_status",)))
        return
    number = str(facts.get("number") or "")
    lines = [talk.words(key, number=number, union=applications.union_name(talk, facts))]
    lines += applications.reason_lines(talk, facts)
    if facts.get("text"):
        lines.append(talk.words("news.answer", text=facts["text"]))
    buttons: tuple[Button, ...] = ()
    if kind == "enrollment.returned":
        action = {"do": "application", "task": "enrollment_correct", "number": number}
        buttons = (Button(talk.words("button.enrollment_correct"), action), person_button(talk))
    elif kind == "enrollment.rejected":
        buttons = (*label_buttons(talk, ("join_returned", "enroll")), person_button(talk))
    elif kind == "enrollment.approved":
        buttons = label_buttons(talk, ("benefit_overview", "membership_card_get"))
    membership = facts.get("membership")
    if isinstance(membership, Mapping) and is_transfer:
        said = {name: membership.get(name, "") for name in ("number", "joined_on")}
        lines.append(talk.words("membership.moved", **said))
    talk.say("news.frame", text="\n".join(lines), buttons=buttons)
    if isinstance(membership, Mapping) and not is_transfer:
        memberships.welcome(talk, membership, applications.union_name(talk, facts))


def _done(talk: Talk, name: str, body: Mapping[str, Any]) -> None:
    if name == "enrollment_lookup":
        found = list(body.get("enrollments") or ())
        if found:
            talk.say("enrollment_lookup.found")
            applications.show(talk, found)
        else:
            talk.say("enrollment_lookup.not-found", buttons=(person_button(talk),))
    elif name in memberships.COVER_TASKS:
        cover.settled(talk, name, body)
    elif name == "delete_my_data":
        kept = "\n".join(
            talk.words("delete_my_data.kept_line", what=one.get("what", ""), why=one.get("why", ""))
            for one in body.get("kept") or ()
        )
        talk.say("delete_my_data.done_some_kept" if kept else "delete_my_data.done", kept=kept)
    else:
        talk.say(
            f"{name}.done",
            number=str(body.get("number") or ""),
            union=applications.union_name(talk, body),
            buttons=label_buttons(talk, ("enrollment_status",)) if name.startswith(("enroll", "transfer")) else (),
        )


def _refused(talk: Talk, name: str, run: FormRun | None, problem: str, field: str) -> None:
    if problem == "invalid-field" and run is not None and (wrong := FORMS[run.name].field(field)) is not None:
        if talk.state.form is not None:
            talk.state = talk.state.suspending()
        lead = talk.words("command.invalid_field", field=field_name(talk, wrong))
        go_on(talk, replace(run.without(field), asked="", tries=0), lead=lead)
        return
    if problem == "invitation-used" and run is not None:
        if talk.state.form is not None:
            talk.state = talk.state.suspending()
        go_on(talk, replace(without_invitation(run), asked="", tries=0), lead=talk.words("enroll.invitation-used"))
        return
    if problem == _UNCONFIRMED and run is not None and name in ("enroll", "transfer"):
        talk.say(f"enroll.{problem}", buttons=(person_button(talk),))
        if talk.state.form is not None:
            talk.state = talk.state.suspending()
        go_on(talk, replace(run.without("name", "id_number"), asked="", tries=0))
        return
    key = f"{name}.{problem}"
    if problem == "already-a-member" and name == "enroll" and run is not None:
        talk.say(key, buttons=(*label_buttons(talk, ("membership_transfer",)), person_button(talk)))
        memberships.offer_transfer(talk, run)
        return
    buttons = {
        "open-application-exists": label_buttons(talk, ("enrollment_status", "enrollment_correct", "human")),
        "already-a-member": (memberships.transfer_button(talk), *label_buttons(talk, ("membership_transfer", "human"))),
        "no-membership": label_buttons(talk, ("enroll", "human")),
        "already-there": label_buttons(talk, ("enrollment_status", "human")),
    }.get(problem, (person_button(talk),))
    talk.say(key if talk.has_words(key) else "command.refused", buttons=buttons)
