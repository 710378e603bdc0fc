"""The whole house for a test: the three real processes under the real supervisor, on free ports and fresh databases."""

from __future__ import annotations

import os
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from launcher.paths import ROOT
from launcher.rooms import Room, cli_environment, rooms
from launcher.supervisor import Supervisor
from tests.ports import free_port
from tests.postgres import fresh_database

_naming = threading.Lock()  # the launcher reads the folder from this process's environment


@dataclass(frozen=True)
class NluAddress:
    """A running nlu that several houses may share."""

    url: str
    token: str


@dataclass(frozen=True)
class House:
    """A running house; URLs without a trailing slash.

    `environments` are the variables of each room: a change counts from that room's next start on. `hearers` are called
    with each sentence of the supervisor, in its thread, before it acts.
    """

    bot: str
    actions: str
    nlu: str
    var: Path
    rooms: Mapping[str, Room]
    said: list[str]
    environments: Mapping[str, MutableMapping[str, str]]
    cli_environment: Mapping[str, str]
    hearers: list[Callable[[str], None]]

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
        environment = {**self.cli_environment, "PYTHONPATH": str(ROOT)}
        return subprocess.run(self.rooms["actions"].command("cli", *arguments), env=environment, text=True,
                              capture_output=True, check=False, timeout=120)  # fmt: skip

    def log_text(self) -> str:
        """Everything every process has logged so far."""
        return "\n".join(file.read_text(errors="replace") for file in sorted((self.var / "log").iterdir()))


@contextmanager
def running_house(
    var: Path,
    *,
    postgres_folder: str | None = None,
    extra: Mapping[str, str] | None = None,
    longest_pause_seconds: float = 0.25,
    nlu: NluAddress | None = None,
) -> Iterator[House]:
    """Start a house and stop it afterwards; on SQLite, or on PostgreSQL when its socket folder is given.

    The trained model of the checkout is used (`make test` trains it first). `extra` adds environment variables;
    a killed process is started again after at most `longest_pause_seconds`. With `nlu` only bot and actions are
    started, and ask that one.
    """
    var.mkdir(parents=True, exist_ok=True)
    environ = {
        **os.environ,
        **_compiled_once(os.environ),
        "XIAOFENG_VAR_DIR": str(var),
        "XIAOFENG_NLU_MODELS": str(ROOT / "var" / "nlu" / "models"),
        **{f"XIAOFENG_{room}_PORT": str(free_port()) for room in ("BOT", "ACTIONS", "NLU")},
        **({"XIAOFENG_NLU_URL": nlu.url, "XIAOFENG_NLU_TOKEN": nlu.token} if nlu else {}),
        # Nobody is at the desk but in one minute of the week: whatever the hour, a request for a person is a message.
        "XIAOFENG_DESK_HOURS": "1 00:00-00:01",
        "XIAOFENG_QUIET_HOURS": "off",  # news come whatever the hour
        **(extra or {}),
    }
    with ExitStack() as stack:
        if postgres_folder is not None:
            for room in ("BOT", "ACTIONS"):
                url = stack.enter_context(fresh_database(postgres_folder, f"{room.lower()}_{uuid.uuid4().hex[:12]}"))
                environ[f"XIAOFENG_{room}_DATABASE_URL"] = url
        named, cli = _named(environ, var)
        environments = {name: dict(room.environment) for name, room in named.items()}
        house_rooms = {name: replace(room, environment=environments[name]) for name, room in named.items()}
        for room in ("actions", "bot"):
            command = house_rooms[room].command("cli", "migrate")
            subprocess.run(command, env=environments[room], cwd=ROOT, check=True, timeout=60)
        said: list[str] = []
        hearers: list[Callable[[str], None]] = [said.append]

        def say(line: str) -> None:
            for hear in tuple(hearers):
                hear(line)

        started = {name: room for name, room in house_rooms.items() if name != "nlu" or nlu is None}
        supervisor = Supervisor(started, var, say, longest_pause_seconds=longest_pause_seconds)
        stack.callback(supervisor.stop)
        supervisor.start()
        watching = threading.Thread(target=supervisor.watch, daemon=True)
        watching.start()
        stack.callback(watching.join, 10)
        stack.callback(supervisor.ask_to_stop)
        urls = {name: room.url for name, room in house_rooms.items()} | ({"nlu": nlu.url} if nlu else {})
        yield House(**urls, var=var, rooms=house_rooms, said=said, environments=environments, cli_environment=cli,
                    hearers=hearers)  # fmt: skip


@contextmanager
def running_nlu(var: Path) -> Iterator[NluAddress]:
    """Start nlu alone, for several houses to share."""
    var.mkdir(parents=True, exist_ok=True)
    models = {"XIAOFENG_NLU_MODELS": str(ROOT / "var" / "nlu" / "models"), "XIAOFENG_NLU_PORT": str(free_port())}
    named, _ = _named({**os.environ, **_compiled_once(os.environ), **models, "XIAOFENG_VAR_DIR": str(var)}, var)
    supervisor = Supervisor({"nlu": named["nlu"]}, var, lambda line: None)
    try:
        supervisor.start()
        yield NluAddress(named["nlu"].url, named["nlu"].environment["XIAOFENG_NLU_TOKEN"])
    finally:
        supervisor.stop()


def wait_until(condition: object, *, within_seconds: float = 30.0, what: str = "condition") -> None:
    """Poll a callable until it is true; fails with `what` after the time given."""
    assert callable(condition)
    deadline = time.monotonic() + within_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_seconds:.0f} s: {what}")
        time.sleep(0.05)


def _named(environ: Mapping[str, str], var: Path) -> tuple[dict[str, Room], dict[str, str]]:
    """The rooms with their variables, and those of the command line."""
    with _naming:
        before = os.environ.get("XIAOFENG_VAR_DIR")
        os.environ["XIAOFENG_VAR_DIR"] = str(var)
        try:
            return rooms(environ), cli_environment(environ)
        finally:
            if before is None:
                del os.environ["XIAOFENG_VAR_DIR"]
            else:
                os.environ["XIAOFENG_VAR_DIR"] = before


def _compiled_once(environ: Mapping[str, str]) -> dict[str, str]:
    """Where Python is told to leave no compiled files behind, keep them in var/: compiling takes most of a start."""
    if not environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / "var" / "bytecode")}
