"""Writing old boxes anew with the present key, while the house is at work.

How far it got is in the boxes themselves, each of which names its key: killed at any moment it goes on where it was.
A box is only replaced while it still is what was read, so that nobody's change is lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Column, CursorResult, MetaData, Table, select, tuple_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.checkpoints import Checkpoint
from actions.database import Database
from actions.key_ring import PREFIX_BYTES, key_named_by
from actions.keys.boxes import Marked, encrypted_columns, rows_behind
from actions.vault import CannotOpen, Vault

log = logging.getLogger(__name__)

#: Rows rewritten in one transaction; a photo has two megabytes.
BATCH = 20
PAUSE_AFTER_TROUBLE_SECONDS = 30.0


async def reencrypt(database: Database, metadata: MetaData, vault: Vault, *, checkpoint: Checkpoint) -> int:
    """Look at every box once and rewrite what is not under the present key; returns how many boxes were."""
    done = 0
    for table, columns in encrypted_columns(metadata):
        async for behind in rows_behind(database, table, columns, current=vault.fields.current):
            for start in range(0, len(behind), BATCH):
                done += await _rewrite(database, table, behind[start : start + BATCH], vault, checkpoint)
            await asyncio.sleep(0)  # others have their turn
    return done


async def keep_reencrypting(
    database: Database, metadata: MetaData, vault: Vault, *, every: timedelta, checkpoint: Checkpoint
) -> None:
    """At the start, since keys come with it, and now and then, since another process may still have an older one."""
    while True:
        try:
            count = await reencrypt(database, metadata, vault, checkpoint=checkpoint)
            if count:
                log.info("boxes reencrypted", extra={"ids": {"count": count, "key": vault.fields.current}})
            await asyncio.sleep(every.total_seconds())
        except (SQLAlchemyError, OSError) as error:
            log.warning("boxes cannot be reencrypted", extra={"ids": {"error": type(error).__name__}})
            await asyncio.sleep(PAUSE_AFTER_TROUBLE_SECONDS)


async def _rewrite(
    database: Database, table: Table, rows: Sequence[Marked], vault: Vault, checkpoint: Checkpoint
) -> int:
    async with database.write() as session:
        done = 0
        for row in rows:
            done += await _rewrite_row(session, table, row, vault)
        await session.commit()
    checkpoint("keys.reencrypted")
    return done


async def _rewrite_row(session: AsyncSession, table: Table, row: Marked, vault: Vault) -> int:
    columns = [table.c[name] for name in row.behind(vault.fields.current)]
    is_it = tuple_(*table.primary_key.columns) == tuple_(*row.key)
    found = (await session.execute(select(*columns).where(is_it))).one_or_none()
    if found is None:
        return 0
    done = 0
    for column, box in zip(columns, found, strict=True):
        if box is not None and key_named_by(bytes(box)[:PREFIX_BYTES]) != vault.fields.current:
            done += await _rewrite_box(session, column, bytes(box), is_it, vault)
    return done


async def _rewrite_box(session: AsyncSession, column: Column[Any], box: bytes, is_it: Any, vault: Vault) -> int:
    try:
        fresh = vault.encrypt(vault.decrypt(box))
    except CannotOpen:
        # It stays, and is counted as left over: no key is given up for it.
        log.error("a box cannot be opened", extra={"ids": {"table": column.table.name, "column": column.name}})
        return 0
    change = update(column.table).where(is_it, column == box).values({column.name: fresh})
    return int(cast(CursorResult[Any], await session.execute(change)).rowcount)
