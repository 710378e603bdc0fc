"""The supervisor: starts rooms, says why one cannot start, restarts what dies, stops all, runs once per folder."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from launcher.errors import CannotStart
from launcher.rooms import Room
from launcher.supervisor import Supervisor, only_copy
from tests.ports import free_port

SERVES = """
import http.server, os
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
"""
FAILS = "import sys; print('broken: port 8080 is taken; stop what uses it', file=sys.stderr); sys.exit(5)"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def said() -> list[str]:
    return []


def room(tmp_path: Path, name: str, program: str, port: int) -> Room:
    """A room whose `main` is the program given."""
    package = tmp_path / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "main.py").write_text(program)
    environment = {"PYTHONPATH": str(tmp_path), "PORT": str(port), "PATH": ""}
    return Room(name=name, python=Path(sys.executable), environment=environment, url=f"http://127.0.0.1:{port}")


@pytest.fixture
def supervisor(tmp_path: Path, port: int, said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor({"ward": room(tmp_path, "ward", SERVES, port)}, tmp_path, said.append, longest_pause_seconds=0.1)
    yield made
    made.ask_to_stop()
    made.stop()


def living() -> list[int]:
    """The process ids of living rooms; a room may end while we look."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            if child.status() != psutil.STATUS_ZOMBIE and "ward.main" in child.cmdline():
                found.append(child.pid)
    return found


def test_it_returns_when_every_room_can_serve(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start()

    assert any("ward is ready" in line for line in said)


def test_a_room_that_is_killed_is_started_again(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start()
    threading.Thread(target=supervisor.watch, daemon=True).start()
    [first] = living()

    psutil.Process(first).kill()

    deadline = time.monotonic() + 20
    while not [pid for pid in living() if pid != first]:
        assert time.monotonic() < deadline, said
        time.sleep(0.02)
    assert any("ward ended (signal 9)" in line for line in said)


def test_a_room_that_cannot_start_is_named_with_its_own_words(tmp_path: Path, port: int, said: list[str]) -> None:
    broken = Supervisor({"broken": room(tmp_path, "broken", FAILS, port)}, tmp_path, said.append)

    with pytest.raises(CannotStart, match="broken could not start: port 8080 is taken; stop what uses it"):
        broken.start()


def test_a_second_copy_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with only_copy(tmp_path), pytest.raises(CannotStart, match="already runs"), only_copy(tmp_path):
        pass
