"""The audit log's head, written each hour to a file outside the database: who cuts the log off has not cut that.

One file an hour (China's), `2026-11-26T14.json`, and one at a clean stop, `2026-11-26T14-37-05.json`; none is written
again: {"at", "sequence", "hash"}. Nothing in it is secret. `2026-11-26.json` is of a release that wrote one a day.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.log import BEFORE_THE_FIRST
from actions.audit.model import AuditEntry
from actions.clock import SHANGHAI, Clock
from actions.database import Database

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 30.0
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}(-\d{2}-\d{2})?)?\.json")


@dataclass(frozen=True)
class HeadsFolder:
    """Where this service writes the heads; None: it writes none."""

    folder: Path | None


AUDIT_HEADS = web.AppKey("AUDIT_HEADS", HeadsFolder)


@dataclass(frozen=True)
class Head:
    """The last row at some time; sequence 0 for an empty log."""

    sequence: int
    hash: str


class UnreadableHeads(Exception):
    """The folder, or one of its files, cannot be read; the text is its path, `name` its own name."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.name = path.name


async def head_of(session: AsyncSession) -> Head:
    query = select(AuditEntry.sequence, AuditEntry.entry_hash).order_by(AuditEntry.sequence.desc()).limit(1)
    last = (await session.execute(query)).one_or_none()
    return Head(last[0], last[1]) if last is not None else Head(0, BEFORE_THE_FIRST)


async def export_head(database: Database, folder: Path, *, clock: Clock, at_stop: bool = False) -> Path | None:
    """Write this hour's file, or that of a stop; None when it is there already. Raises OSError, SQLAlchemyError."""
    now = clock()
    form = "%Y-%m-%dT%H-%M-%S" if at_stop else "%Y-%m-%dT%H"
    file = folder / f"{now.astimezone(SHANGHAI):{form}}.json"
    if file.exists():
        return None
    async with database.read() as session:
        head = await head_of(session)
    return _written_once(file, json.dumps({"at": now.isoformat(), "sequence": head.sequence, "hash": head.hash}))


def _written_once(file: Path, line: str) -> Path | None:
    """None when somebody else was first: never over what another process wrote."""
    folder = file.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{file.name}.{os.getpid()}"
    fresh.write_text(f"{line}\n")
    fresh.chmod(0o400)
    try:
        os.link(fresh, file)
    except FileExistsError:
        return None
    finally:
        fresh.unlink()
    return file


async def keep_exporting(database: Database, folder: Path | None, *, clock: Clock) -> None:
    """At the start and soon after each full hour, until cancelled; without a folder nothing is written."""
    while folder is not None:
        await _export(database, folder, clock=clock, at_stop=False)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def export_last_head(database: Database, folder: Path | None, *, clock: Clock) -> None:
    """At a clean stop, once nothing is written any more: what came after the hour's file is not left uncovered."""
    if folder is not None:
        await _export(database, folder, clock=clock, at_stop=True)


async def _export(database: Database, folder: Path, *, clock: Clock, at_stop: bool) -> None:
    try:
        if await export_head(database, folder, clock=clock, at_stop=at_stop) is not None:
            log.info("audit head exported")
    except (SQLAlchemyError, OSError) as error:
        log.warning("the audit head cannot be exported", extra={"ids": {"error": type(error).__name__}})


def heads_in(folder: Path) -> Iterator[tuple[str, Head]]:
    """Hour (`2026-11-26T14`) and head of each file, the oldest first; skips other files. Raises UnreadableHeads."""
    try:
        files = sorted((file for file in folder.iterdir() if _NAME.fullmatch(file.name)), key=lambda file: file.stem)
    except OSError as error:
        raise UnreadableHeads(folder) from error
    for file in files:
        try:
            read = json.loads(file.read_text())
            yield file.stem, Head(int(read["sequence"]), str(read["hash"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableHeads(file) from error
