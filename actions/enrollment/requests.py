"""Bodies of the enrollment API. Sealed values are base64 libsodium sealed boxes made by the bot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from actions.enrollment.causes import Cause
from actions.rosters.codes import SHAPE
from actions.unions.routing import Choice
from actions.web import Body, ConversationBody

Sealed = Annotated[str, Field(min_length=1, max_length=1000)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2020, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))]
RegionCode = Annotated[str, Field(pattern=r"^\d{6}$")]
Employer = Annotated[str, Field(min_length=1, max_length=80)]
Township = Annotated[str, Field(min_length=1, max_length=40)]
InvitationCode = Annotated[str, Field(pattern=SHAPE)]
Reason = Annotated[str, Field(max_length=500)]
ReturnableField = Literal["name", "id_number", "phone", "plate", "trade", "platform", "employer", "region"]


class Consent(Body):
    """What the worker agreed to before the first personal field."""

    version: Code
    given_at: Moment


class SealedPerson(Body):
    """Name and phone may be missing where an invitation has them."""

    name: Sealed | None = None
    id_number: Sealed
    phone: Sealed | None = None
    plate: Sealed | None = None


class Submission(ConversationBody):
    channel: Literal["web", "telegram"]
    consent: Consent
    sealed: SealedPerson
    trade: Code
    platform: Code | None = None
    employer: Employer | None = None
    region: RegionCode
    township: Township | None = None
    union: Choice | None = None
    invitation: InvitationCode | None = None


class SealedCorrection(Body):
    name: Sealed | None = None
    id_number: Sealed | None = None
    phone: Sealed | None = None
    plate: Sealed | None = None


class Correction(ConversationBody):
    """At least one field; what is not named stays as it is."""

    sealed: SealedCorrection = SealedCorrection()
    trade: Code | None = None
    platform: Code | None = None
    employer: Employer | None = None
    region: RegionCode | None = None
    township: Township | None = None
    union: Choice | None = None

    @model_validator(mode="after")
    def names_something(self) -> Self:
        given = (self.trade, self.platform, self.employer, self.region, self.township, self.union)
        if not any(given) and not self.sealed.model_dump(exclude_none=True):
            raise ValueError("nothing to correct")
        return self


class Withdrawal(ConversationBody):
    pass


class SealedLookup(Body):
    phone: Sealed
    id_tail: Sealed


class Lookup(ConversationBody):
    sealed: SealedLookup


class Review(Body):
    """A reviewer's decision; reasons go to the worker, word for word.

    To return, `fields` have `reason` in common, and `reasons` are those of single fields.
    """

    decision: Literal["approve", "return", "reject"]
    fields: Annotated[tuple[ReturnableField, ...], Field(max_length=8)] = ()
    reason: Reason = ""
    reasons: Annotated[dict[ReturnableField, Reason], Field(max_length=8, default_factory=dict)]
    cause: Cause = Cause.OTHER

    @property
    def returned(self) -> dict[str, str]:
        """Each field to correct with its reason."""
        return {str(field): self.reason for field in self.fields} | {
            str(field): why for field, why in self.reasons.items()
        }


class HandOver(Body):
    """To the organization with that code."""

    union: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")]


class Release(Body):
    pass
