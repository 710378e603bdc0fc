"""The three systems measured: how each is started, spoken to, and which processes it consists of."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from benchmarks.baseline.training import Models
from benchmarks.errors import CannotRun
from benchmarks.exchange import Interface
from benchmarks.processes import running_server
from launcher.errors import CannotStart
from launcher.paths import NLU_PYTHON, ROOT
from tests.journeys.house import running_house
from tests.ports import free_port

SystemName = Literal["house", "skeleton", "rasa"]
SYSTEMS: tuple[SystemName, ...] = ("house", "skeleton", "rasa")
# One machine plays all workers here, and one of them sends without a pause: nobody is to be slowed down for that.
NO_LIMITS = {"XIAOFENG_CONVERSATION_MESSAGES_PER_MINUTE": "1000000", "XIAOFENG_ADDRESS_REQUESTS_PER_MINUTE": "1000000"}


@dataclass(frozen=True)
class System:
    """A running system; `processes` gives process id by process name, as they are now."""

    name: SystemName
    url: str
    interface: Interface
    guided: bool  # it asks for form fields
    processes: Callable[[], Mapping[str, int]]


def rasa_environment() -> dict[str, str]:
    """The environment of everything that imports Rasa: nothing of the house's settings, and quiet."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("XIAOFENG_")}
    return {**plain, "RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3", "SANIC_HOST": "127.0.0.1", "PYTHONPATH": str(ROOT)}  # fmt: skip


@contextmanager
def house(folder: Path) -> Iterator[System]:
    """The real three processes under their supervisor, on SQLite. Raises CannotRun."""
    try:
        with running_house(folder / "house", extra=NO_LIMITS) as running:

            def processes() -> dict[str, int]:
                found = {room: running.process(room) for room in ("bot", "nlu", "actions")}
                return {room: process.pid for room, process in found.items() if process is not None}

            yield System("house", running.bot, "chat", guided=True, processes=processes)
    except CannotStart as error:
        raise CannotRun(f"the house could not start: {error}") from error


@contextmanager
def skeleton(folder: Path, models: Models) -> Iterator[System]:
    """One aiohttp route, one committed row, one parse by a Rasa server. Raises CannotRun."""
    rasa_url, url = _free_url(), _free_url()
    rasa = [*_rasa_server(rasa_url), "--model", str(models.understanding), "--enable-api"]
    own = [sys.executable, "-m", "benchmarks.baseline.skeleton", _port(url), str(folder / "skeleton.db"), rasa_url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running_server("skeleton-rasa", rasa, ready_url=f"{rasa_url}/status", folder=folder,
                                               environment=rasa_environment())),
            stack.enter_context(running_server("skeleton", own, ready_url=f"{url}/healthz", folder=folder,
                                               environment=environment)),
        ]  # fmt: skip
        for server in servers:
            server.wait_until_ready()
        pids = {server.name: server.pid for server in servers}
        yield System("skeleton", url, "chat", guided=False, processes=lambda: pids)


@contextmanager
def rasa_rest(folder: Path, models: Models) -> Iterator[System]:
    """Rasa's REST channel with RulePolicy, an SQL tracker store and an action server. Raises CannotRun."""
    url, actions_url = _free_url(), _free_url()
    (folder / "credentials.yml").write_text("rest:\n")
    endpoints = {
        "action_endpoint": {"url": f"{actions_url}/webhook"},
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "trackers.db")},
    }
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
    rasa = [*_rasa_server(url), "--model", str(models.assistant), "--credentials", "credentials.yml",
            "--endpoints", "endpoints.yml"]  # fmt: skip
    actions = [str(NLU_PYTHON), "-m", "rasa_sdk", "--actions", "benchmarks.baseline.answers",
               "--port", _port(actions_url)]  # fmt: skip
    environment = {**rasa_environment(), "XIAOFENG_BENCHMARK_ANSWERS": str(models.answers)}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running_server("rasa-actions", actions, ready_url=f"{actions_url}/health",
                                               folder=folder, environment=environment)),
            stack.enter_context(running_server("rasa-rest", rasa, ready_url=f"{url}/", folder=folder,
                                               environment=rasa_environment())),
        ]  # fmt: skip
        for server in servers:
            server.wait_until_ready()
        pids = {server.name: server.pid for server in servers}
        yield System("rasa", url, "rest", guided=False, processes=lambda: pids)


def _rasa_server(url: str) -> list[str]:
    return [str(NLU_PYTHON), "-m", "rasa", "run", "-i", "127.0.0.1", "--port", _port(url)]


def _free_url() -> str:
    return f"http://127.0.0.1:{free_port()}"


def _port(url: str) -> str:
    return url.rpartition(":")[2]
