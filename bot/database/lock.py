"""One bot process per SQLite file."""

from __future__ import annotations

from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from bot.database.engine import engine_kind
from bot.errors import DatabaseUnusable, SecondCopy


def lock_database(url: str) -> FileLock | None:
    """Take the lock beside a SQLite file until released or the process ends; None on PostgreSQL.

    Raises SecondCopy when another process holds it, DatabaseUnusable when the folder cannot be written.
    """
    path = make_url(url).database
    if engine_kind(url) != "sqlite" or path is None:
        return None
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise SecondCopy(f"bot: another copy already uses {path}; stop it first") from error
    except OSError as error:
        raise DatabaseUnusable(f"bot: cannot write beside {path} ({error.strerror}); create the folder") from error
    return lock
