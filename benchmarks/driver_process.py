"""The measuring side of the driver process: hands it jobs and reads their results."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.errors import CannotRun
from benchmarks.jobs import LoadJob, LoadResult, LongJob, LongResult
from benchmarks.processes import stop
from launcher.paths import ROOT


class DriverProcess:
    """A running driver; one job at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pid = process.pid

    def load(self, job: LoadJob) -> LoadResult:
        """Have a load job carried out. Raises CannotRun when the driver died."""
        return LoadResult(**self._ask(job.line()))

    def long(self, job: LongJob) -> LongResult:
        """Have the long conversation led. Raises CannotRun when the driver died."""
        return LongResult(**self._ask(job.line()))

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None  # both pipes were asked for
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise CannotRun(f"the driver process is gone ({error})") from error
        answer = self._process.stdout.readline()
        if not answer:
            raise CannotRun("the driver process ended; its last words stand above")
        read: dict[str, Any] = json.loads(answer)
        return read


@contextmanager
def running_driver(data: Path) -> Iterator[DriverProcess]:
    """Start the driver on the phrasings in `data`; it ends with the block."""
    command = [sys.executable, "-m", "benchmarks.driver", str(data)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield DriverProcess(process)
    finally:
        stop(process)
