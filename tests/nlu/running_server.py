"""A server process of its own for a test, spoken to over HTTP."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
LONGEST_START = 90  # seconds; some five on a quiet machine


class Server:
    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.log = log
        self.token = env["XIAOFENG_NLU_TOKEN"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nlu.main"],
            env={**env, "XIAOFENG_NLU_PORT": str(self.port)},
            cwd=ROOT,
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )

    def request(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            content = answer.read().decode()
            return answer.status, json.loads(content) if content.startswith(("{", "[")) else content

    def parse(self, body: bytes, token: str | None = None) -> tuple[int, Any]:
        return self.request("POST", f"/model/parse?token={self.token if token is None else token}", body)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if self.request("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)  # not listening yet: there is no event to wait for from outside
        raise AssertionError(self.log.read_text())
