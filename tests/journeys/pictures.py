"""Screenshots for the papers."""

from __future__ import annotations

import os

from playwright.sync_api import Page, ViewportSize

from launcher.paths import ROOT


def picture(page: Page, name: str, *, whole: bool = False, size: ViewportSize | None = None) -> None:
    """Keep one in docs/images when `make screenshots` asks for them.

    `whole` reaches below the fold; with `size` the page is brought to it for the picture alone.
    """
    if "XIAOFENG_SCREENSHOTS" in os.environ:
        folder = ROOT / "docs" / "images"
        folder.mkdir(exist_ok=True)
        before = page.viewport_size
        if size:
            page.set_viewport_size(size)
        page.screenshot(path=folder / f"{name}.png", full_page=whole)
        if before:
            page.set_viewport_size(before)
