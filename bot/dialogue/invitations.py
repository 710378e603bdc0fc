"""An invitation code starts the enrollment with what the roster of a site holds: place, company, name and phone."""

from __future__ import annotations

from bot.dialogue.buttons import label_buttons
from bot.dialogue.feed import bare
from bot.dialogue.fields_invited import CODE, waiting_masks
from bot.dialogue.form_engine import start
from bot.dialogue.messages import JsonObject, Unavailable
from bot.dialogue.region_reading import region_value
from bot.dialogue.state import Value
from bot.dialogue.talk import Talk

_OWN_LINES = ("too-many-tries",)


def ask_for_code(talk: Talk) -> None:
    """Somebody speaks of a code and has not sent one; a form that runs goes on below."""
    if talk.state.form is not None:
        talk.say("invitation.ask_beside_form")
    else:
        talk.say("invitation.ask", buttons=label_buttons(talk, ("enroll", "human")))
    talk.remember(misses=0)


def open_invitation(talk: Talk, code: str) -> None:
    """Why a code cannot be used is not told: that would help whoever guesses."""
    answer = talk.ask_actions("invitation", code=code)
    if isinstance(answer, Unavailable):
        talk.say("invitation.down", buttons=label_buttons(talk, ("enroll",)))
        return
    if problem := str(answer.get("problem") or ""):
        key = problem if problem in _OWN_LINES else "not-found"
        talk.say(f"invitation.{key}", buttons=label_buttons(talk, ("enroll", "enrollment_status", "human")))
        return
    running = talk.state.form
    given = running.values if running is not None and running.name == "enroll" else {}
    values = {name: value for name, value in _values(talk, code, answer).items() if name not in given}
    talk.say("invitation.welcome", site=answer.get("site", ""))
    start(talk, "enroll", values=values)
    talk.answered("enroll")


def _values(talk: Talk, code: str, answer: JsonObject) -> dict[str, Value]:
    values = {CODE: Value(label="", value=code), **waiting_masks(answer.get("masked") or {})}
    region = str(answer.get("region") or "")
    if region in talk.reference.regions:
        values |= region_value(talk, region)
    if employer := str(answer.get("employer") or ""):
        values |= _employer_values(talk, employer)
    return values


def _employer_values(talk: Talk, employer: str) -> dict[str, Value]:
    """A platform of the list by its code, any other company by its name."""
    known = next((one for one in talk.reference.platforms.values() if bare(one.name) == bare(employer)), None)
    if known is not None:
        return {"platform": Value(known.name, known.code)}
    other = Value(talk.words("label.other_platform"), "other")
    return {"platform": other, "employer": Value(employer, employer)}
