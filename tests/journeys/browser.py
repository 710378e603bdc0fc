"""Headless Chromium for the journeys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browsers import EXECUTABLE, PATIENCE_MS

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 768}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A fresh browser; nothing of it leaves the machine."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=EXECUTABLE,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield browser
        browser.close()
