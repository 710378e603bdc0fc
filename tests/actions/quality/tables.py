"""What stands in a page's tables."""

from __future__ import annotations

import re

from tests.actions.desk_browser import Page


def rows(page: Page, table: str) -> list[list[str]]:
    """The cells of each row of a table, by its label; [] where the page has none of that name."""
    found = re.search(rf'<table class="list" aria-label="{table}">.*?<tbody>(.*?)</tbody>', page.html, re.DOTALL)
    lines = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL) if found else []
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)]
        for line in lines
    ]
