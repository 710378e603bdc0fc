"""Memberships as the worker reads them: masked always."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.cover.documents import cover_of
from actions.masks import masked_id_number, masked_name, masked_phone
from actions.memberships.model import Membership
from actions.vault import Vault


async def membership_document(
    session: AsyncSession, member: Membership, *, vault: Vault, now: datetime
) -> dict[str, Any]:
    """Number, union, date, and how the member stands with the gifted cover."""
    return {
        "number": member.number,
        "union": {"name": member.organization.name, "sample": member.organization.is_sample},
        "joined_on": member.joined_on.isoformat(),
        "masked": masked(member, vault),
        "cover": await cover_of(session, member, now),
    }


async def membership_news(session: AsyncSession, member: Membership, now: datetime) -> dict[str, Any]:
    """What the news of an approval tells of it: nothing personal."""
    return {
        "number": member.number,
        "joined_on": member.joined_on.isoformat(),
        "cover": await cover_of(session, member, now),
    }


def masked(member: Membership, vault: Vault) -> dict[str, str]:
    return {
        "name": masked_name(vault.decrypt(member.name_box)),
        "id_number": masked_id_number(vault.decrypt(member.id_number_box)),
        "phone": masked_phone(vault.decrypt(member.phone_box)),
    }
