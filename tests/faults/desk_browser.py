"""A browser at the desk, without a screen: it keeps its cookie and sends the forms of the pages it has opened."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import pyotp

Result = TypeVar("Result")

PATIENCE_SECONDS = 240.0
PAUSE_SECONDS = 0.1
PASSWORD = "correct horse battery staple"
_SET_UP = "/desk/second-factor/set-up"
_SECRET = re.compile(r"<dt>密钥</dt><dd[^>]*>([A-Z2-7 ]+)</dd>")
_HIDDEN = re.compile(r"<input type=\"hidden\" name=\"(\w+)\" value=\"([^\"]*)\">")
_STANDING = re.compile(r"data-standing=\"([a-z]+)-")
_LINE = re.compile(r"<li id=\"line-\d+\" data-seq=\"\d+\" class=\"turn ([a-z ]+)\">(.*?)<p class=\"meta\">", re.DOTALL)
_SAID = re.compile(r"<span class=\"said\">(.*?)</span>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page as somebody reads it."""

    status: int
    text: str

    @property
    def csrf(self) -> str:
        return self.hidden("csrf")

    def hidden(self, name: str) -> str:
        """The value of the page's first hidden field of that name."""
        return next(html.unescape(value) for key, value in _HIDDEN.findall(self.text) if key == name)

    @property
    def state(self) -> str:
        """Of the conversation it shows: waiting, pending, taken or closed."""
        found = _STANDING.search(self.text)
        assert found is not None, self.text
        return found[1]

    @property
    def may_write(self) -> bool:
        return 'data-may-write="yes"' in self.text

    def lines(self, side: str) -> list[str]:
        """What one side has said, oldest first: `theirs` is the worker's, `mine` the bot's, `mine person` ours."""
        found = [_SAID.search(line) for who, line in _LINE.findall(self.text) if who == side]
        return [html.unescape(said[1]) for said in found if said is not None]


class DeskBrowser:
    """Thread-safe once it is signed in."""

    def __init__(self, actions: str, *, address: str | None = None) -> None:
        """`address`: where the colleague sits, as a reverse proxy would say."""
        headers = {"X-Forwarded-For": address} if address else {}
        self._client = httpx.Client(base_url=actions, timeout=60, trust_env=False, headers=headers)

    def close(self) -> None:
        self._client.close()

    @property
    def cookie(self) -> tuple[str, str]:
        """Name and value of what says who is signed in."""
        [(name, value)] = self._client.cookies.items()
        return name, value

    def open(self, path: str) -> Page:
        """A page, asked for again and again while actions are down."""
        answer = until(lambda: self._tried("GET", path), what=f"{path} to open")
        return Page(answer.status_code, answer.text)

    def send(self, path: str, form: Mapping[str, str], *, photo_box: bool = False) -> int | None:
        """Send a form once: the status, or None when the answer never came and nobody knows whether it arrived.

        With `photo_box` an empty file goes along, as browsers send one that was not used.
        """
        files = {"photo": ("", b"", "application/octet-stream")} if photo_box else None
        answer = self._tried("POST", path, data=dict(form), files=files)
        return answer.status_code if answer is not None else None

    def set_password(self, link: str) -> None:
        """Through a one-time link; once it is spent the password stands."""
        path = urlsplit(link).path

        def is_set() -> bool:
            page = self.open(path)
            if page.status == 200:
                self.send(path, {"csrf": page.csrf, "password": PASSWORD, "again": PASSWORD})
            return page.status == 410

        until(is_set, what="a password to be set")

    def sign_in(self, login: str) -> None:
        """Until the start page opens."""

        def is_in() -> bool:
            page = self.open("/desk/sign-in")
            if page.status == 200:
                self.send("/desk/sign-in", {"csrf": page.csrf, "login": login, "password": PASSWORD})
            return self.open("/desk").status == 200

        until(is_in, what=f"{login} to be signed in")

    def sign_in_with_second_factor(self, login: str) -> None:
        """For the first time, with a role that needs one: it is set up on the way."""
        page = self.open("/desk/sign-in")
        self.send("/desk/sign-in", {"csrf": page.csrf, "login": login, "password": PASSWORD})
        page = self.open(_SET_UP)
        secret = _SECRET.search(page.text)
        assert secret is not None, page.text
        code = pyotp.TOTP(secret[1].replace(" ", "")).now()
        self.send(_SET_UP, {"csrf": page.csrf, "box": page.hidden("box"), "code": code})
        assert self.open("/desk").status == 200

    def _tried(self, method: str, path: str, **sent: Any) -> httpx.Response | None:
        try:
            answer = self._client.request(method, path, **sent)
        except httpx.TransportError:
            return None
        return answer if answer.status_code < 500 else None


def until(tried: Callable[[], Result | None], *, what: str) -> Result:
    """Try with patience, many houses share the machine, until it gives something other than None or False."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (result := tried()) is None or result is False:
        assert time.monotonic() < deadline, f"not in {PATIENCE_SECONDS:.0f} s: {what}"
        time.sleep(PAUSE_SECONDS)
    return result
