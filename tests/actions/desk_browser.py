"""A browser without a screen: keeps its cookie, fills in forms with the token the page gave it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import pyotp
from aiohttp import FormData, request
from yarl import URL

from tests.actions.applicants import LONGZIHU
from tests.actions.house import Caller, House

PASSWORD = "bees carry honey home"
SET_UP = "/desk/second-factor/set-up"


@dataclass(frozen=True)
class Page:
    status: int
    html: str
    path: str  # after redirects
    headers: dict[str, str]

    @property
    def text(self) -> str:
        """What a reader sees, spaces folded."""
        reader = _Reader()
        reader.feed(self.html)
        return re.sub(r"\s+", " ", " ".join(reader.pieces))

    @property
    def csrf(self) -> str:
        return self.field("csrf")

    def field(self, name: str) -> str:
        """What a hidden field of the first form that has one holds."""
        found = re.search(rf'name="{name}" value="([^"]+)"', self.html)
        assert found, f"the page has no field {name}"
        return found[1]

    def form(self, id_: str) -> list[tuple[str, str]]:
        """The fields of the form with that id as a browser would send them, the token left out."""
        reader = _FormReader(id_)
        reader.feed(self.html)
        assert reader.was_there, f"the page has no form {id_}"
        return [(name, value) for name, value in reader.fields if name != "csrf"]

    def link_to(self, text: str) -> str:
        """Where the link with that text leads."""
        found = re.search(rf'<a href="([^"]+)">{re.escape(text)}</a>', self.html)
        assert found, f"the page has no link {text}"
        return found[1]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


class _FormReader(HTMLParser):
    """Reads what a form holds: fields, the options that are chosen, boxes that are ticked."""

    def __init__(self, id_: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.was_there = self._inside = False
        self._id = id_
        self._select: str | None = None
        self._area: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = found.get("id") == self._id
            self.was_there = self.was_there or self._inside
        if not self._inside:
            return
        if tag == "input" and "name" in found:
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.fields.append((found["name"], found.get("value", "")))
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and "selected" in found and self._select:
            self.fields.append((self._select, found["value"]))
        elif tag == "textarea":
            self.fields.append((found["name"], ""))
            self._area = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            text = "".join(self._area)
            self.fields[-1] = (self.fields[-1][0], text.removeprefix("\n"))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.append(data)


class Browser:
    """One browser with a cookie jar of its own."""

    def __init__(self, house: House, *, user_agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0") -> None:
        self._root = house.client.make_url("/")
        self._clock = house.clock
        self.headers = {"User-Agent": user_agent}
        self.cookie: str | None = None
        self.app: pyotp.TOTP | None = None  # the colleague's authenticator

    def code(self) -> str:
        """What the app shows now."""
        assert self.app is not None
        return self.app.at(self._clock.now)

    async def get(self, path: str) -> Page:
        return await self._ask("GET", path, None)

    async def post(self, path: str, fields: Sequence[tuple[str, str]] = (), *, csrf: str | None) -> Page:
        """Send a form; `csrf=None` leaves the token out."""
        form = FormData([*fields, *([("csrf", csrf)] if csrf is not None else [])])
        return await self._ask("POST", path, form)

    async def submit(self, page_path: str, action: str, *fields: tuple[str, str]) -> Page:
        """Open a page and send one of its forms, as a person does."""
        return await self.post(action, fields, csrf=(await self.get(page_path)).csrf)

    async def upload(self, page_path: str, action: str, content: bytes, name: str, *fields: tuple[str, str]) -> Page:
        """Open a page and send one of its forms with a file in its field "file"."""
        form = FormData([*fields, ("csrf", (await self.get(page_path)).csrf or "")])
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
        return await self._ask("POST", action, form)

    async def _ask(self, method: str, path: str, form: FormData | None) -> Page:
        for _ in range(5):
            cookies = {"xiaofeng_desk": self.cookie} if self.cookie else {}
            url = self._root.join(URL(path))
            async with request(
                method, url, data=form, cookies=cookies, headers=self.headers, allow_redirects=False
            ) as response:
                if (given := response.cookies.get("xiaofeng_desk")) is not None:
                    self.cookie = given.value
                if response.status != 303:
                    return Page(response.status, await response.text(errors="replace"), path, dict(response.headers))
                method, path, form = "GET", response.headers["Location"], None
        raise AssertionError("redirected in a circle")


async def administrator(house: House, cli: Caller) -> Browser:
    """Signed in as the first administrator, from the one-time link on."""
    made = await cli.post("/v1/staff/administrator-link", {})
    assert made.status == 201, made.raw.decode()
    return await _with_password(house, made.json["url"], "admin")


async def staff(
    house: House,
    cli: Caller,
    *roles: str,
    login: str = "wangmin",
    name: str = "王敏",
    areas: Sequence[str] | None = None,
    union: str | None = None,
) -> Browser:
    """Somebody with these roles, signed in; when not said, for the province, as a reviewer for Longzihu too."""
    default = ("340000", LONGZIHU) if "reviewer" in roles else ("340000",)
    body = {"login": login, "name": name, "roles": list(roles), "areas": list(areas or default), "union": union}
    made = await cli.post("/v1/staff", body)
    assert made.status == 201, made.raw.decode()
    return await _with_password(house, made.json["url"], login)


async def _with_password(house: House, url: str, login: str) -> Browser:
    browser = Browser(house)
    path = URL(url).path
    await browser.submit(path, path, ("password", PASSWORD), ("again", PASSWORD))
    page = await sign_in(browser, login)
    if page.path == SET_UP:
        page = await set_up_second_factor(browser)
    assert page.status == 200, page.text
    return browser


async def sign_in(browser: Browser, login: str, password: str = PASSWORD) -> Page:
    return await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", login), ("password", password))


async def set_up_second_factor(browser: Browser) -> Page:
    """Scan the code of the page into an app of one's own; the page with the recovery codes."""
    page = await browser.get(SET_UP)
    browser.app = scanned(page)
    fields = [("box", page.field("box")), ("code", browser.code())]
    return await browser.post(SET_UP, fields, csrf=page.csrf)


def scanned(page: Page) -> pyotp.TOTP:
    """An app with the secret that the page offers."""
    found = re.search(r"<dt>密钥</dt><dd[^>]*>([A-Z2-7 ]+)</dd>", page.html)
    assert found, "the page offers no secret"
    return pyotp.TOTP(found[1].replace(" ", ""))
