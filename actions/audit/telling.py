"""An entry of the audit log in the words staff read: names instead of ids, and no code as it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK, WORKER, client_actor
from actions.audit.acts import AuditAct, Detail, DetailName
from actions.audit.model import AuditEntry
from actions.audit.words import ACTION_NAMES, DETAIL_NAMES, OBJECT_NAMES, UNION_COLUMNS, VALUE_NAMES
from actions.faq.titles import titles_of
from actions.faq.words import in_titles
from actions.reference import Reference
from actions.settings import Client
from actions.staff.model import StaffMember
from actions.staff.position_form import area_name
from actions.unions.model import Organization

OTHER = "其他"
_TOPIC = re.compile(r"[a-z][a-z0-9_]*")
#: `cluster-7`, `quick_reply:7` and `thresholds.7`: staff know them by their number.
_NUMBERED = re.compile(r"(?:cluster-|quick_reply:|thresholds\.)(\d+)")
_WHOLES = ("audit", "cover", "faq", "filings", "retention", "stations", "unions")
_PLACES = ("areas", "former_areas", "region")
_UNIONS = ("union", "former_union")


@dataclass(frozen=True)
class Told:
    """What one row of the page says."""

    sequence: int
    at: datetime
    actor: str
    act: str
    about: str
    detail: str


@dataclass(frozen=True)
class Names:
    """What ids stand for: actors and colleagues by reference, unions by code and by id, answers by topic."""

    actors: Mapping[str, str]
    unions: Mapping[str, str]
    union_ids: Mapping[str, str]
    titles: Mapping[str, str]
    reference: Reference


async def actor_names(session: AsyncSession) -> dict[str, str]:
    """By reference: workers, programs, and every colleague there ever was."""
    known = {WORKER.reference: "工友本人", CLOCKWORK.reference: CLOCKWORK.name}
    known |= {(actor := client_actor(client)).reference: actor.name for client in Client}
    for id_, name, login in await session.execute(
        select(StaffMember.id, StaffMember.name, StaffMember.login).order_by(StaffMember.login)
    ):
        known[f"staff:{id_}"] = f"{name}（{login}）"
    return known


async def names_in(
    session: AsyncSession, entries: Collection[AuditEntry], actors: Mapping[str, str], reference: Reference
) -> Names:
    """What these entries name."""
    written = {one.subject for one in entries} | {text for one in entries for text in _texts(json.loads(one.detail))}
    topics = {topic.group() for text in written if (topic := _TOPIC.match(text))}
    ids = [int(text) for text in written if text.isdecimal() and len(text) < 9]
    wanted = select(Organization).where(Organization.code.in_(written) | Organization.id.in_(ids))
    unions = list(await session.scalars(wanted))
    return Names(
        actors=actors,
        unions={one.code: one.name for one in unions},
        union_ids={str(one.id): one.name for one in unions},
        titles=await titles_of(session, topics, reference),
        reference=reference,
    )


def told(entry: AuditEntry, names: Names) -> Told:
    detail: Detail = json.loads(entry.detail)
    parts = [
        f"{DETAIL_NAMES.get(name, OTHER)} {_value(entry.action, name, value, names)}"
        for name, value in detail.items()
        if value not in ([], "", 0)
    ]
    return Told(
        sequence=entry.sequence,
        at=entry.at,
        actor=names.actors.get(entry.actor, OTHER),
        act=ACTION_NAMES.get(cast(AuditAct, entry.action), OTHER),
        about=_about(entry, names),
        detail="；".join(parts),
    )


def _about(entry: AuditEntry, names: Names) -> str:
    """The kind of thing, and which one; of a whole, such as all stations, the kind alone."""
    kind = OBJECT_NAMES.get(entry.action.partition(".")[0], OTHER)
    if entry.subject in _WHOLES:
        return kind
    numbered = _NUMBERED.fullmatch(entry.subject)
    return f"{kind} {numbered[1] if numbered else _plain(entry.subject, names)}"


def _value(action: str, name: DetailName, value: object, names: Names) -> str:
    if isinstance(value, list):
        return "、".join(_value(action, name, one, names) for one in value)
    text = str(value)
    words = UNION_COLUMNS if action == "union.changed" else VALUE_NAMES.get(name, {})
    if text in words:
        return words[text]
    if name in _PLACES:
        return area_name(text, names.reference)
    return names.union_ids.get(text, text) if name in _UNIONS else _plain(text, names)


def _plain(text: str, names: Names) -> str:
    """A colleague, place, union or answer by its name; anything else is a number and stays."""
    if text in names.actors:
        return names.actors[text]
    if text.startswith("area:"):
        return area_name(text.removeprefix("area:"), names.reference)
    return names.unions.get(text) or in_titles(text, names.titles, names.reference)


def _texts(detail: Mapping[str, object]) -> list[str]:
    return [str(text) for value in detail.values() for text in (value if isinstance(value, list) else [value])]
