"""The desk's static files: what is served, and that the scripts of others are the ones their packages hold."""

from __future__ import annotations

import hashlib
import re

import pytest

from actions.desk.frame import FOLDER
from tests.actions.house import House

VENDOR = FOLDER / "static" / "vendor"
LISTED = r"^\| (\S+\.js) \| \S+ \| \S+ \| 0BSD, (\S+) \| ([0-9a-f]{64}) \|$"
VENDORED = re.findall(LISTED, (VENDOR / "README.md").read_text(), re.M)


def test_every_vendored_script_is_listed() -> None:
    assert {name for name, _, _ in VENDORED} == {file.name for file in VENDOR.glob("*.js")}


@pytest.mark.parametrize(("name", "license_name", "digest"), VENDORED)
def test_a_vendored_script_is_unchanged_and_brings_its_license(name: str, license_name: str, digest: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
    assert "Permission to use, copy, modify" in (VENDOR / license_name).read_text()


@pytest.mark.parametrize(("path", "kind"), [
    ("tokens.css", "text/css"),
    ("desk.js", "text/javascript"),
    ("vendor/htmx.min.js", "text/javascript"),
    ("bee.svg", "image/svg+xml"),
])  # fmt: skip
async def test_a_static_file_is_asked_for_again_unless_its_version_is_named(house: House, path: str, kind: str) -> None:
    async with house.client.get(f"/desk/static/{path}") as first:
        assert (first.status, first.content_type) == (200, kind)
        assert first.headers["Cache-Control"] == "no-cache"
        assert "script-src 'self'" in first.headers["Content-Security-Policy"]
        tag = first.headers["ETag"]
    async with house.client.get(f"/desk/static/{path}", headers={"If-None-Match": tag}) as again:
        assert again.status == 304
    async with house.client.get(f"/desk/static/{path}?v=of-yesterday") as stale:
        assert stale.headers["Cache-Control"] == "no-cache"


async def test_what_a_page_names_is_kept_for_good(house: House) -> None:
    async with house.client.get("/desk/sign-in") as page:
        named = re.findall(r'"(/desk/static/[^"]+)"', await page.text())

    assert len(named) >= 4
    for address in named:
        async with house.client.get(address) as response:
            assert (response.status, "immutable" in response.headers["Cache-Control"]) == (200, True), address


@pytest.mark.parametrize(
    "path", ["vendor/README.md", "../frame.py", "..%2fframe.py", "vendor/../desk.js.bak", "none.css"]
)
async def test_nothing_else_is_served(house: House, path: str) -> None:
    async with house.client.get(f"/desk/static/{path}") as response:
        assert response.status == 404
