"""Headless Chromium for the journeys: Debian's, since no other browser may be downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 768}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A fresh browser; nothing of it leaves the machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield browser
        browser.close()
