"""What is stored about the worker: showing it masked, and having it deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import memberships
from bot.dialogue.applications import state_words
from bot.dialogue.buttons import label_buttons, menu_buttons
from bot.dialogue.form_engine import start
from bot.dialogue.messages import Link, Unavailable
from bot.dialogue.talk import Talk

_MASKED = ("name", "id_number", "phone", "plate")


def show(talk: Talk) -> None:
    """What actions keeps of this conversation, masked, and what it remembers itself."""
    answer = talk.ask_actions("personal_data_of")
    if isinstance(answer, Unavailable) or answer.get("problem"):
        talk.say("actions_down", buttons=menu_buttons(talk))
        return
    talk.answered("my_data")
    lines = [_application_line(talk, one) for one in answer.get("enrollments") or ()]
    lines += [memberships.line(talk, one) for one in answer.get("memberships") or ()]
    lines += [talk.words("my_data.ticket", number=one.get("number", "")) for one in answer.get("tickets") or ()]
    lines += [
        talk.words("my_data.takeover", number=one.get("number", ""), count=one.get("lines", 0))
        for one in answer.get("takeovers") or ()
    ]
    if questions := answer.get("questions"):
        lines.append(talk.words("my_data.questions", count=len(questions)))
    lines += [
        talk.words("my_data.roster_line", site=one.get("site", ""), **(one.get("masked") or {"name": "", "phone": ""}))
        for one in answer.get("roster_lines") or ()
    ]
    if remembered := _remembered(talk):
        lines.append(talk.words("my_data.remembered", values=remembered))
    if count := sum(line["from"] == "worker" for line in talk.turn.said_before):
        lines.append(talk.words("my_data.lines", count=count))
    if not talk.state.notifications:
        lines.append(talk.words("my_data.notifications_off"))
    elif lines:
        lines.append(talk.words("my_data.notifications_on"))
    if not lines:
        talk.say("my_data.nothing", buttons=label_buttons(talk, ("privacy_data",)))
        return
    talk.say(
        "my_data.all",
        lines="\n".join(lines),
        buttons=label_buttons(talk, ("enrollment_correct", "delete_my_data")),
        links=(Link(talk.words("link.my_data"), page="my_data"),),
    )


def ask_to_delete(talk: Talk) -> None:
    """What will be deleted and what the law has kept; then one confirmation."""
    start(talk, "delete_my_data")


def _application_line(talk: Talk, application: Mapping[str, Any]) -> str:
    masked = application.get("masked") or {}
    shown = [
        talk.words("form.summary_line", field=talk.words(f"field.{name}.label"), value=masked[name])
        for name in _MASKED
        if masked.get(name)
    ]
    head = talk.words(
        "my_data.application",
        number=application.get("number", ""),
        state=state_words(talk, str(application.get("state"))),
    )
    return "\n".join([head, *shown])


def _remembered(talk: Talk) -> str:
    state, reference = talk.state, talk.reference
    known = [
        reference.full_region(state.region),
        reference.trades[state.trade].name if state.trade in reference.trades else "",
        reference.platforms[state.platform].name if state.platform in reference.platforms else "",
    ]
    return "、".join(name for name in known if name)
