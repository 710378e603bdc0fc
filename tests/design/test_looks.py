"""The examination itself: each fault of a poor page is told at each size, those of colors also when it is dark."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.browsers import chromium
from tests.design.looks import faults

pytestmark = pytest.mark.browser

POOR_PAGE = """<!doctype html><html lang="zh-CN"><title>不好的页面</title>
<style>@media (prefers-color-scheme: dark) { #night { color: #222; background: #111 } }</style><main><h1>不好</h1>
<p style="color: #999; background: #aaa">看不清</p><p id="night">夜里看不清</p>
<input style="height: 60px"><button>小</button>
<div style="width: 2000px">太宽</div></main></html>"""


async def test_each_fault_of_a_poor_page_is_found_at_each_size() -> None:
    async def show(page: Page) -> None:
        await page.set_content(POOR_PAGE)

    async with chromium() as browser:
        found = await faults(browser, show)

    for width in ("1366", "390"):
        seen = [one.removeprefix(f"{width} ") for one in found if one.startswith(width)]
        for fault in (
            "light: axe color-contrast",
            "dark: axe color-contrast",
            "light: axe label",
            "too small",
            "wider",
        ):
            assert any(fault in one for one in seen), (width, fault, seen)
        assert ["night" in one for one in seen if "color-contrast" in one].count(True) == 1, "only when it is dark"
