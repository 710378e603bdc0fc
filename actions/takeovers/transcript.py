"""The lines of a takeover: one sequence, allocated while its row is held, so that a page can catch up by number."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from actions.takeovers.model import Author, Takeover, TakeoverLine
from actions.takeovers.photos import Photo
from actions.takeovers.requests import SaidLine, Understood
from actions.takeovers.states import State
from actions.vault import Vault


@dataclass(frozen=True)
class Said:
    """One thing to be written down; the last two for what an operator writes."""

    author: Author
    kind: str
    text: str
    at: datetime
    photo: Photo | None = None
    emergency: bool = False
    understood: Understood | None = None
    staff_id: int | None = None
    client_id: str | None = None

    @classmethod
    def sent(cls, line: SaidLine, *, field: str) -> Said:
        """What the bot forwards. Raises UnreadablePhoto naming the field."""
        photo = None
        if line.photo is not None:
            photo = Photo.from_base64(line.photo.data, field=f"{field}.photo")
        return cls(Author(line.author), line.kind, line.text, line.at, photo, line.emergency, line.understood)


@dataclass(frozen=True)
class Line:
    """One line as it is read; `text` is None after erasure."""

    seq: int
    author: Author
    kind: str
    text: str | None
    has_photo: bool
    emergency: bool
    late: bool
    said_at: datetime
    by: str | None  # the colleague's name
    understood: Understood | None


async def append(session: AsyncSession, takeover: Takeover, said: Iterable[Said], vault: Vault) -> list[TakeoverLine]:
    """Write lines down in order. The caller holds the takeover's row."""
    written = []
    for one in said:
        takeover.last_seq += 1
        understood = one.understood.model_dump_json(exclude_none=True) if one.understood is not None else None
        line = TakeoverLine(
            takeover_id=takeover.id,
            seq=takeover.last_seq,
            author=one.author,
            kind=one.kind,
            text_box=vault.encrypt(one.text),
            photo_type=one.photo.type if one.photo is not None else None,
            photo_box=vault.encrypt(one.photo.base64) if one.photo is not None else None,
            understood_box=vault.encrypt(understood) if understood is not None else None,
            emergency=one.emergency,
            late=takeover.state == State.CLOSED,
            staff_id=one.staff_id,
            client_id=one.client_id,
            said_at=one.at,
        )
        session.add(line)
        written.append(line)
    await session.flush()
    return written


async def lines_after(session: AsyncSession, takeover_id: int, seq: int, vault: Vault) -> list[Line]:
    """What was said after that number, in order; photos are fetched one by one. [] when nothing was."""
    query = (
        select(TakeoverLine)
        .where(TakeoverLine.takeover_id == takeover_id, TakeoverLine.seq > seq)
        .options(defer(TakeoverLine.photo_box))
        .order_by(TakeoverLine.seq)
    )
    return [_read(row, vault) for row in await session.scalars(query)]


async def photo_of(session: AsyncSession, takeover_id: int, seq: int, vault: Vault) -> Photo | None:
    row = await session.get(TakeoverLine, (takeover_id, seq))
    if row is None or row.photo_box is None or row.photo_type is None:
        return None
    return Photo(row.photo_type, base64.b64decode(vault.decrypt(row.photo_box)))


def _read(row: TakeoverLine, vault: Vault) -> Line:
    return Line(
        seq=row.seq,
        author=Author(row.author),
        kind=row.kind,
        text=vault.decrypt(row.text_box) if row.text_box is not None else None,
        has_photo=row.photo_type is not None,
        emergency=row.emergency,
        late=row.late,
        said_at=row.said_at,
        by=row.staff.name if row.staff is not None else None,
        understood=(
            Understood.model_validate(json.loads(vault.decrypt(row.understood_box)))
            if row.understood_box is not None
            else None
        ),
    )
