"""Colleagues who review applications at the desk: by HTTP alone, or with their hands in a browser."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Protocol

from playwright.sync_api import Page, expect

from tests.faults.desk_browser import DeskBrowser
from tests.journeys.command_line import as_cli
from tests.journeys.house import House

LIST = "/desk/enrollments"
FIELDS = {"name": "姓名", "phone": "手机号"}
_places = itertools.count(1)
_WIDER = "() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"


class Reviewer(Protocol):
    """What one does and what one is kept from; each fails when it went otherwise."""

    def sees(self, number: str) -> bool: ...

    def returns(self, number: str, reasons: Mapping[str, str]) -> None: ...

    def approves(self, number: str) -> None: ...

    def releases(self, number: str) -> None: ...

    def is_kept_from_approving(self, number: str, why: str) -> None: ...

    def is_kept_from_releasing(self, number: str) -> None: ...


def own_address() -> str:
    """For a house behind a proxy: colleagues do not share the limit of sign-ins (RFC 5737, for documentation)."""
    return f"198.51.100.{next(_places)}"


def at_the_desk(house: House, name: str, *, area: str, union: str | None, roles: Sequence[str]) -> DeskBrowser:
    """Somebody just hired, with password and second factor."""
    login = f"reviewer{uuid.uuid4().hex[:8]}"
    body = {"login": login, "name": name, "roles": list(roles), "areas": [area], "union": union}
    made = as_cli(house, "/v1/staff", body)
    assert made.status_code == 201, made.text
    desk = DeskBrowser(house.actions, address=own_address())
    desk.set_password(made.json()["url"])
    desk.sign_in_with_second_factor(login)
    return desk


class ByHttp:
    """Sends the forms of the pages."""

    def __init__(self, desk: DeskBrowser) -> None:
        self._desk = desk

    def sees(self, number: str) -> bool:
        in_list = any(number in self._desk.open(f"{LIST}?state={state}").text for state in ("submitted", "in_review"))
        status = self._desk.open(f"{LIST}/{number}").status
        assert status == (200 if in_list else 404)
        return in_list

    def returns(self, number: str, reasons: Mapping[str, str]) -> None:
        said = {f"reason_{field}": reason for field, reason in reasons.items()}
        assert self._send(number, "return", said) == 303

    def approves(self, number: str) -> None:
        assert self._send(number, "approve") == 303

    def releases(self, number: str) -> None:
        assert self._send(number, "release") == 303

    def is_kept_from_approving(self, number: str, why: str) -> None:
        assert why in self._desk.open(f"{LIST}/{number}").text
        assert self._send(number, "approve") == 409

    def is_kept_from_releasing(self, number: str) -> None:
        assert self._send(number, "release") == 403

    def _send(self, number: str, act: str, fields: Mapping[str, str] | None = None) -> int | None:
        page = self._desk.open(f"{LIST}/{number}")
        return self._desk.send(f"{LIST}/{number}/{act}", {"csrf": page.csrf, **(fields or {})})


class ByHand:
    """Looks for an application in the list of a page that is signed in, clicks and types."""

    def __init__(self, page: Page, house: House) -> None:
        self.page = page
        self._address = f"{house.actions}{LIST}"

    def sees(self, number: str) -> bool:
        answer = self.page.goto(f"{self._address}/{number}")
        assert answer is not None
        assert answer.status in (200, 404)
        self._looks_whole()
        return answer.status == 200

    def returns(self, number: str, reasons: Mapping[str, str]) -> None:
        self._opens(number)
        self._unfolds("退回补正")
        for field, reason in reasons.items():
            self.page.get_by_role("textbox", name=re.compile(f"^{FIELDS[field]}")).fill(reason)
        self._looks_whole()
        self.page.get_by_role("button", name="退回给工友").press("Enter")
        self._reads("已退回，工友会在聊天里收到要补正的项目和原因。")

    def approves(self, number: str) -> None:
        self._opens(number)
        self.page.get_by_role("button", name=re.compile("^通过，")).click()
        self._reads("工友会在聊天里收到通知|工友会收到通知")

    def releases(self, number: str) -> None:
        self._opens(number)
        self.page.get_by_role("button", name="已核实，解除挂起").click()
        self._reads("挂起已解除")

    def is_kept_from_approving(self, number: str, why: str) -> None:
        self._opens(number)
        expect(self.page.get_by_text(why)).to_be_visible()
        for button in self.page.get_by_role("button", name=re.compile("^通过，")).all():
            expect(button).to_be_disabled()

    def is_kept_from_releasing(self, number: str) -> None:
        self._opens(number)
        expect(self.page.get_by_text("请县（市、区）兼任管理员的审核员核实后解除")).to_be_visible()
        expect(self.page.get_by_role("button", name="解除挂起")).to_have_count(0)

    def _opens(self, number: str) -> None:
        """From the list: it is under what was submitted or what is in review."""
        link = self.page.get_by_role("link", name=number)
        self.page.goto(self._address)
        if not link.count():
            self.page.get_by_role("navigation", name="按状态筛选").get_by_role("link", name="审核中").click()
        expect(link).to_be_visible()
        self._looks_whole()
        link.click()
        expect(self.page.get_by_role("heading", level=1, name=number)).to_be_visible()
        self._looks_whole()

    def _unfolds(self, title: str) -> None:
        self.page.locator("summary", has_text=title).press("Enter")

    def _reads(self, words: str) -> None:
        expect(self.page.get_by_text(re.compile(words))).to_be_visible()
        self._looks_whole()

    def _looks_whole(self) -> None:
        assert self.page.evaluate(_WIDER) == 0, "the page scrolls sideways"
