"""Screenshots for the papers."""

from __future__ import annotations

import os

from playwright.sync_api import Page

from launcher.paths import ROOT


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep one in docs/images when `make screenshots` asks for them; `whole` reaches below the fold."""
    if "XIAOFENG_SCREENSHOTS" in os.environ:
        folder = ROOT / "docs" / "images"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=whole)
