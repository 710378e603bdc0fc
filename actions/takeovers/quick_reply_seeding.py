"""Sentences to begin with: put in at the first start, and the operators' own from then on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import exists, select

from actions.audit.model import AuditEntry
from actions.clock import Clock
from actions.database import Database, hold_name
from actions.errors import InvalidField
from actions.reference import UnreadableList
from actions.takeovers.model import QuickReply
from actions.takeovers.quick_replies import QuickReplyText, checked


def load_quick_replies(data_dir: Path) -> list[QuickReplyText]:
    """`data/quick_replies.yaml`, checked like what an operator types. Raises UnreadableList."""
    path = data_dir / "quick_replies.yaml"
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [_read(one) for one in listed]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
        raise UnreadableList(f"{path} cannot be read ({type(error).__name__})") from error
    except InvalidField as error:
        raise UnreadableList(f"{path}: {error.field} {error.detail}") from error


async def seed_quick_replies(database: Database, shipped: Sequence[QuickReplyText], clock: Clock) -> int:
    """Fill a list that nobody has ever worked on; tells how many were put in. An emptied list stays empty."""
    async with database.write() as session:
        await hold_name(session, "quick replies")
        is_filled = exists(select(QuickReply.id))
        was_worked_on = exists(select(AuditEntry.sequence).where(AuditEntry.action.in_(_ACTS)))
        if await session.scalar(select(is_filled | was_worked_on)):
            return 0
        session.add_all(QuickReply(title=one.title, text=one.text, updated_at=clock()) for one in shipped)
        await session.commit()
        return len(shipped)


_ACTS = ("quick_reply.saved", "quick_reply.deleted")


def _read(one: dict[str, Any]) -> QuickReplyText:
    return checked(QuickReplyText(str(one["title"]), str(one["text"])))
