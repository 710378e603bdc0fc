"""The reason a form gives for an act."""

from __future__ import annotations

from collections.abc import Mapping

from actions.errors import InvalidField
from actions.faq.content import cannot_be_shown

LONGEST_REASON = 500


def read_reason(form: Mapping[str, str]) -> str:
    """What stands in the field `reason`, "" for nothing; line ends as the database keeps them. Raises InvalidField."""
    reason = form.get("reason", "").replace("\r\n", "\n").strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidField("reason", f"原因请不要超过 {LONGEST_REASON} 字。")
    if cannot_be_shown(reason):
        raise InvalidField("reason", "原因里有看不见的字符，请重新打一遍。")
    return reason
