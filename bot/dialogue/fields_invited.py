"""What a roster knows of somebody who was invited, while it waits in the enrollment form.

It stays under names no question has until the worker has agreed: `invited_name` and `invited_phone` hold masks, for the
values themselves never leave actions; `invitation` holds the code that stands in for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

CODE = "invitation"
_INVITED = {"name": "invited_name", "phone": "invited_phone"}


def waiting_masks(masked: Mapping[str, object]) -> dict[str, Value]:
    """As a form keeps the masks of a list until they may be shown."""
    return {_INVITED[field]: Value(label=str(masked[field])) for field in _INVITED if masked.get(field)}


def invited(run: FormRun, field: str) -> Value | None:
    """What the list says of a field that was not asked yet; None when it says nothing."""
    return run.values.get(_INVITED.get(field, "")) if field not in run.values else None


def fill_in_invited(talk: Talk, run: FormRun) -> FormRun:
    """Once the worker has agreed, name and phone of the list count as given, to be confirmed or changed.

    Each is offered once: a field the worker wants to change is then asked.
    """
    if "consent" not in run.values:
        return run
    filled = {field: value for field in _INVITED if (value := invited(run, field)) is not None}
    if filled:
        shown = "、".join(value.label for value in filled.values())
        talk.say("invitation.filled_in", values=shown)
    return run.without(*_INVITED.values()).holding(filled)


def without_invitation(run: FormRun) -> FormRun:
    """The form without the code and what it stood in for; what the worker typed stays."""
    borrowed = [field for field in _INVITED if field in run.values and not run.values[field].sealed]
    return run.without(CODE, *_INVITED.values(), *borrowed)
