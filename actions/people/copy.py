"""A copy of what is kept under one conversation, for its person to take away (PIPL article 45).

Everything that was said and decided; name and numbers masked, as everywhere outside the reviewer's page, since the bot
that hands it over must not be able to read them. Colleagues' own notes are not the person's and stay out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.documents import application
from actions.enrollment.model import Enrollment
from actions.enrollment.queries import of_conversation
from actions.enrollment.steps import steps_of
from actions.people.erasure import personal_data
from actions.takeovers.documents import kept_document
from actions.takeovers.model import Author, Takeover
from actions.takeovers.queries import of_conversation as takeovers_of
from actions.takeovers.transcript import lines_after
from actions.vault import Vault


async def copy_of(session: AsyncSession, conversation: str, *, vault: Vault, now: datetime) -> dict[str, Any]:
    """As `personal_data`, with what was agreed to, each step and every line that was said."""
    found = await of_conversation(session, conversation)
    steps = await steps_of(session, found, vault)
    return {
        **await personal_data(session, conversation, vault=vault, now=now),
        "enrollments": [{**_application(one, vault), "steps": steps[one.id]} for one in found],
        "takeovers": [await _takeover(session, one, vault) for one in await takeovers_of(session, conversation)],
    }


def _application(enrollment: Enrollment, vault: Vault) -> dict[str, Any]:
    return {
        **application(enrollment, vault),
        "township": vault.decrypt(enrollment.township_box) if enrollment.township_box is not None else None,
        "consent": {"version": enrollment.consent_version, "given_at": enrollment.consent_given_at.isoformat()},
    }


async def _takeover(session: AsyncSession, takeover: Takeover, vault: Vault) -> dict[str, Any]:
    said = [line for line in await lines_after(session, takeover.id, 0, vault) if line.author is not Author.NOTE]
    return {
        **kept_document(takeover),
        "said": [
            {"at": line.said_at.isoformat(), "from": line.author, "text": line.text, "photo": line.has_photo}
            for line in said
        ],
    }
