"""Staff at work through the API of actions, with the command line's token; every act is kept to be sent again."""

from __future__ import annotations

import csv
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from launcher.paths import ROOT
from tests.faults.desk_browser import DeskBrowser
from tests.filing_receiver import Receiver
from tests.journeys.house import House

PATIENCE_SECONDS = 240.0
TOPIC = "station_women"  # no visitor asks after it: what is published here changes nobody's answer
VISITED = ("340111", "340104", "340302", "340123", "340202")  # as in visits.COUNTIES
TRADES = ("courier", "rider", "truck_driver")
with (ROOT / "data" / "regions.csv").open(newline="") as _regions:
    COUNTIES = tuple(row["code"] for row in csv.DictReader(_regions) if row["level"] == "county")


@dataclass(frozen=True)
class Act:
    """One POST and the answer it got."""

    path: str
    body: dict[str, Any]
    key: str
    status: int
    answer: bytes
    token: str


@dataclass
class Office:
    """Thread-safe. Acts are repeated with the same key until they are answered; `waiting` counts those that are not."""

    house: House
    client: httpx.Client
    receiver: Receiver
    patience_seconds: float = PATIENCE_SECONDS
    acts: list[Act] = field(default_factory=list)
    waiting: Counter[str] = field(default_factory=Counter)  # by path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: int = 0
    _writers: tuple[str, str] | None = None
    _employing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def under_way(self) -> int:
        with self._lock:
            return self.waiting.total()

    def under_decision(self) -> list[str]:
        """Numbers of the applications whose decision is not answered yet."""
        with self._lock:
            return [path.split("/")[3] for path, count in self.waiting.items() if count and path.endswith("/review")]

    def approve(self, number: str) -> None:
        self._act(f"/v1/enrollments/{number}/review", {"decision": "approve"}, f"approve-{number}", expected=200)

    def submitted(self) -> list[str]:
        """Numbers of the applications that wait for a decision, the first to come first."""
        return [one["number"] for one in self._get("/v1/enrollments?state=submitted")["enrollments"]]

    def decide(self, number: str, decision: str) -> None:
        """`approve`, `return` (the phone) or `reject`; somebody else may have been quicker."""
        said: dict[str, Any] = {
            "approve": {},
            "return": {"reasons": {"phone": "打不通"}},
            "reject": {"reason": "核实不了", "cause": "not_verified"},
        }[decision]
        body, key = {"decision": decision, **said}, f"{decision}-{number}-{self._next()}"
        self._act(f"/v1/enrollments/{number}/review", body, key, expected=(200, 409))

    def decided(self, decision: str) -> Counter[str]:
        """How often each application was decided so, by number."""
        begun = f"{decision}-XF"
        with self._lock:
            done = [act for act in self.acts if act.key.startswith(begun) and act.status == 200]
        return Counter(act.path.split("/")[3] for act in done)

    def hire(self) -> None:
        self._hire("reviewer")

    def employ(self, role: str) -> str:
        """Hire somebody, who sets a password; returns their login."""
        login, link = self._hire(role)
        browser = DeskBrowser(self.house.actions)
        try:
            browser.set_password(link)
        finally:
            browser.close()
        return login

    def publish(self) -> None:
        """An answer for one county and trade: drafted by one colleague, approved by another."""
        number = self._next()
        county, trade = COUNTIES[number % len(COUNTIES)], TRADES[number // len(COUNTIES) % len(TRADES)]
        content = {
            "answer": f"示例答复第{number}条。",
            "source": {"text": "示例来源", "date": "2026-11-22"},
            "valid_from": "2026-11-22",
        }
        author, approver = self._faq_writers()
        drafted = {"as": author, "topic": TOPIC, "areas": [county], "trades": [trade], "content": content}
        name = self._act("/v1/faq/drafts", drafted, f"draft-{number}", expected=201)["revision"]
        for act, colleague in (("submission", author), ("approval", approver)):
            self._act(f"/v1/faq/revisions/{name}/{act}", {"as": colleague}, f"{act}-{number}", expected=200)

    def published(self) -> int:
        """How many such answers are out now."""
        token = self.house.cli_environment["XIAOFENG_ACTIONS_TOKEN"]
        feed = self.client.get(f"{self.house.actions}/v1/faq/feed", headers={"Authorization": f"Bearer {token}"}).json()
        return next(len(entry["variants"]) for entry in feed["entries"] if entry["id"] == TOPIC)

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

    def files_by_list(self) -> None:
        """What waits is handed out as a list, entered by hand, and the results are taken in."""
        number = self._next()
        handed = self._act("/v1/filings/batches", {}, f"export-{number}", expected=(201, 409))
        if "number" not in handed:
            return  # the sender was quicker
        rows = self._get(f"/v1/filings/batches/{handed['number']}")["rows"]
        results = [
            {"row": place, "number": row["number"], "result": "成功",
             "reference": self.receiver.take_by_list(row["key"], row["number"])}
            for place, row in enumerate(rows, start=2)
        ]  # fmt: skip
        self._act("/v1/filings/results", {"dry_run": False, "rows": results}, f"results-{number}", expected=200)

    def retry_filings(self) -> None:
        self._act("/v1/filings/retries", {}, f"retry-{self._next()}", expected=200)

    def set_cover_quota(self) -> None:
        """Of a county nobody here comes from, a year further each time."""
        number = self._next()
        row = {"row": 2, "region": "341324", "year": str(2027 + number % 70), "places": str(number)}
        self._act("/v1/cover/quotas/imports", {"dry_run": False, "rows": [row]}, f"quota-{number}", expected=200)

    def open_cover(self, year: int) -> None:
        """Places for everybody in the counties visitors come from."""
        for region in VISITED:
            row = {"row": 2, "region": region, "year": str(year), "places": "100000"}
            self._act("/v1/cover/quotas/imports", {"dry_run": False, "rows": [row]}, f"open-{region}", expected=200)

    def take_in_cover_results(self) -> None:
        """Of a candidate nobody knows: reported, and nothing kept."""
        row = {"row": 2, "candidate": "HX26-999999-1", "result": "未受理", "reason": "示例"}
        body = {"dry_run": False, "rows": [row]}
        self._act("/v1/cover/results/imports", body, f"cover-results-{self._next()}", expected=200)

    def invite(self) -> None:
        """A site's list of one worker is taken in and handed out, and the worker opens the code."""
        number = self._next()
        row = {"row": 2, "name": "周装卸", "phone": f"139{number:08d}"}
        body = {"dry_run": False, "site": f"第{number}号站", "region": "341324", "rows": [row]}
        taken_in = self._act("/v1/rosters/imports", body, f"roster-{number}", expected=200)["number"]
        handed = self._act(f"/v1/rosters/{taken_in}/invitations", {}, f"invitations-{number}", expected=200)
        [line] = handed["lines"]
        opened = {"conversation": f"invited-{number:08d}", "code": line["code"]}
        bot = self.house.environments["bot"]["XIAOFENG_ACTIONS_TOKEN"]
        self._act("/v1/invitations/lookups", opened, f"opened-{number}", expected=200, token=bot)

    def again(self, act: Act) -> tuple[int, bytes]:
        """Send an act once more, with its key."""
        answer = self._post(act.path, act.body, act.key, act.token)
        return answer.status_code, answer.content

    def _hire(self, role: str) -> tuple[str, str]:
        """Login and link of a new colleague."""
        login = f"{role.replace('_', '-')}{self._next()}"
        body = {"login": login, "name": "测试", "roles": [role]}
        return login, self._act("/v1/staff", body, f"hire-{login}", expected=201)["url"]

    def _faq_writers(self) -> tuple[str, str]:
        """Who drafts and who approves; nobody may do both."""
        with self._employing:
            if self._writers is None:
                self._writers = self.employ("faq_editor"), self.employ("faq_approver")
            return self._writers

    def _next(self) -> int:
        with self._lock:
            self._numbers += 1
            return self._numbers

    def _act(
        self, path: str, body: dict[str, Any], key: str, *, expected: int | tuple[int, ...], token: str = ""
    ) -> dict[str, Any]:
        """`token` is another client's than the command line's."""
        with self._lock:
            self.waiting[path] += 1
        answer = self._post(path, body, key, token)
        assert answer.status_code in (expected if isinstance(expected, tuple) else (expected,)), answer.text
        with self._lock:
            self.waiting[path] -= 1
            self.acts.append(Act(path, body, key, answer.status_code, answer.content, token))
        read: dict[str, Any] = answer.json()
        return read

    def _post(self, path: str, body: dict[str, Any], key: str, token: str) -> httpx.Response:
        return self._ask("POST", path, {"Idempotency-Key": key}, body, token)

    def _get(self, path: str) -> dict[str, Any]:
        answer = self._ask("GET", path, {}, None)
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: dict[str, Any] | None, token: str = ""
    ) -> httpx.Response:
        token = token or self.house.cli_environment["XIAOFENG_ACTIONS_TOKEN"]
        headers = {"Authorization": f"Bearer {token}", **headers}
        deadline = time.monotonic() + self.patience_seconds
        while True:
            try:
                answer = self.client.request(method, self.house.actions + path, json=body, headers=headers)
                if answer.status_code < 500:
                    return answer
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline, f"actions did not answer for {self.patience_seconds:.0f} s"
            time.sleep(0.1)
