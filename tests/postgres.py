"""A throw-away PostgreSQL server for the tests, from the Debian packages, on a Unix socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _binaries() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if versions:
        return versions[-1]
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL is not installed; `make test` installs it (Debian package postgresql)")
    return Path(found).parent


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the Unix-socket folder of a fresh server; user `postgres`, trust authentication, no durability."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="xiaofeng-pg-"))
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
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "autovacuum=off",
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


@contextmanager
def fresh_database(socket_folder: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """Yield a SQLAlchemy URL of a copy of the template, empty unless told, that is dropped afterwards."""
    binaries = _binaries()
    base = [str(binaries.joinpath("createdb")), "-h", socket_folder, "-U", "postgres", "-T", template, name]
    subprocess.run(base, check=True)
    try:
        yield f"postgresql+asyncpg://postgres@/{name}?host={socket_folder}"
    finally:
        subprocess.run([str(binaries / "dropdb"), "-h", socket_folder, "-U", "postgres", "--force", name], check=False)
