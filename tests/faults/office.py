"""Staff at work through the API of actions, with the command line's token; every act is kept to be sent again."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.journeys.house import House

PATIENCE_SECONDS = 240.0


@dataclass(frozen=True)
class Act:
    """One POST and the answer it got."""

    path: str
    body: dict[str, Any]
    key: str
    status: int
    answer: bytes


@dataclass
class Office:
    """Thread-safe. Acts are repeated with the same key until they are answered; `under_way` counts those that wait."""

    house: House
    client: httpx.Client
    acts: list[Act] = field(default_factory=list)
    under_way: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: int = 0

    def approve(self, number: str) -> None:
        self._act(f"/v1/enrollments/{number}/review", {"decision": "approve"}, f"approve-{number}", expected=200)

    def hire(self) -> None:
        login = f"reviewer{self._next()}"
        body = {"login": login, "name": "测试", "roles": ["reviewer"]}
        self._act("/v1/staff", body, f"hire-{login}", expected=201)

    def import_station(self) -> None:
        number = self._next()
        row = {"row": 2, "id": f"fault_{number}", "name": f"示例·第{number}号驿站", "region": "340111"}
        place = {"address": "包河区某路", "lat": "31.80", "lon": "117.29", "crs": "gcj02", "hours": "24小时"}
        body = {"dry_run": False, "rows": [{**row, **place, "facilities": "water"}]}
        self._act("/v1/stations/imports", body, f"import-{number}", expected=200)

    def remove_samples(self) -> None:
        self._act("/v1/stations/sample-removals", {}, f"removal-{self._next()}", expected=200)

    def import_union(self) -> None:
        """The union of a company nobody in these tests works for, in a county nobody here comes from."""
        number = self._next()
        row = {"row": 2, "code": f"fault-{number}", "name": f"第{number}号工会", "kind": "企业", "region": "341324"}
        body = {"dry_run": False, "rows": [{**row, "employers": f"第{number}号速递"}]}
        self._act("/v1/unions/imports", body, f"union-{number}", expected=200)

    def remove_sample_unions(self) -> None:
        self._act("/v1/unions/sample-removals", {}, f"replacement-{self._next()}", expected=200)

    def again(self, act: Act) -> tuple[int, bytes]:
        """Send an act once more, with its key."""
        answer = self._post(act.path, act.body, act.key)
        return answer.status_code, answer.content

    def _next(self) -> int:
        with self._lock:
            self._numbers += 1
            return self._numbers

    def _act(self, path: str, body: dict[str, Any], key: str, *, expected: int) -> None:
        with self._lock:
            self.under_way += 1
        answer = self._post(path, body, key)
        assert answer.status_code == expected, answer.text
        with self._lock:
            self.under_way -= 1
            self.acts.append(Act(path, body, key, answer.status_code, answer.content))

    def _post(self, path: str, body: dict[str, Any], key: str) -> httpx.Response:
        token = self.house.cli_environment["XIAOFENG_ACTIONS_TOKEN"]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.client.post(self.house.actions + path, json=body, headers=headers)
                if answer.status_code < 500:
                    return answer
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline, f"actions did not answer for {PATIENCE_SECONDS:.0f} s"
            time.sleep(0.1)
