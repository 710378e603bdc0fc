"""Handing over a finished enrollment, a correction, a withdrawal or an erasure, and keeping it until it is settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.dialogue.fields_invited import CODE
from bot.dialogue.state import MAX_SUBMITTED, FormRun, Value
from bot.dialogue.talk import Talk

SEALED = ("name", "id_number", "phone", "plate")


def submit_enrollment(talk: Talk, run: FormRun) -> None:
    talk.order("submit_enrollment", _whole(talk, run))
    _keep(talk, run)
    talk.say("enroll.received")


def submit_transfer(talk: Talk, run: FormRun) -> None:
    """A member's request to be moved: the same facts, reviewed by the union of the new place."""
    talk.order("submit_transfer", _whole(talk, run))
    _keep(talk, run)
    talk.say("transfer.received")


def submit_correction(talk: Talk, run: FormRun) -> None:
    changed = {name: value for name, value in run.values.items() if not run.only or name in run.only}
    body = _body(changed)
    if "platform" in changed and changed["platform"].value == "other":
        body["platform"] = "other"  # left out it would stay what it was
    if not body:
        talk.say("enrollment_correct.nothing_changed", number=run.target)
        return
    talk.order("correct_enrollment", {"number": run.target, **body})
    _keep(talk, run)
    talk.say("enrollment_correct.received", number=run.target)


def withdraw(talk: Talk, run: FormRun) -> None:
    talk.order("withdraw_enrollment", {"number": run.target})
    talk.say("enrollment_withdraw.received", number=run.target)


def erase(talk: Talk, run: FormRun) -> None:
    """Orders the erasure, and forgets here at once what the bot itself remembered of the worker."""
    talk.order("erase_person", {})
    talk.remember(region="", place="", searched="", platform="", trade="", topics=(), suspended=(), submitted=())
    talk.remember(nearest=(), answered=None, just_answered=False, rejected=None, later=(), given=(), choices=None)
    talk.say("delete_my_data.received")


def look_up(talk: Talk, run: FormRun) -> None:
    talk.order("look_up_enrollments", {"sealed": {name: run.values[name].sealed for name in ("phone", "id_tail")}})
    talk.say("enrollment_lookup.received")


def _whole(talk: Talk, run: FormRun) -> dict[str, Any]:
    return {
        "channel": talk.turn.channel,
        "consent": {
            "version": run.values["consent"].value,
            "given_at": (run.consented_at or talk.now).isoformat(),
        },
        **_body(run.values),
        **({CODE: run.values[CODE].value} if CODE in run.values else {}),
    }


def _body(values: Mapping[str, Value]) -> dict[str, Any]:
    """Sealed values and plain ones as the actions contract wants them; what was left out is left out."""
    body: dict[str, Any] = {}
    sealed = {name: values[name].sealed for name in SEALED if name in values and values[name].sealed}
    if sealed:
        body["sealed"] = sealed
    for name in ("trade", "platform", "employer", "region", "union", "township"):
        value = values[name].value if name in values else ""
        if value and not (name == "platform" and value == "other"):
            body[name] = value
    return body


def _keep(talk: Talk, run: FormRun) -> None:
    """Keeps the sealed form until actions settled it: a field it refuses can then be asked alone."""
    others = tuple(other for other in talk.state.submitted if other.name != run.name)
    talk.remember(submitted=(*others, run)[-MAX_SUBMITTED:])
