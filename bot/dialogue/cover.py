"""The gifted accident cover, seen from the chat: asking for the consent, taking it back, telling how it stands.

Nothing is promised: no sums, no days; who is on the list is a candidate, and the union decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.dialogue.buttons import label_buttons, menu_buttons, person_button
from bot.dialogue.fields_cover import YES
from bot.dialogue.messages import Button, Reply, Unavailable
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

Membership = Mapping[str, Any]
NEWS = ("cover.listed", "cover.insured", "cover.refused")
_GIVEN_AWAY = ("shared", "insured", "refused")
_MAY_BE_TAKEN_BACK = ("waiting", "listed", *_GIVEN_AWAY)


def own_memberships(talk: Talk) -> list[Membership] | None:
    """Of this conversation; None after saying that they cannot be had now."""
    answer = talk.ask_actions("enrollments_of")
    if isinstance(answer, Unavailable) or answer.get("problem"):
        talk.say("actions_down", buttons=menu_buttons(talk))
        return None
    return list(answer.get("memberships") or ())


def cover_of(membership: Membership) -> Mapping[str, Any]:
    found = membership.get("cover")
    return found if isinstance(found, Mapping) else {}


def invite(talk: Talk, membership: Membership) -> None:
    """Asks a member who may be a candidate whether they want to hear more; nothing is agreed to by that."""
    talk.put(Reply(talk.words("cover.invite"), (_button(talk, "cover_consent", membership),)))


def buttons_for(talk: Talk, membership: Membership) -> tuple[Button, ...]:
    """What a member can do about the cover now."""
    cover = cover_of(membership)
    made = [_button(talk, "cover_consent", membership)] if cover.get("may_join") else []
    if cover.get("state") in _MAY_BE_TAKEN_BACK and not cover.get("withdrawn"):
        made.append(_button(talk, "cover_withdraw", membership))
    return tuple(made)


def line(words: Callable[..., str], membership: Membership) -> str:
    """How the member stands, "" when they were never asked."""
    cover = cover_of(membership)
    if not cover.get("state"):
        return ""
    values = {name: cover.get(name) or "" for name in ("year", "valid_from", "valid_until")}
    said = words(f"cover.state.{cover['state']}", **values)
    if cover.get("withdrawn") and cover["state"] in _GIVEN_AWAY:
        said += words("cover.state.taken_back")
    return said


def fitting(memberships: list[Membership], task: str) -> list[Membership]:
    if task == "cover_consent":
        return [one for one in memberships if cover_of(one).get("may_join")]
    return [
        one
        for one in memberships
        if cover_of(one).get("state") in _MAY_BE_TAKEN_BACK and not cover_of(one).get("withdrawn")
    ]


def answer(talk: Talk, run: FormRun) -> None:
    """Hands over what the member said, with the version of the text they read."""
    agreed = run.values["cover_consent"].value == YES
    consent = {"version": talk.words("cover.consent.version"), "given_at": talk.now.isoformat()}
    talk.order("answer_cover", {"membership": run.target, "agreed": agreed, "consent": consent})
    talk.say("cover_consent.received" if agreed else "cover_consent.refused")


def withdraw(talk: Talk, run: FormRun) -> None:
    talk.order("withdraw_cover", {"membership": run.target})
    talk.say("cover_withdraw.received")


def settled(talk: Talk, name: str, body: Mapping[str, Any]) -> None:
    """What became of an answer, or of taking one back."""
    state = str(body.get("state") or "")
    if name == "cover_withdraw":
        talk.say("cover_withdraw.done_shared" if state in _GIVEN_AWAY else "cover_withdraw.done")
    else:
        key = f"cover_consent.{state}"
        talk.say(key if talk.has_words(key) else "cover_consent.noted", buttons=label_buttons(talk, ("find_station",)))


def tell(talk: Talk, kind: str, facts: Mapping[str, Any]) -> None:
    """News of the list or of the insurer's answer."""
    names = ("year", "policy_tail", "valid_from", "valid_until", "reason")
    said = talk.words(f"news.{kind}", **{name: facts.get(name) or "" for name in names})
    buttons = (person_button(talk),) if kind == "cover.refused" else label_buttons(talk, ("accident_plan_claim",))
    talk.say("news.frame", text=said, buttons=buttons if kind != "cover.listed" else ())


def _button(talk: Talk, task: str, membership: Membership) -> Button:
    return Button(talk.words(f"button.{task}"), {"do": "cover", "task": task, "number": str(membership["number"])})
