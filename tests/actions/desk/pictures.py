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
    boxes = [box for one in shown if (box := await one.bounding_box()) is not None]
    assert len(boxes) == len(shown) > 0
    left, top = (max(0, min(box[side] for box in boxes) - _MARGIN) for side in ("x", "y"))
    right = min(await page.evaluate("innerWidth"), max(box["x"] + box["width"] for box in boxes) + _MARGIN)
    bottom = max(box["y"] + box["height"] for box in boxes) + _MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
