"""Recognising the bot's own sentences, whatever their wording is today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from bot.dialogue.responses import Responses
from launcher.paths import ROOT

_PLACEHOLDERS = ("number", "union", "text", "kept", "field", "by")


@cache
def responses() -> Responses:
    return Responses.load(ROOT / "data" / "responses")


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Matches the sentence `key` of data/responses; its placeholders are the groups."""
    filled = responses().text(key, 0, **{name: f"\0{name}\0" for name in _PLACEHOLDERS})
    parts = re.split(r"\0(\w+)\0", filled)
    return re.compile("".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts)))


def heard(key: str, replies: Iterable[Mapping[str, Any]]) -> list[re.Match[str]]:
    """All replies that are the sentence `key`."""
    return [found for reply in replies if (found := pattern(key).search(reply["text"]))]
