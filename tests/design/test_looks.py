"""The examination itself: a page with one of each fault is told all of them, in each look."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.design.looks import chromium, faults

pytestmark = pytest.mark.browser

POOR_PAGE = """<!doctype html><html lang="zh-CN"><title>不好的页面</title><main><h1>不好</h1>
<p style="color: #999; background: #aaa">看不清</p><input style="height: 60px"><button>小</button>
<div style="width: 2000px">太宽</div></main></html>"""


async def test_each_fault_of_a_poor_page_is_found_in_each_look() -> None:
    async def show(page: Page) -> None:
        await page.set_content(POOR_PAGE)

    async with chromium() as browser:
        found = await faults(browser, show)

    for look in ("1366 light", "1366 dark", "390 light", "390 dark"):
        seen = [one.removeprefix(f"{look}: ") for one in found if one.startswith(look)]
        for fault in ("axe color-contrast", "axe label", "too small", "wider than"):
            assert any(fault in one for one in seen), (look, fault, seen)
