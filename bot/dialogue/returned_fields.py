"""What a reviewer wrote about the fields they sent back, said beside each question."""

from __future__ import annotations

from bot.dialogue.messages import Unavailable
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk


def reviewers_words(talk: Talk, run: FormRun, fields: tuple[str, ...]) -> str:
    """Why these fields are asked again; "" where nobody returned them, or while actions cannot say.

    Asked anew each time, so that words about a person are kept in one place only.
    """
    if not run.target or not set(fields) & set(run.only):
        return ""
    answer = talk.ask_actions("enrollments_of")
    if isinstance(answer, Unavailable) or answer.get("problem"):
        return ""
    found = next((one for one in answer.get("enrollments") or () if one.get("number") == run.target), None)
    if found is None or found.get("state") != "returned":
        return ""
    reasons, common = found.get("reasons") or {}, str(found.get("reason") or "")
    returned = [name for name in fields if name in (found.get("returned_fields") or ())]
    told = {name: str(reasons.get(name) or common) for name in returned}
    if len(fields) == 1:
        return "".join(talk.words("enrollment_correct.why", reason=reason) for reason in told.values() if reason)
    return "\n".join(
        talk.words("enrollment_status.field_reason", field=talk.words(f"field.{name}.label"), reason=reason)
        for name, reason in told.items()
        if reason
    )
