"""Whether an answer that is out holds today, and for how much longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.faq.content import VariantContent

#: So long before its last day an answer is shown as ending soon.
SOON_DAYS = 30


class Term(StrEnum):
    NOT_YET = "not_yet"
    HOLDS = "holds"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Validity:
    """`text` is for staff, empty while nothing needs saying; `look` is the state word of its badge."""

    term: Term
    text: str = ""
    look: str = ""

    @property
    def needs_care(self) -> bool:
        """Whether somebody must look after it: workers do not get it any more, or soon will not."""
        return self.term in (Term.ENDS_SOON, Term.EXPIRED)


def validity_of(content: VariantContent, day: date) -> Validity:
    """How it stands on that day of China's."""
    until = content.valid_until
    if until is not None and until < day:
        return Validity(Term.EXPIRED, f"{until} 已过期", "bad")
    if day < content.valid_from:
        return Validity(Term.NOT_YET, f"{content.valid_from} 起生效", "info")
    if until is not None and (left := (until - day).days) <= SOON_DAYS:
        return Validity(Term.ENDS_SOON, "今天到期" if left == 0 else f"还有 {left} 天到期", "warn")
    return Validity(Term.HOLDS)
