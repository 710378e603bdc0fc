"""No page, sheet or script of ours names another host, and no page holds script or style of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "actions" / "desk", ROOT / "bot" / "channels" / "page")
SENT = (".html", ".css", ".js", ".svg", ".md", ".txt")
FILES = [file for folder in FOLDERS for file in sorted(folder.rglob("*")) if file.suffix in SENT]
PAGES = [file for file in FILES if file.suffix == ".html"]
SCRIPTS = [file for file in FILES if file.suffix == ".js" and file.parent.name != "vendor"]
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'  # a name that looks like an address; nobody asks it


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_a_file_names_no_other_host(file: Path) -> None:
    text = file.read_text().replace(NAMESPACE, "")

    assert re.findall(r"""\w+://[^\s"'`)]*|["'(]//\w[^\s"')]*""", text) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_holds_nothing_inline(page: Path) -> None:
    text = page.read_text()

    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=|javascript:|hx-on|\bjs:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=\"(?:/|{{ static))[^>]*>", text) == [], (
        "a script without an address of ours"
    )
    assert re.findall(r"<script[^>]*>[^<]", text) == [], "a script with content"


@pytest.mark.parametrize("script", SCRIPTS, ids=_name)
def test_a_script_makes_no_code_and_no_markup(script: Path) -> None:
    assert (
        re.findall(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", script.read_text())
        == []
    )


def test_htmx_is_told_to_make_no_code_and_to_keep_no_pages() -> None:
    base = (ROOT / "actions" / "desk" / "templates" / "base.html").read_text()

    for wanted in (
        '"allowEval": false',
        '"allowScriptTags": false',
        '"includeIndicatorStyles": false',
        '"historyCacheSize": 0',
    ):
        assert wanted in base
