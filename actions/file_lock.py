"""One process per SQLite file: a lock beside the database, held as long as the process lives."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from actions.database import sqlite_file


class SecondCopy(Exception):
    """Another process of this room holds the database."""

    def __init__(self, database: Path) -> None:
        super().__init__("another copy is running on this database")
        self.database = database


def hold(database_url: str) -> FileLock | None:
    """Take the lock and keep it; None for PostgreSQL, which needs none. Raises SecondCopy, OSError."""
    database = sqlite_file(database_url)
    if database is None:
        return None
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{database}.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise SecondCopy(database) from error
    return lock
