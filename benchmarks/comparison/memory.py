"""Resident memory of the nlu server at rest, and of its parts, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.resident import resident_mib
from benchmarks.errors import CannotRun
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
READY_TIMEOUT_SECONDS = 180.0
AT_REST_SECONDS = 5.0  # after it is ready

_SAY = "from benchmarks.comparison.resident import resident_mib"
_PYTHON = f"{_SAY}; print(resident_mib())"
_RASA = f"import rasa.core.agent, rasa.server; {_SAY}; print(resident_mib())"
_MODEL = (
    f"import sys, pathlib, nlu.model_archive as archive; {_SAY}; before = resident_mib(); "
    "model = archive.open_model(pathlib.Path(sys.argv[1])); model.understand('驿站'); print(resident_mib() - before)"
)


@dataclass(frozen=True)
class Memory:
    """MiB."""

    server: float  # nlu as it serves, at rest
    rasa: float  # a process that has imported Rasa and TensorFlow, nothing else
    model: float  # what opening our model adds
    python: float  # a bare interpreter


def measure_memory(model: Path) -> Memory:
    """`model`: an archive in a folder of its own. Raises CannotRun when the server does not start."""
    return Memory(
        server=_server(model.parent),
        rasa=_said(_RASA),
        model=_said(_MODEL, str(model)),
        python=_said(_PYTHON),
    )


def _said(code: str, *arguments: str) -> float:
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"memory could not be measured: {done.stderr.strip().splitlines()[-1:]}")
    return float(done.stdout.split()[-1])


def _server(models: Path) -> float:
    port = free_port()
    own = {
        "XIAOFENG_NLU_MODELS": str(models),
        "XIAOFENG_NLU_LIVE": str(models / "live"),  # nothing was published: no feed is followed without a token
        "XIAOFENG_ACTIONS_TOKEN": "",
        "XIAOFENG_NLU_HOST": "127.0.0.1",
        "XIAOFENG_NLU_PORT": str(port),
    }
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "nlu.main"],
            cwd=ROOT,
            env={**os.environ, **own, "XIAOFENG_NLU_TOKEN": "benchmark"},
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_ready(server, f"http://127.0.0.1:{port}/readyz")
            time.sleep(AT_REST_SECONDS)
            return resident_mib(server.pid)
        finally:
            server.terminate()
            server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise CannotRun("the nlu server did not start")
