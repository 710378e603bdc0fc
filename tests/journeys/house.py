"""The whole house for a test: the three real processes under the real supervisor, on free ports and fresh databases."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from launcher.paths import ROOT
from launcher.rooms import Room, cli_environment, rooms
from launcher.supervisor import Supervisor
from tests.postgres import fresh_database


@dataclass(frozen=True)
class House:
    """A running house; URLs without a trailing slash."""

    bot: str
    actions: str
    nlu: str
    var: Path
    rooms: Mapping[str, Room]
    said: list[str]

    def process(self, room: str) -> psutil.Process | None:
        """The room's process now; None while it is down."""
        for child in psutil.Process().children():
            try:
                line = child.cmdline()
                if line[1:3] == ["-m", f"{room}.main"] and child.environ().get("XIAOFENG_VAR_DIR") == str(self.var):
                    return child
            except psutil.Error:
                continue
        return None

    def kill(self, room: str) -> bool:
        """SIGKILL the room; False when it was down already."""
        process = self.process(room)
        if process is None:
            return False
        process.kill()
        return True

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of actions as an administrator would: `house.cli("enrollments", "list")`."""
        environment = {**cli_environment(self.environ), "PYTHONPATH": str(ROOT)}
        return subprocess.run(self.rooms["actions"].command("cli", *arguments), env=environment, text=True,
                              capture_output=True, check=False, timeout=60)  # fmt: skip

    @property
    def environ(self) -> dict[str, str]:
        """The variables this house was started with."""
        return dict(self.rooms["actions"].environment)

    def log_text(self) -> str:
        """Everything every process has logged so far."""
        return "\n".join(file.read_text(errors="replace") for file in sorted((self.var / "log").iterdir()))


def free_port() -> int:
    """A TCP port of the loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_house(
    var: Path,
    *,
    postgres_folder: str | None = None,
    extra: Mapping[str, str] | None = None,
    longest_pause_seconds: float = 0.25,
) -> Iterator[House]:
    """Start a house and stop it afterwards; on SQLite, or on PostgreSQL when its socket folder is given.

    The trained model of the checkout is used (`make test` trains it first). `extra` adds environment variables;
    a killed process is started again after at most `longest_pause_seconds`.
    """
    var.mkdir(parents=True, exist_ok=True)
    environ = {
        **os.environ,
        "XIAOFENG_VAR_DIR": str(var),
        "XIAOFENG_NLU_MODELS": str(ROOT / "var" / "nlu" / "models"),
        **{f"XIAOFENG_{room}_PORT": str(free_port()) for room in ("BOT", "ACTIONS", "NLU")},
        **(extra or {}),
    }
    before = os.environ.get("XIAOFENG_VAR_DIR")
    with ExitStack() as stack:
        if postgres_folder is not None:
            for room in ("BOT", "ACTIONS"):
                url = stack.enter_context(fresh_database(postgres_folder, f"{room.lower()}_{uuid.uuid4().hex[:12]}"))
                environ[f"XIAOFENG_{room}_DATABASE_URL"] = url
        os.environ["XIAOFENG_VAR_DIR"] = str(var)
        stack.callback(_restore, "XIAOFENG_VAR_DIR", before)
        house_rooms = rooms(environ)
        for room in ("actions", "bot"):
            command = house_rooms[room].command("cli", "migrate")
            subprocess.run(command, env=dict(house_rooms[room].environment), cwd=ROOT, check=True, timeout=60)
        said: list[str] = []
        supervisor = Supervisor(house_rooms, var, said.append, longest_pause_seconds=longest_pause_seconds)
        stack.callback(supervisor.stop)
        supervisor.start()
        watching = threading.Thread(target=supervisor.watch, daemon=True)
        watching.start()
        stack.callback(watching.join, 10)
        stack.callback(supervisor.ask_to_stop)
        urls = {name: room.url for name, room in house_rooms.items()}
        yield House(**urls, var=var, rooms=house_rooms, said=said)


def wait_until(condition: object, *, within_seconds: float = 30.0, what: str = "condition") -> None:
    """Poll a callable until it is true; fails with `what` after the time given."""
    assert callable(condition)
    deadline = time.monotonic() + within_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_seconds:.0f} s: {what}")
        time.sleep(0.05)


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
