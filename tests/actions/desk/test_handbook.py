"""The handbook at the desk: every page opens and leads on, and is led to from the pages it explains."""

from __future__ import annotations

import logging
import re
import struct
import zlib
from pathlib import Path

import pytest

from actions.desk.frame import FOLDER as DESK
from actions.desk.handbook import FOLDER, LIST, Handbook
from actions.staff.model import Role
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House

PAGES = sorted(file.stem for file in FOLDER.glob("*.md") if file.stem != LIST)
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def png(width: int, height: int) -> bytes:
    """The beginning of a picture, which says its size."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A handbook of two pages and their list."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "one.png").write_bytes(png(1280, 400))
    (tmp_path / "README.md").write_text("# 手册\n\n- [第一页](1-one.md)\n")
    (tmp_path / "1-one.md").write_text(
        "# 第一页\n\n点“**送审**”。\n\n![一张图](images/one.png)\n\n[第二页](2-two.md)\n"
    )
    (tmp_path / "2-two.md").write_text("# 第二页\n\n<b>粗</b> ![没有的图](images/none.png) [回去](README.md)\n")
    return tmp_path


def test_a_page_leads_to_the_desks_own_addresses(folder: Path) -> None:
    page = Handbook.read(folder).page("1-one")

    assert page
    assert page.title == "第一页"
    assert "点“<strong>送审</strong>”。" in page.html
    assert '<a href="/desk/handbook/2-two">第二页</a>' in page.html
    assert re.search(r'<img src="/desk/handbook/images/one\.png\?v=\w{12}" width="1280" height="400"', page.html)
    assert 'alt="一张图"' in page.html


def test_what_looks_like_html_stays_text_and_a_missing_picture_its_words(folder: Path) -> None:
    page = Handbook.read(folder).page("2-two")

    assert page
    assert "&lt;b&gt;粗&lt;/b&gt;" in page.html
    assert 'alt="没有的图"' in page.html
    assert '<a href="/desk/handbook">回去</a>' in page.html


def test_pages_have_neighbors_and_the_list_none(folder: Path) -> None:
    handbook = Handbook.read(folder)

    assert handbook.titles == {"1-one": "第一页", "2-two": "第二页"}
    assert handbook.beside("1-one") == (None, "2-two")
    assert handbook.beside("2-two") == ("1-one", None)


def test_a_house_without_a_handbook_starts_and_its_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        handbook = Handbook.read(tmp_path / "nowhere")

    assert handbook.titles == {}
    assert handbook.page(LIST) is None
    assert [record.message for record in caplog.records] == ["there is no handbook"]


@only_sqlite
@pytest.mark.parametrize("role", list(Role))
async def test_every_colleague_reads_every_page_from_the_list_on(house: House, cli: Caller, role: Role) -> None:
    browser = await staff(house, cli, role)
    listed = await browser.get("/desk/handbook")
    led_to = re.findall(r'href="/desk/handbook/([\w-]+)"', listed.html)

    assert led_to == PAGES
    for name in PAGES:
        page = await browser.get(f"/desk/handbook/{name}")
        assert page.status == 200
        assert page.html.count("<h1>") == 1
        for address in re.findall(r'(?:href|src)="(/desk/handbook[^"]*)"', page.html):
            assert (await browser.get(address)).status == 200, address


@only_sqlite
async def test_a_page_that_is_none_is_not_found(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")

    for name in ("none", LIST, "01-start.md", "images/none.png"):
        assert (await browser.get(f"/desk/handbook/{name}")).status == 404, name


@only_sqlite
async def test_a_page_of_the_desk_leads_to_what_explains_it(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "faq_editor", "operator")

    for path, name in {
        "/desk/faq": "02-reading",
        "/desk/faq/drafts/new": "03-writing",
        "/desk/faq/drafts/new?topic=join_cost": "06-narrower",
        "/desk/conversations": "10-conversations",
    }.items():
        assert f'<a href="/desk/handbook/{name}" target="_blank"' in (await browser.get(path)).html, path


def test_templates_lead_to_pages_there_are_and_to_each_of_them() -> None:
    templates = "".join(file.read_text() for file in (DESK / "templates").glob("*.html"))
    named = {
        name for call in re.findall(r"parts\.guide\(([^)]*)\)", templates) for name in re.findall(r'"(.+?)"', call)
    }

    assert named == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_how_it_ends_well_and_what_to_do_otherwise(name: str) -> None:
    heads = re.findall(r"^## (.+)$", (FOLDER / f"{name}.md").read_text(), re.M)

    assert heads[-2:] == ["做好了是什么样", "出了岔子怎么办"]
