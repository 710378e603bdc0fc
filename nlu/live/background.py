"""Processes beside the server: low in priority, one thread of arithmetic each, ended with the server."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

NICENESS = 19  # the lowest: messages take what they need
ROOT = Path(__file__).parents[2]
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


class BackgroundFailed(Exception):
    """`outcome`: "busy", "failed", "killed" or "timeout"; `words`: the last line it wrote to standard error."""

    def __init__(self, outcome: str, words: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.words = words


class Background:
    """Runs one command at a time for one owner, and refuses another meanwhile."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def run(self, module: str, arguments: Sequence[str], stdin: bytes, timeout_seconds: float) -> bytes:
        """What the module wrote to standard output. Raises BackgroundFailed."""
        if not self._turn.acquire(blocking=False):
            raise BackgroundFailed("busy", "")
        try:
            return self._run(module, arguments, stdin, timeout_seconds)
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End what runs; nothing is started any more."""
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.poll() is None:
                self._process.kill()

    def _run(self, module: str, arguments: Sequence[str], stdin: bytes, timeout_seconds: float) -> bytes:
        process = self._spawn([sys.executable, "-m", module, *arguments])
        try:
            out, err = process.communicate(stdin, timeout_seconds)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise BackgroundFailed("timeout", "") from error
        if process.returncode != 0:
            words = err.decode(errors="replace").strip().splitlines()
            raise BackgroundFailed("killed" if process.returncode < 0 else "failed", words[-1] if words else "")
        return out

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        with self._lock:
            if self._stopped:
                raise BackgroundFailed("killed", "the server stops")
            process = subprocess.Popen(  # noqa: S603, our own arguments
                command, cwd=ROOT, env={**os.environ, **_ENVIRONMENT}, stdin=pipe, stdout=pipe, stderr=pipe
            )
            self._process = process
        with contextlib.suppress(OSError):  # it may have ended already
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
            if hasattr(os, "SCHED_IDLE"):  # Linux: else who answers and who asks crowd on the processors without it
                os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
        return process
