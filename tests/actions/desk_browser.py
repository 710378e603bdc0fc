"""A browser without a screen: keeps its cookie, fills in forms with the token the page gave it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from aiohttp import FormData, request
from yarl import URL

from tests.actions.house import Caller, House

PASSWORD = "bees carry honey home"


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
        found = re.search(r'name="csrf" value="([^"]+)"', self.html)
        assert found, "the page has no form"
        return found[1]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


class Browser:
    """One browser with a cookie jar of its own."""

    def __init__(self, house: House) -> None:
        self._root = house.client.make_url("/")
        self.cookie: str | None = None

    async def get(self, path: str) -> Page:
        return await self._ask("GET", path, None)

    async def post(self, path: str, fields: Sequence[tuple[str, str]] = (), *, csrf: str | None) -> Page:
        """Send a form; `csrf=None` leaves the token out."""
        form = FormData([*fields, *([("csrf", csrf)] if csrf is not None else [])])
        return await self._ask("POST", path, form)

    async def submit(self, page_path: str, action: str, *fields: tuple[str, str]) -> Page:
        """Open a page and send one of its forms, as a person does."""
        return await self.post(action, fields, csrf=(await self.get(page_path)).csrf)

    async def _ask(self, method: str, path: str, form: FormData | None) -> Page:
        for _ in range(5):
            cookies = {"xiaofeng_desk": self.cookie} if self.cookie else {}
            url = self._root.join(URL(path))
            async with request(method, url, data=form, cookies=cookies, allow_redirects=False) as response:
                if (given := response.cookies.get("xiaofeng_desk")) is not None:
                    self.cookie = given.value
                if response.status != 303:
                    return Page(response.status, await response.text(), path, dict(response.headers))
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
    areas: Sequence[str] = ("340000",),
) -> Browser:
    """Somebody with these roles, for these areas, signed in."""
    body = {"login": login, "name": name, "roles": list(roles), "areas": list(areas)}
    made = await cli.post("/v1/staff", body)
    assert made.status == 201, made.raw.decode()
    return await _with_password(house, made.json["url"], login)


async def _with_password(house: House, url: str, login: str) -> Browser:
    browser = Browser(house)
    path = URL(url).path
    await browser.submit(path, path, ("password", PASSWORD), ("again", PASSWORD))
    page = await browser.submit("/desk/sign-in", "/desk/sign-in", ("login", login), ("password", PASSWORD))
    assert page.status == 200, page.text
    return browser
