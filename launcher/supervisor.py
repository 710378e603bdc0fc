"""Start the three processes, wait until each can serve, restart what dies, stop all cleanly."""

from __future__ import annotations

import collections
import fcntl
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from launcher.errors import CannotStart
from launcher.paths import ROOT
from launcher.rooms import Room

READY_TIMEOUT_SECONDS = 120.0
STOP_TIMEOUT_SECONDS = 15.0
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 30.0
_LOG_BYTES = 20_000_000


@contextmanager
def only_copy(var: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises CannotStart when another supervisor holds it."""
    with (var / "xiaofeng.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(f"xiaofeng already runs on {var}; stop that copy first (Ctrl-C in its window)") from error
        yield


@dataclass
class _Child:
    room: Room
    process: subprocess.Popen[str]
    last_lines: collections.deque[str] = field(default_factory=lambda: collections.deque(maxlen=5))
    deaths: int = 0
    started_at: float = field(default_factory=time.monotonic)
    restart_at: float | None = None


class Supervisor:
    """Runs the rooms as children of this process. Their log lines go to `var/log/<room>.log`."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        var: Path,
        say: Callable[[str], None],
        *,
        longest_pause_seconds: float = LONGEST_PAUSE_SECONDS,
        changed_rooms: Callable[[], Mapping[str, Room]] = dict,
    ) -> None:
        """`changed_rooms` gives the rooms whose variables are others now; asked all the time, it must be quick."""
        self._rooms = rooms
        self._log_folder = var / "log"
        self._log_folder.mkdir(mode=0o700, exist_ok=True)
        self._say = say
        self._longest_pause_seconds = longest_pause_seconds
        self._changed_rooms = changed_rooms
        self._children: dict[str, _Child] = {}
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start every room and return when all can serve.

        Raises CannotStart naming the room that ended, or did not become ready, and its last words.
        """
        for room in self._rooms.values():
            self._children[room.name] = self._spawn(room)
        waiting = dict(self._children)
        deadline = time.monotonic() + READY_TIMEOUT_SECONDS
        while waiting and not self._stopping.is_set():
            for name, child in list(waiting.items()):
                if child.process.poll() is not None:
                    raise CannotStart(f"{name} could not start: {self._last_words(child)}")
                if _answers_ready(child.room):
                    self._say(f"  {name} is ready ({time.monotonic() - child.started_at:.0f} s)")
                    del waiting[name]
            if time.monotonic() > deadline:
                raise CannotStart(f"{', '.join(waiting)} not ready after {READY_TIMEOUT_SECONDS:.0f} s; "
                                  f"see {self._log_folder}")  # fmt: skip
            self._stopping.wait(0.2)

    def watch(self) -> None:
        """Restart rooms that end, with growing pauses, until `ask_to_stop` is called.

        A room whose variables changed is stopped and started with the new ones, one room after another.
        """
        while not self._stopping.wait(0.2):
            for name, room in self._changed_rooms().items():
                self._start_anew(self._children[name], room)
            for child in self._children.values():
                self._tend(child)

    def ask_to_stop(self) -> None:
        """Make `start` and `watch` return; safe in a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """End all rooms, the last started first: SIGTERM, then SIGKILL for what does not listen."""
        for name, child in reversed(self._children.items()):
            self._end(name, child)

    def _end(self, name: str, child: _Child) -> None:
        if child.process.poll() is not None:
            return
        child.process.send_signal(signal.SIGTERM)
        try:
            child.process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._say(f"  {name} did not stop in {STOP_TIMEOUT_SECONDS:.0f} s and was ended")
            child.process.kill()
            child.process.wait()

    def _start_anew(self, child: _Child, room: Room) -> None:
        """Give it time to serve before the next one is stopped; what does not is tended like any other."""
        self._say(f"· {room.name} is started with new keys")
        self._end(room.name, child)
        fresh = self._spawn(room)
        child.room, child.process, child.last_lines = room, fresh.process, fresh.last_lines
        child.started_at, child.restart_at = fresh.started_at, None
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while not _answers_ready(room) and child.process.poll() is None and time.monotonic() < deadline:
            if self._stopping.wait(0.1):
                return

    def _tend(self, child: _Child) -> None:
        now = time.monotonic()
        if child.restart_at is None:
            code = child.process.poll()
            if code is None:
                return
            if now - child.started_at > 60:
                child.deaths = 0
            child.deaths += 1
            pause = min(self._longest_pause_seconds, FIRST_PAUSE_SECONDS * 2 ** (child.deaths - 1))
            child.restart_at = now + pause
            self._say(f"! {child.room.name} ended ({_manner(code)}); starting it again in {pause:.1f} s")
        elif now >= child.restart_at:
            fresh = self._spawn(child.room)
            child.process, child.started_at, child.restart_at = fresh.process, fresh.started_at, None
            child.last_lines = fresh.last_lines

    def _spawn(self, room: Room) -> _Child:
        process = subprocess.Popen(
            room.command("main"),
            cwd=ROOT,
            env=dict(room.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # A Ctrl-C in the terminal reaches the supervisor alone, which then stops the rooms in order.
            start_new_session=True,
        )
        child = _Child(room, process)
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        arguments = (process.stdout, self._log_folder / f"{room.name}.log", child.last_lines)
        threading.Thread(target=_keep_log, args=arguments, daemon=True).start()
        return child

    def _last_words(self, child: _Child) -> str:
        time.sleep(0.2)  # the reader thread may still hold the last line
        words = [line for line in child.last_lines if line.strip()]
        return words[-1].strip().removeprefix(f"{child.room.name}: ") if words else _manner(child.process.returncode)


def _keep_log(stream: IO[str], file: Path, last_lines: collections.deque[str]) -> None:
    """Copy a room's lines to its log file; a file over 20 MB is set aside once, replacing the one before."""
    out = file.open("a")
    for line in stream:
        last_lines.append(line)
        if out.tell() > _LOG_BYTES:
            out.close()
            os.replace(file, file.with_suffix(".log.1"))
            out = file.open("a")
        out.write(line)
        out.flush()
    out.close()


def _answers_ready(room: Room) -> bool:
    try:
        with urllib.request.urlopen(f"{room.url}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _manner(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
