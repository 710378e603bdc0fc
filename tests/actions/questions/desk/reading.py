"""The page of questions nobody answered, as it is read, and what was asked."""

from __future__ import annotations

import re

from tests.actions.desk_browser import Page

HERE = "/desk/questions"
ASKED = ("换电站在哪里有", "换电池去哪儿换啊")


def boxes(page: Page) -> list[tuple[str, str]]:
    """What is ticked."""
    return [
        ("questions", ids)
        for box, ids in re.findall(
            r'(<input type="checkbox" name="questions" form="pick" value="([^"]+)"[^>]*>)', page.html
        )
        if " checked" in box
    ]


def nearest(page: Page) -> list[str]:
    """The answers that are offered."""
    return re.findall(r'<button name="topic" value="([^"]+)"', page.html)
