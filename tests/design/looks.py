"""How a page looks: opened as a phone and as a screen, light and dark, and examined with axe-core.

A page is opened light and then turned dark, as at nightfall: what it says and where it stands stay, colors change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

SCREEN: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST: ViewportSize = {"width": 320, "height": 568}
# Brought by `make setup-tests`.
AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"

_VIOLATIONS = """async (rules) => (await axe.run(document, rules ? {runOnly: rules} : {})).violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) =>
        `${id}: ${html.slice(0, 120)} | ${failureSummary.split("\\n")[1]}`))"""

_OF_COLORS = ["color-contrast", "link-in-text-block"]

# Links inside a sentence may be as high as its line (WCAG 2.2, 2.5.8); everything else is for thumbs.
_TOO_SMALL = """() => [...document.querySelectorAll(
        "button, .button, summary, select, textarea, input:not([type=hidden], .check input), .check, nav a, th a")]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().height < 43.9)
    .map((one) => `${one.getBoundingClientRect().height.toFixed(1)} px: ${one.outerHTML.slice(0, 100)}`)"""

_WIDER = "() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"

_SHIFT = """() => new Promise((done) => {
    let sum = 0;
    const moved = [];
    const add = (list) => list.filter((entry) => !entry.hadRecentInput).forEach((entry) => {
        sum += entry.value;
        entry.sources.forEach(({node, previousRect, currentRect}) => moved.push(
            `${(node?.outerHTML ?? node?.textContent ?? "?").slice(0, 80)} from ${previousRect.x},${previousRect.y} ` +
            `to ${currentRect.x},${currentRect.y}`));
    });
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => { add(observer.takeRecords()); done([sum, moved]); }));
})"""


async def faults(
    browser: Browser,
    open_page: Callable[[Page], Awaitable[None]],
    *,
    prepare: Callable[[BrowserContext], Awaitable[None]] | None = None,
) -> list[str]:
    """What is wrong with a page in any of its looks; [] when nothing is. `open_page` brings it before the eyes."""
    axe = await asyncio.to_thread(AXE.read_text)
    found = []
    for size in (SCREEN, PHONE):
        context = await browser.new_context(
            viewport=size, color_scheme="light", locale="zh-CN", reduced_motion="reduce", has_touch=size is PHONE
        )  # fmt: skip
        if prepare:
            await prepare(context)
        page = await context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        await open_page(page)
        await page.evaluate(axe)
        seen = [f"light: axe {one}" for one in await page.evaluate(_VIOLATIONS)]
        seen += [f"too small {one}" for one in await page.evaluate(_TOO_SMALL)]
        shift, moved = await page.evaluate(_SHIFT)
        if shift > 0.01:
            seen.append(f"the layout shifts by {shift:.3f}: {'; '.join(moved)}")
        await page.emulate_media(color_scheme="dark")
        seen += [f"dark: axe {one}" for one in await page.evaluate(_VIOLATIONS, _OF_COLORS)]
        for width in {size["width"], SMALLEST["width"]} if size is PHONE else {size["width"]}:
            await page.set_viewport_size({**size, "width": width})
            if wider := await page.evaluate(_WIDER):
                seen.append(f"{wider} px wider than the {width} px of the screen")
        seen += [f"console: {line}" for line in said if "Content Security Policy" in line or "Error" in line]
        found += [f"{size['width']} {one}" for one in seen]
        await context.close()
    return found
