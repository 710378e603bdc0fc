"""A worker's own applications: how they stand, withdrawing one, which of several is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import memberships
from bot.dialogue.application_steps import step_lines, what_next
from bot.dialogue.buttons import label_buttons, menu_buttons, person_button
from bot.dialogue.form_engine import start
from bot.dialogue.forms import FORMS
from bot.dialogue.messages import Button, JsonObject, Reply, Unavailable
from bot.dialogue.talk import Talk

Application = Mapping[str, Any]
CORRECTABLE = ("submitted", "returned")
_OPEN = ("submitted", "in_review", "returned")
_SHOWN = 3


def show_status(talk: Talk) -> None:
    """Every application of this conversation with its state and, where it was returned, the reason."""
    applications = _own(talk)
    if applications is None:
        return
    talk.answered("enrollment_status")
    members = _memberships(talk)
    if not applications and not members:
        if any(run.name == "enroll" for run in talk.state.submitted):
            talk.say("enrollment_status.on_its_way")
            return
        look_up = Button(talk.words("button.look_up"), {"do": "look_up"})
        talk.say("enrollment_status.none", buttons=(look_up, *label_buttons(talk, ("enroll", "human"))))
        return
    show(talk, applications)
    memberships.show(talk, members)


def show(talk: Talk, applications: list[Application]) -> None:
    for application in applications[:_SHOWN]:
        lines = [
            talk.words(
                "enrollment_status.transfer_line"
                if application.get("kind") == "transfer"
                else "enrollment_status.line",
                number=application["number"],
                state=state_words(talk, str(application["state"])),
                union=union_name(talk, application),
            )
        ]
        lines += step_lines(talk, application) or reason_lines(talk, application)
        if expected := what_next(talk, application):
            lines.append(expected)
        talk.put(Reply("\n".join(lines), _next_steps(talk, application)))


def reason_lines(talk: Talk, application: Application) -> list[str]:
    """What a reviewer wrote: one reason with the fields it holds for, or one for each field."""
    lines: list[str] = []
    fields = returned_fields(application)
    reasons = application.get("reasons") or {}
    if application.get("reason"):
        key = f"label.cause.{application.get('cause')}"
        reason = str(application["reason"])
        if talk.has_words(key):
            reason = talk.words("enrollment_status.cause", cause=talk.words(key), reason=reason)
        lines.append(talk.words("enrollment_status.reason", reason=reason))
    if fields:
        names = "、".join(talk.words(f"field.{field}.label") for field in fields)
        lines.append(talk.words("enrollment_status.returned_fields", fields=names))
    if not application.get("reason"):
        told = {talk.words(f"field.{field}.label"): reasons[field] for field in fields if reasons.get(field)}
        lines += [talk.words("enrollment_status.field_reason", field=field, reason=told[field]) for field in told]
    return lines


def tell_rejection(talk: Talk) -> bool:
    """Before somebody applies again: why the latest was rejected. False when it was not, or that is not known."""
    answer = talk.ask_actions("enrollments_of")
    found = [] if isinstance(answer, Unavailable) else list(answer.get("enrollments") or ())
    if not found or found[0].get("state") != "rejected":
        return False
    lines = [talk.words("enroll.after_rejection", number=found[0]["number"], union=union_name(talk, found[0]))]
    talk.put(Reply("\n".join([*lines, *reason_lines(talk, found[0])])))
    return True


def state_words(talk: Talk, state: str) -> str:
    key = f"state.{state}"
    return talk.words(key) if talk.has_words(key) else talk.words("state.unknown")


def union_name(talk: Talk, application: Mapping[str, Any]) -> str:
    union = application.get("union")
    name = union.get("name") if isinstance(union, Mapping) else union
    return str(name) if name else talk.words("label.union")


def returned_fields(application: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields a reviewer sent back that the form can ask."""
    form = FORMS["enrollment_correct"]
    return tuple(name for name in application.get("returned_fields") or () if form.field(str(name)))


def withdraw(talk: Talk, number: str = "") -> None:
    """Asks once whether an open application shall be withdrawn."""
    application = chosen(talk, "enrollment_withdraw", _OPEN, number)
    if application is not None:
        talk.answered("enrollment_withdraw")
        start(talk, "enrollment_withdraw", target=str(application["number"]))


def _own(talk: Talk) -> list[Application] | None:
    """The conversation's applications, the latest first; None after saying that they cannot be had now."""
    answer: JsonObject | Unavailable = talk.ask_actions("enrollments_of")
    if isinstance(answer, Unavailable) or answer.get("problem"):
        talk.say("actions_down", buttons=menu_buttons(talk))
        return None
    return list(answer.get("enrollments") or ())


def _memberships(talk: Talk) -> list[Mapping[str, Any]]:
    """What came with the applications."""
    answer = talk.ask_actions("enrollments_of")
    return [] if isinstance(answer, Unavailable) else list(answer.get("memberships") or ())


def chosen(talk: Talk, task: str, states: tuple[str, ...], number: str) -> Application | None:
    """The application a task is about; None after saying there is none or asking which."""
    applications = _own(talk)
    if applications is None:
        return None
    fitting = [one for one in applications if one.get("state") in states and number in ("", one["number"])]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        talk.say(
            "applications.which",
            buttons=[
                Button(
                    talk.words("applications.choice", number=one["number"], state=state_words(talk, one["state"])),
                    {"do": "application", "task": task, "number": one["number"]},
                )
                for one in fitting[:_SHOWN]
            ],
        )
    elif any(run.name == "enroll" for run in talk.state.submitted):
        talk.say("enrollment_status.on_its_way")
    elif applications:
        _forbid(talk, task, next((one for one in applications if one["number"] == number), applications[0]))
    else:
        talk.say(f"{task}.none", buttons=label_buttons(talk, ("enroll", "enrollment_status", "human")))
    return None


def _forbid(talk: Talk, task: str, application: Application) -> None:
    """That the task is too late, and what can be done instead."""
    number, state = application["number"], str(application["state"])
    special = f"{task}.forbidden.{state}"
    instead: tuple[Button, ...] = ()
    if task == "enrollment_correct" and state == "in_review":
        action = {"do": "application", "task": "enrollment_withdraw", "number": number}
        instead = (Button(talk.words("button.enrollment_withdraw"), action),)
    elif state in ("rejected", "withdrawn"):
        instead = label_buttons(talk, ("enroll",))
    elif state == "approved":
        instead = label_buttons(talk, ("membership_update_info",))
    talk.say(
        special if talk.has_words(special) else f"{task}.forbidden",
        number=number,
        state=state_words(talk, state),
        union=union_name(talk, application),
        buttons=(*instead, person_button(talk)),
    )


def _next_steps(talk: Talk, application: Application) -> tuple[Button, ...]:
    state, number = application.get("state"), application["number"]
    tasks = []
    if state in CORRECTABLE:
        tasks.append("enrollment_correct")
        if application.get("employer") or application.get("choice"):
            tasks.append("choose_union")
    if state in _OPEN:
        tasks.append("enrollment_withdraw")
    return (
        *(
            Button(talk.words(f"button.{task}"), {"do": "application", "task": task, "number": number})
            for task in tasks
        ),
        *(label_buttons(talk, ("enroll",)) if state in ("rejected", "withdrawn") else ()),
        *((person_button(talk),) if state in ("returned", "rejected") else ()),
    )
