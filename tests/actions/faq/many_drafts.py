"""Thousands of open drafts in a moment, as a drafted list leaves them, and what a page reads beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, insert, select, text

from actions.database import table_of
from actions.faq.hands import Deed, noted
from actions.faq.model import FaqEntry, FaqImport, FaqRevision, Origin
from actions.faq.states import State
from actions.staff.model import StaffMember
from tests.actions.faq.editing import general
from tests.actions.house import House

MANY = 5_000


async def many_drafts(house: House, login: str, number: int = MANY) -> int:
    """New topics `many_1` … of one import of that colleague's, with thirty phrasings each; the import's id."""
    now = house.clock()
    async with house.database.write() as session:
        by = (await session.scalars(select(StaffMember).where(StaffMember.login == login))).one()
        taken_in = FaqImport(staff_id=by.id, at=now, drafts=number)
        session.add(taken_in)
        await session.flush()
        topics = [f"many_{one}" for one in range(1, number + 1)]
        entries = [{"topic": one, "scope": "", "areas": [], "trades": [], "created_at": now} for one in topics]
        await session.execute(insert(table_of(FaqEntry)), entries)
        query = select(FaqEntry.id, FaqEntry.topic).where(FaqEntry.topic.startswith("many_", autoescape=True))
        rows = [_draft(id_, topic, by, taken_in.id, now) for id_, topic in await session.execute(query)]
        await session.execute(insert(table_of(FaqRevision)), rows)
        await session.commit()
        if house.database.engine.dialect.name == "postgresql":
            await session.execute(text("ANALYZE faq_entries, faq_revisions"))  # as autovacuum does within a minute
            await session.commit()
        return taken_in.id


def _draft(entry_id: int, topic: str, by: StaffMember, of_import: int, now: Any) -> dict[str, Any]:
    number = topic.rpartition("_")[2]
    phrasings = [f"第{number}件事的第{one}种问法，工友平时怎么说就怎么写" for one in range(30)]
    content = general(title=f"很多里的第 {number} 条", answer="一条不短的答案。" * 20, phrasings=phrasings)
    draft = FaqRevision(
        entry_id=entry_id, number=1, state=State.DRAFT, origin=Origin.STAFF, content=content, review="待复核",
        draft_version=1, author_id=by.id, writers=[by.id],
        hands=noted([], Deed.DRAFTED, by=by.id, at=now, draft_version=1),
        created_at=now, changed_at=now, import_id=of_import,
    )  # fmt: skip
    columns = (column.name for column in table_of(FaqRevision).c if column.name != "id")
    return {name: getattr(draft, name) for name in columns}


@dataclass
class Work:
    """What the database was asked for."""

    statements: int = 0
    rows: int = 0


@contextmanager
def counted(house: House) -> Iterator[Work]:
    """Statements and the rows they brought, of whatever is done meanwhile."""
    work = Work()

    def note(_connection: object, cursor: Any, *_: object) -> None:
        work.statements += 1
        work.rows += len(cursor._rows)  # both drivers hold all rows by then

    engines = {house.database.engine.sync_engine, house.database.reading.sync_engine}
    for engine in engines:
        event.listen(engine, "after_cursor_execute", note)
    try:
        yield work
    finally:
        for engine in engines:
            event.remove(engine, "after_cursor_execute", note)
