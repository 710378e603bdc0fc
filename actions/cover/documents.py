"""What a member reads of the cover, and what staff read of quotas: nothing is promised, nothing personal is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.cover.model import CoverCandidate
from actions.cover.queries import QuotaUse, of_every_year, quota_of
from actions.cover.states import CoverState
from actions.memberships.model import Membership
from actions.reference import Reference
from actions.vault import Vault

_MAY_STILL_JOIN = (None, CoverState.DECLINED, CoverState.WITHDRAWN)


async def cover_of(session: AsyncSession, member: Membership, now: datetime) -> dict[str, Any]:
    """How the member stands: whether they may be asked this year, and the latest answer with what became of it."""
    year = local_date(now).year
    quota = await quota_of(session, member.region, year)
    asked = await of_every_year(session, member.id)
    this_year = next((one for one in asked if one.year == year), None)
    state = this_year.state_now if this_year is not None else None
    may_join = quota is not None and member.trade in quota.trades and state in _MAY_STILL_JOIN
    return {"may_join": may_join, **(standing(asked[0]) if asked else _NEVER_ASKED)}


def standing(candidate: CoverCandidate) -> dict[str, Any]:
    """One answer and what became of it."""
    return {
        "state": candidate.state,
        "year": candidate.year,
        "withdrawn": candidate.withdrawn_at is not None,
        "valid_from": candidate.valid_from.isoformat() if candidate.valid_from is not None else None,
        "valid_until": candidate.valid_until.isoformat() if candidate.valid_until is not None else None,
    }


_NEVER_ASKED = {"state": None, "year": None, "withdrawn": False, "valid_from": None, "valid_until": None}


def result_news(candidate: CoverCandidate, vault: Vault) -> dict[str, Any]:
    """What the worker is told of the insurer's answer. Of the number its end: chats may lead abroad."""
    if candidate.state_now is CoverState.REFUSED:
        return {"reason": vault.decrypt(candidate.reason_box) if candidate.reason_box is not None else ""}
    number = vault.decrypt(candidate.policy_number_box) if candidate.policy_number_box is not None else ""
    dates = {name: value for name, value in standing(candidate).items() if name.startswith("valid_")}
    return {"policy_tail": number[-4:], **dates}


def quota_document(use: QuotaUse, reference: Reference) -> dict[str, Any]:
    """One quota as the command line lists it."""
    quota = use.quota
    return {
        "region": quota.region,
        "region_name": reference.region_name(quota.region),
        "year": quota.year,
        "places": quota.places,
        "taken": quota.taken,
        "trades": quota.trades,
        "counts": {state.value: use.counts[state] for state in CoverState},
    }
