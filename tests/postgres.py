"""A throw-away PostgreSQL server for the tests, from the Debian packages, on a Unix socket in a temporary folder."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg

#: Where it is there and has room: each test gets ten megabytes of its own, which a disk takes half a second to write.
MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2 * 1024**3


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if versions:
        return versions[-1]
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is not installed; `make test` installs it (Debian package postgresql)")
    return Path(found).parent


#: What tests need not wait for.
_WITHOUT_DURABILITY = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "jit=off",  # it compiles the driver's questions about types for half a second
)


@contextmanager
def running_postgres(*, as_shipped: Sequence[str] | None = None) -> Iterator[str]:
    """Yield the Unix-socket folder of a fresh server; user `postgres`, trust authentication, no durability.

    With `as_shipped` it lies on disk and has PostgreSQL's own defaults, durability among them, but for these settings.
    """
    binaries = _binaries()
    quick = _quick_folder() if as_shipped is None else None
    folder = Path(tempfile.mkdtemp(prefix="xiaofeng-pg-", dir=quick))
    # PostgreSQL refuses to run as root: hand the folder to its own user there.
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    options = " ".join(
        f"-c {setting}"
        for setting in (
            "listen_addresses=''",
            f"unix_socket_directories={folder}",
            "max_connections=200",
            *(_WITHOUT_DURABILITY if as_shipped is None else as_shipped),
        )
    )
    subprocess.run(
        [
            *as_user,
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data)]
    subprocess.run(
        [*control, "-w", "-l", str(folder / "log"), "-o", options, "start"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        yield str(folder)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _quick_folder() -> Path | None:
    """None for the machine's usual one."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ROOM_BYTES else None


@contextmanager
def fresh_database(socket_folder: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """Yield a SQLAlchemy URL of a copy of the template, empty unless told, that is dropped afterwards."""
    url = new_database(socket_folder, name, template=template)
    try:
        yield url
    finally:
        _order(socket_folder, f"DROP DATABASE {name} WITH (FORCE)")


def new_database(socket_folder: str, name: str, *, template: str = "template1") -> str:
    """The same, that stays as long as the server."""
    _order(socket_folder, f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"postgresql+asyncpg://postgres@/{name}?host={socket_folder}"


def _order(socket_folder: str, statement: str) -> None:
    """In a thread of its own: while a journey's browser is open, a loop runs in the caller's."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(asyncio.run, _execute(socket_folder, statement)).result()


async def _execute(socket_folder: str, statement: str) -> None:
    connection = await asyncpg.connect(host=socket_folder, user="postgres", database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
