"""Bodies of the cover API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from actions.enrollment.requests import Consent
from actions.web import Body, ConversationBody

MemberNumber = Annotated[str, Field(pattern=r"^[A-Z]{1,4}\d{2}-\d{6,9}-\d$")]


class CoverAnswer(ConversationBody):
    """What a member said to the question about sharing with the insurer; `consent` names the text and the time."""

    membership: MemberNumber
    agreed: bool
    consent: Consent


class CoverWithdrawal(ConversationBody):
    membership: MemberNumber


class QuotaRow(Body):
    """One row as it stands in the file, each cell as text; `row` is its number there, headings being row 1."""

    row: int = Field(ge=1, le=10_000_000)
    region: str = ""
    year: str = ""
    places: str = ""
    trades: str = ""


class QuotaImport(Body):
    dry_run: bool
    rows: list[QuotaRow] = Field(min_length=1, max_length=2_000)


class ResultRow(Body):
    """One row of what the insurer sent back."""

    row: int = Field(ge=1, le=10_000_000)
    candidate: str = ""
    result: str = ""
    policy_number: str = ""
    valid_from: str = ""
    valid_until: str = ""
    reason: str = ""


class ResultImport(Body):
    dry_run: bool
    rows: list[ResultRow] = Field(min_length=1, max_length=20_000)
