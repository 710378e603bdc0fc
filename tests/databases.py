"""Databases for tests: prepared once a run and engine, then copied, which is many times faster than migrating each."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import fresh_database, new_database


class Template:
    """A prepared database of one room on each engine; a test gets a copy of its own."""

    def __init__(
        self,
        prepare: Callable[[str], Coroutine[None, None, None]],
        *,
        folder: Path,
        postgres_folder: Callable[[], str],
    ) -> None:
        self._prepare = prepare
        self._file = folder / "template.db"
        self._postgres_folder = postgres_folder
        self._postgres_name = f"template_{uuid.uuid4().hex[:16]}"
        self._prepared: set[str] = set()

    @contextmanager
    def copy(self, engine: str, folder: Path) -> Iterator[str]:
        """Yield the URL of a copy; `engine` is sqlite or postgresql, `folder` is where an SQLite file may lie."""
        if engine not in self._prepared:
            asyncio.run(self._prepare(self._new(engine)))
            self._prepared.add(engine)
        if engine == "sqlite":
            yield sqlite_url(shutil.copyfile(self._file, folder / "test.db"))
            return
        with fresh_database(self._postgres_folder(), unused_name(), template=self._postgres_name) as url:
            yield url

    def _new(self, engine: str) -> str:
        return (
            sqlite_url(self._file) if engine == "sqlite" else new_database(self._postgres_folder(), self._postgres_name)
        )


def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def unused_name() -> str:
    """A name no other test's database has."""
    return f"t{uuid.uuid4().hex[:16]}"
