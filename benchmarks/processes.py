"""Child processes of a benchmark: started, awaited until they answer, measured, stopped."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.errors import CannotRun

READY_TIMEOUT_SECONDS = 180.0
_STOP_TIMEOUT_SECONDS = 15.0


class Server:
    """A process that answers HTTP; its output goes to a log file."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], ready_url: str, log: Path) -> None:
        self.name = name
        self.pid = process.pid
        self._process = process
        self._ready_url = ready_url
        self._log = log

    def wait_until_ready(self) -> None:
        """Return when the server answers 200. Raises CannotRun with its last words when it ends or takes too long."""
        deadline = time.monotonic() + READY_TIMEOUT_SECONDS
        while not _answers(self._ready_url):
            if self._process.poll() is not None or time.monotonic() > deadline:
                words = self._log.read_text(errors="replace").strip().splitlines()[-2:]
                raise CannotRun(f"{self.name} could not start: {' / '.join(words) or 'it said nothing'}")
            time.sleep(0.2)


@contextmanager
def running_server(
    name: str, command: Sequence[str], *, ready_url: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Start a server in `folder` and end it afterwards; does not wait until it is ready."""
    log = folder / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(list(command), cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        yield Server(name, process, ready_url, log)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a process: SIGTERM, then SIGKILL when it does not listen."""
    process.terminate()
    try:
        process.wait(_STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def resident_mib(pid: int) -> float:
    """Resident memory of a process and its children, MiB; 0 when it is gone."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0
    for member in family:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
