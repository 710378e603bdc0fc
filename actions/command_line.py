"""What a subject's `commands.py` offers to `cli.py`."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from datetime import datetime

from actions.api_client import ApiClient
from actions.clock import local_text

#: Prints one line of the command's result.
Say = Callable[[str], None]

#: A command's `run`: speaks to the running service, says its result, returns the exit code. Raises ApiRefused …
Run = Callable[[argparse.Namespace, ApiClient, Say], Awaitable[int]]

Commands = argparse._SubParsersAction  # the type argparse gives, which it does not export


def shown_time(instant: str) -> str:
    """An instant of the API (ISO 8601) as staff read it: `2026-11-22 09:05`, China time."""
    return local_text(datetime.fromisoformat(instant))


def shown_text(text: str) -> str:
    """Somebody's words in one line, without characters that would steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
