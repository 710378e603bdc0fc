"""A worker's membership: telling it, welcoming a new member, moving it, and what depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue import cover
from bot.dialogue.buttons import label_buttons
from bot.dialogue.form_engine import go_on, start
from bot.dialogue.messages import Button, Reply
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

COVER_TASKS = ("cover_consent", "cover_withdraw")


def line(talk: Talk, membership: Mapping[str, Any]) -> str:
    """Number, union, date, and how the member stands with the gifted cover."""
    union = membership.get("union") or {}
    head = talk.words(
        "membership.line",
        number=membership.get("number", ""),
        union=union.get("name") or talk.words("label.union"),
        joined_on=membership.get("joined_on", ""),
    )
    return "\n".join(said for said in (head, cover.line(talk.words, membership)) if said)


def show(talk: Talk, memberships: list[Mapping[str, Any]]) -> None:
    """Each in a bubble of its own, with what can be done about it."""
    for membership in memberships:
        talk.put(Reply(line(talk, membership), (*cover.buttons_for(talk, membership), transfer_button(talk))))


def welcome(talk: Talk, membership: Mapping[str, Any], union: str) -> None:
    """After an approval: number and date, what comes next; who may be a candidate for the cover is asked."""
    number, joined_on = membership.get("number", ""), membership.get("joined_on", "")
    talk.say(
        "membership.welcome",
        number=number,
        union=union,
        joined_on=joined_on,
        buttons=label_buttons(talk, ("find_station", "benefit_overview", "membership_card_get")),
    )
    if cover.cover_of(membership).get("may_join"):
        cover.invite(talk, membership)


def transfer_button(talk: Talk) -> Button:
    return Button(talk.words("button.transfer"), {"do": "task", "id": "transfer"})


def offer_transfer(talk: Talk, applied: FormRun) -> None:
    """Somebody who applied is a member already: what they filled in is the new place of work, to be confirmed once."""
    talk.state = talk.state.suspending()
    talk.remember(runs=talk.state.runs + 1)
    run = FormRun("transfer", talk.state.runs, talk.now, values=applied.values, consented_at=applied.consented_at)
    go_on(talk, run)


def press(talk: Talk, task: str, number: str) -> bool:
    """A button about the cover of one membership; False when it stands for nothing."""
    if task not in COVER_TASKS:
        return False
    start(talk, task, target=number)
    return True


def do(task: str, talk: Talk) -> None:
    """The same asked for in words: of the membership it can be meant for."""
    memberships = cover.own_memberships(talk)
    if memberships is None:
        return
    talk.remember(misses=0)
    fitting = cover.fitting(memberships, task)
    if fitting:
        start(talk, task, target=str(fitting[-1]["number"]))
    else:
        talk.say(f"{task}.none", buttons=label_buttons(talk, ("enrollment_status", "accident_plan_who")))
