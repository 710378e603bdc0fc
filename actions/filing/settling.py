"""What becomes of a filing once it was tried."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.filing.answers import Filed, Outcome, Refused
from actions.filing.back_off import next_try
from actions.filing.model import Filing
from actions.filing.redaction import redacted
from actions.filing.states import Cause, State
from actions.vault import Vault


async def settle(
    filing: Filing,
    outcome: Outcome,
    *,
    body: str,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
    chance: Random,
) -> None:
    """Write down what one try came to, in the caller's transaction. `body` is what was sent."""
    filing.claimed_until = None
    filing.updated_at = now
    is_erased = filing.body_box is None
    if isinstance(outcome, Filed):
        close_as_filed(filing, vault.encrypt(outcome.reference) if not is_erased else None, now)
        await session.flush()
        detail: Detail = {"attempts": filing.attempts}
        await record(session, "filing.filed", filing.enrollment_number, actor=CLOCKWORK, at=now, detail=detail)
        return
    cause = Cause.REFUSED if isinstance(outcome, Refused) else outcome.cause
    filing.cause, filing.status = cause, outcome.status
    if is_erased:
        filing.state, filing.next_at = State.CANCELLED, None
        return
    if isinstance(outcome, Refused):
        filing.reason_box = vault.encrypt(redacted(outcome.reason, body))
        filing.next_at = None
    else:
        filing.reason_box = None
        filing.next_at = next_try(
            filing.attempts,
            first_tried_at=filing.first_tried_at or now,
            now=now,
            at_least=outcome.after,
            chance=chance,
        )
    if filing.next_at is None:
        filing.state = State.FAILED
        await session.flush()
        detail = {"attempts": filing.attempts, "cause": cause.value}
        await record(session, "filing.failed", filing.enrollment_number, actor=CLOCKWORK, at=now, detail=detail)


def close_as_filed(filing: Filing, reference_box: bytes | None, now: datetime) -> None:
    """What was to be sent goes; the receiver has it now."""
    filing.state = State.FILED
    filing.reference_box = reference_box
    filing.body_box = filing.reason_box = filing.next_at = filing.cause = filing.status = None
    filing.updated_at = now
