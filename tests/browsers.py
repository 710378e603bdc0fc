"""Debian's headless Chromium, since no other browser may be downloaded; nothing of it leaves the machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright, expect

EXECUTABLE = "/usr/bin/chromium"
ARGS = ("--no-sandbox", "--disable-gpu", "--no-first-run")
PATIENCE_MS = 60_000  # only a broken page reaches it, however much else the machine does


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A fresh browser, and patience with whatever is expected of its pages."""
    expect.set_options(timeout=PATIENCE_MS)
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGS) as browser,
    ):
        yield browser
