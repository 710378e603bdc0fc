"""The tokens: the same in both rooms, and every pair of colours that meet can be read (WCAG 2.2 AA) in both schemes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DESK = ROOT / "actions" / "desk" / "static"
CHAT = ROOT / "bot" / "channels" / "page"
SHEETS = [*DESK.glob("*.css"), *CHAT.glob("*.css")]

#: ink, the grounds it is laid on
TEXTS = [
    ("ink", ("ground", "surface", "sunken", "accent-ground", "info-ground")),
    ("soft", ("ground", "surface", "sunken")),
    ("accent", ("ground", "surface", "sunken", "accent-ground")),
    ("accent-ink", ("accent",)),
    ("mine-ink", ("mine",)),
    *((state, (f"{state}-ground", "surface")) for state in ("good", "bad", "warn", "info")),
]
CHART = ("green", "blue", "teal", "amber", "gray", "red", "violet")
#: what is seen and not read: borders of fields, the focus ring, parts of charts
EDGES = [
    ("edge", ("ground", "surface")),
    ("focus", ("ground", "surface", "sunken", "accent-ground")),
    *((f"chart-{colour}", ("surface",)) for colour in CHART),
]


def schemes() -> dict[str, dict[str, str]]:
    """Colours by scheme and name, e.g. `["dark"]["ink"]`."""
    light, dark = (DESK / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    colours = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": colours[0], "dark": colours[1]}


def contrast(one: str, other: str) -> float:
    """The ratio WCAG 2 defines, 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["tokens.css", "parts.css", "bee.svg"])
def test_both_rooms_serve_the_same_file(name: str) -> None:
    assert (DESK / name).read_bytes() == (CHAT / name).read_bytes()


def test_both_schemes_name_the_same_colours() -> None:
    assert schemes()["light"].keys() == schemes()["dark"].keys()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("wanted", "pairs"), [(4.5, TEXTS), (3.0, EDGES)], ids=["texts", "edges"])
def test_what_meets_can_be_told_apart(scheme: str, wanted: float, pairs: list[tuple[str, tuple[str, ...]]]) -> None:
    colours = schemes()[scheme]
    ratios = {(ink, ground): contrast(colours[ink], colours[ground]) for ink, grounds in pairs for ground in grounds}

    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < wanted} == {}


def test_main_text_can_be_read_in_sunlight() -> None:
    for colours in schemes().values():
        assert contrast(colours["ink"], colours["surface"]) >= 12
        assert contrast(colours["soft"], colours["surface"]) >= 7


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(ROOT)))
def test_a_sheet_uses_tokens_that_exist_and_no_colour_of_its_own(sheet: Path) -> None:
    text = sheet.read_text()
    known = set(re.findall(r"^\s+--([a-z0-9-]+):", (DESK / "tokens.css").read_text(), re.M))

    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= known
    if sheet.name != "tokens.css":
        assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;, ])", text) == []
