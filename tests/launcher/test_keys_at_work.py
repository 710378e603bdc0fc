"""New keys while the real actions and bot are at work, from `rotate` to `retire`, on both engines."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from nacl.public import PublicKey, SealedBox

from launcher.errors import CannotStart
from launcher.key_commands import keys_command
from launcher.key_watch import KeyWatch
from launcher.paths import ROOT
from launcher.rooms import Room, rooms
from launcher.supervisor import Supervisor
from tests.actions.applicants import RIDER
from tests.ports import free_port
from tests.postgres import fresh_database

NOWHERE = "http://127.0.0.1:9"


@dataclass
class Running:
    environ: dict[str, str]
    house: dict[str, Room]
    file: Path
    said: list[str] = field(default_factory=list)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def keys(self, command: str) -> int:
        return keys_command([command], self.environ, self.said.append)

    def read(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.file.read_text())
        return found

    def chat(self, text: str) -> dict[str, Any]:
        """One message, sent again with the same id until it is answered."""
        message = {"conversation": self.secret, "message_id": uuid.uuid4().hex, "text": text}
        return dict(
            _patiently(lambda: httpx.post(f"{self.house['bot'].url}/v1/chat/messages", json=message, timeout=30))
        )

    def file_application(self, public_key: str, conversation: str) -> str:
        box = SealedBox(PublicKey(base64.b64decode(public_key)))
        sealed = {
            name: base64.b64encode(box.encrypt(value.encode())).decode()
            for name, value in (("name", RIDER.name), ("id_number", RIDER.id_number), ("phone", RIDER.phone))
        }
        consent = {"version": "2026-11", "given_at": "2026-11-22T11:58:00+08:00"}
        body = {"conversation": conversation, "channel": "web", "consent": consent, "sealed": sealed, "trade": "rider",
                "platform": "meituan", "region": "340302"}  # fmt: skip
        headers = {"Authorization": f"Bearer {self.read()['bot_client_token']}", "Idempotency-Key": uuid.uuid4().hex}
        url = f"{self.house['actions'].url}/v1/enrollments"
        return str(_patiently(lambda: httpx.post(url, json=body, headers=headers, timeout=30))["number"])

    def shown(self, number: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.read()['cli_client_token']}"}
        url = f"{self.house['actions'].url}/v1/enrollments/{number}"
        return dict(_patiently(lambda: httpx.get(url, headers=headers, timeout=30))["masked"])


def _patiently(ask: Any) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        try:
            answer = ask()
            if answer.status_code < 500:
                assert answer.status_code < 300, answer.text
                found: dict[str, Any] = answer.json()
                return found
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("XIAOFENG_VAR_DIR", str(tmp_path))
    environ = {"PATH": "/usr/bin:/bin", "XIAOFENG_NLU_URL": NOWHERE}
    environ |= {f"XIAOFENG_{room}_PORT": str(free_port()) for room in ("BOT", "ACTIONS", "NLU")}
    with ExitStack() as stack:
        if request.param == "postgresql":
            folder = request.getfixturevalue("postgres_folder")
            for room in ("BOT", "ACTIONS"):
                url = stack.enter_context(fresh_database(folder, f"keys_{room.lower()}_{uuid.uuid4().hex[:8]}"))
                environ[f"XIAOFENG_{room}_DATABASE_URL"] = url
        house = {name: room for name, room in rooms(environ).items() if name != "nlu"}
        for room in house.values():
            subprocess.run(room.command("cli", "migrate"), env=dict(room.environment), cwd=ROOT, check=True, timeout=60)
        made = Running(environ, house, tmp_path / "keys.json")
        watch = KeyWatch(house, environ)
        supervisor = Supervisor(house, tmp_path, made.said.append, changed_rooms=watch.changed_rooms)
        stack.callback(supervisor.stop)
        supervisor.start()
        watching = threading.Thread(target=supervisor.watch, daemon=True)
        watching.start()
        stack.callback(watching.join, 30)
        stack.callback(supervisor.ask_to_stop)
        yield made


@pytest.mark.timeout(240)
def test_from_new_keys_to_giving_the_old_ones_up_nothing_is_lost(running: Running) -> None:
    first = running.read()
    running.chat("你好")
    number = running.file_application(first["XIAOFENG_SEALING_PUBLIC_KEY"], "conversation-0001")
    masked = running.shown(number)

    assert running.keys("rotate") == 0
    before = running.chat("还在吗")
    assert running.shown(number) == masked
    _until_retired(running)

    assert running.shown(number) == masked
    assert not any(name.startswith("XIAOFENG_OTHER_") for name in running.read())
    after = running.chat("还在吗")
    assert after["replies"][0]["seq"] > before["replies"][-1]["seq"] > 1  # the same conversation throughout
    assert running.keys("status") == 0
    assert running.said[-1] == "older keys kept: 0"
    log = "\n".join(file.read_text() for file in (running.file.parent / "log").iterdir())
    assert not [name for name, key in (*first.items(), *running.read().items()) if key in log]


def _retired(running: Running) -> bool:
    """Asked once; a room that is just being started with its new keys does not answer yet."""
    try:
        if running.keys("retire") == 0:
            return True
    except CannotStart:
        return False
    assert running.said[-1].startswith("not yet: ")
    return False


def _until_retired(running: Running) -> None:
    """Refused while something needs the old keys; granted once nothing does."""
    deadline = time.monotonic() + 120
    while not _retired(running):
        assert any(name.startswith("XIAOFENG_OTHER_") for name in running.read())
        assert time.monotonic() < deadline, running.said[-3:]
        time.sleep(0.5)
    assert sum("is started with new keys" in line for line in running.said) >= 2
    # Taken out of the file they leave the processes, too.
    while sum("is started with new keys" in line for line in running.said) < 4:
        assert time.monotonic() < deadline
        time.sleep(0.2)
