"""Pictures for the handbook: the part of a page that matters, kept when `make screenshots` asks for them."""

from __future__ import annotations

import asyncio
import os

from playwright.async_api import FloatRect, Locator, Page

from actions.desk.handbook import FOLDER

IMAGES = FOLDER / "images"
WIDE = {"width": 1280, "height": 900}
TALLEST = 1_100  # px
_MARGIN = 12  # px around what is shown


async def picture(page: Page, name: str, *shown: Locator, height: int | None = None) -> None:
    """What holds all these parts, which must be there; of the uppermost `height` px, if that is said."""
    await page.evaluate("window.scrollTo(0, 0)")
    clip = await _around(page, *shown)
    if height is not None:
        clip["height"] = min(clip["height"], height)
    assert clip["height"] <= TALLEST, name
    if "XIAOFENG_SCREENSHOTS" in os.environ:
        await asyncio.to_thread(IMAGES.mkdir, exist_ok=True)
        await page.screenshot(path=IMAGES / f"{name}.png", clip=clip, full_page=True, animations="disabled")


async def _around(page: Page, *shown: Locator) -> FloatRect:
    assert shown
    boxes = [await _box(one) for one in shown]
    left, top = (max(0, min(box[side] for box in boxes) - _MARGIN) for side in ("x", "y"))
    right = min(await page.evaluate("innerWidth"), max(box["x"] + box["width"] for box in boxes) + _MARGIN)
    bottom = max(box["y"] + box["height"] for box in boxes) + _MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


async def _box(one: Locator) -> FloatRect:
    """Where it stands. A page may be putting it anew at that moment: then the new one's place."""
    while (box := await one.bounding_box()) is None:
        await one.wait_for()
    return box
