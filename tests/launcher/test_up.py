"""`xiaofeng.py up` as a person starts it: what it prints, how it stops, what it says when a part cannot start."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.environments import find_python_310
from launcher.errors import CannotStart
from launcher.paths import ROOT, TOOLS
from tests.ports import free_port

ROOMS = ("BOT", "ACTIONS", "NLU")


def environment(var: Path, **more: str) -> dict[str, str]:
    """A fresh house with the checkout's trained model on free ports."""
    ports = {f"XIAOFENG_{room}_PORT": str(free_port()) for room in ROOMS}
    models = str(ROOT / "var" / "nlu" / "models")
    return {**os.environ, "XIAOFENG_VAR_DIR": str(var), "XIAOFENG_NLU_MODELS": models, **ports, **more}


class Up:
    """A running `xiaofeng.py up`; `printed` grows as it prints."""

    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "xiaofeng.py"), "up"],
            env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.printed = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed += line

    def prints(self, words: str, *, within_seconds: float = 200) -> None:
        deadline = time.monotonic() + within_seconds
        while words not in self.printed:
            assert time.monotonic() < deadline, self.printed
            assert self.process.poll() is None or words in self.printed, self.printed
            time.sleep(0.05)

    def ends(self, *, within_seconds: float = 200) -> int:
        code = self.process.wait(within_seconds)
        self._reader.join(5)
        return code


@contextmanager
def up(env: dict[str, str]) -> Iterator[Up]:
    started = Up(env)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.send_signal(signal.SIGINT)
            started.ends(within_seconds=60)


@pytest.mark.rasa
@pytest.mark.timeout(400)
def test_it_prints_the_three_addresses_refuses_a_second_copy_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    env = environment(tmp_path)
    with up(env) as house:
        house.prints("Ctrl-C stops")
        chat = re.search(r"chat +(\S+)", house.printed)
        admin = re.search(r"admin +(\S+/desk/password/\S+)", house.printed)
        assert chat
        assert admin
        assert f"desk   http://127.0.0.1:{env['XIAOFENG_ACTIONS_PORT']}/desk" in house.printed
        for url in (chat.group(1), admin.group(1)):
            with urllib.request.urlopen(url, timeout=10) as page:
                assert page.status == 200

        second = subprocess.run([sys.executable, str(ROOT / "xiaofeng.py"), "up"], env=env, capture_output=True,
                                text=True, timeout=60, check=False)  # fmt: skip
        assert second.returncode == 1
        assert "already runs" in second.stderr

        house.process.send_signal(signal.SIGINT)
        assert house.ends(within_seconds=60) == 0
        assert "stopped" in house.printed
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(chat.group(1), timeout=2)


@pytest.mark.rasa
@pytest.mark.timeout(400)
def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        env = environment(tmp_path, XIAOFENG_BOT_PORT=str(taken.getsockname()[1]))
        with up(env) as house:
            assert house.ends() == 1

    last = house.printed.strip().splitlines()[-1]
    assert last.startswith("xiaofeng: bot could not start")
    assert env["XIAOFENG_BOT_PORT"] in last
    assert "Traceback" not in house.printed


@pytest.mark.rasa
@pytest.mark.timeout(400)
def test_a_database_somebody_else_holds_is_named(tmp_path: Path) -> None:
    env = environment(tmp_path)
    database = tmp_path / "elsewhere" / "bot.db"
    database.parent.mkdir()
    env["XIAOFENG_BOT_DATABASE_URL"] = f"sqlite+aiosqlite:///{database}"
    holder = (
        "import time; from bot.database.lock import lock_database;"
        f"held = lock_database({env['XIAOFENG_BOT_DATABASE_URL']!r}); print('held', flush=True); time.sleep(120)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "held"
        with up(env) as house:
            assert house.ends() == 1
        process.kill()

    assert "xiaofeng: bot" in house.printed
    assert "Traceback" not in house.printed


def test_a_missing_python_310_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path))
    only_uv = tmp_path / "bin"
    only_uv.mkdir()
    (only_uv / "uv").symlink_to(_which_uv())
    monkeypatch.setenv("PATH", str(only_uv))

    with pytest.raises(CannotStart, match=r"Python 3\.10"):
        find_python_310()


def _which_uv() -> str:
    return shutil.which("uv") or str(TOOLS / "bin" / "uv")
