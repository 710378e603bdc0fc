"""An operator at the desk over HTTP. Whatever they do they repeat, as at a page, until they know that it was done."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.desk_browser import DeskBrowser, Page, until
from tests.faults.ledger import Ledger
from tests.faults.office import Office


@dataclass
class Desk:
    """Thread-safe: one colleague has several conversations at once. `under_way` counts what they are at."""

    office: Office
    ledger: Ledger
    browser: DeskBrowser
    under_way: int = 0
    _is_signed_in: bool = False
    _signing_in: threading.Lock = field(default_factory=threading.Lock)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def number_of(self, secret: str) -> str:
        """Of the takeover that a web conversation waits with."""
        of = self.ledger.data_key.conversation_id("web", secret)
        query = "SELECT number FROM takeovers WHERE conversation = :of AND state <> 'closed'"
        rows = until(lambda: self.ledger.rows("actions", query, of=of) or None, what=f"{of} to stand in the queue")
        return str(rows[0][0])

    def helps(self, number: str, lines: Sequence[str], *, last_heard: str) -> None:
        """Claim, write the lines, and close once the worker has said `last_heard`."""
        self._sign_in()
        with self._counted():
            self._claim(number)
            for line in lines:
                self._write(number, line)
            until(lambda: last_heard in self.page(number).lines("theirs"), what=f"{number}: the worker's last line")
            self._close(number)

    def page(self, number: str) -> Page:
        """The conversation as it stands."""
        page = self.browser.open(_path(number))
        assert page.status == 200, page.text
        return page

    def _sign_in(self) -> None:
        with self._signing_in:
            if not self._is_signed_in:
                self.browser.sign_in(self.office.employ("operator"))
                self._is_signed_in = True

    def _claim(self, number: str) -> None:
        """Until one may write; whoever was put back into the queue meanwhile is claimed again."""

        def is_mine() -> bool:
            page = self.page(number)
            assert page.state != "closed", f"{number} was closed before anybody came"
            if page.state == "waiting":
                self.browser.send(f"{_path(number)}/claim", {"csrf": page.csrf})
            return page.may_write

        until(is_mine, what=f"{number} to be ours")

    def _write(self, number: str, line: str) -> None:
        """The same form, by its own id, until it is kept."""
        page = self.page(number)
        form = {"csrf": page.csrf, "client_id": page.hidden("client_id"), "assist": "", "text": line}

        def is_kept() -> bool:
            status = self.browser.send(f"{_path(number)}/lines", form, photo_box=True)
            assert status in (303, None), f"{number}: a line was refused with {status}"
            return status is not None

        until(is_kept, what=f"{number}: a line to be kept")

    def _close(self, number: str) -> None:
        def is_over() -> bool:
            page = self.page(number)
            if page.state == "taken":
                self.browser.send(f"{_path(number)}/closing", {"csrf": page.csrf, "outcome": "answered", "topic": ""})
            return page.state == "closed"

        until(is_over, what=f"{number} to be closed")

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._counting:
            self.under_way += 1
        try:
            yield
        finally:
            with self._counting:
                self.under_way -= 1


def _path(number: str) -> str:
    return f"/desk/conversations/{number}"
