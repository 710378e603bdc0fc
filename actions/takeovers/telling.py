"""Telling the bot what became of a takeover, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from actions.deliveries.outbox import put
from actions.takeovers.model import Takeover
from actions.vault import Vault

What = Literal["claimed", "line", "returned", "closed", "climbed"]


async def tell(
    session: AsyncSession, vault: Vault, takeover: Takeover, what: What, data: Mapping[str, Any], *, at: datetime
) -> None:
    """Put the news down with number and claim; nothing when the conversation was erased."""
    if takeover.conversation is None:
        return
    known = {"number": takeover.number} if what == "climbed" else {"number": takeover.number, "claim": takeover.claim}
    kind = f"takeover.{what}"
    await put(session, vault, conversation=takeover.conversation, kind=kind, data={**known, **data}, at=at)
