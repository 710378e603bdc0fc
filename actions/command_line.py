"""What a subject's `commands.py` offers to `cli.py`."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable

from actions.api_client import ApiClient

#: Prints one line of the command's result.
Say = Callable[[str], None]

#: A command's `run`: speaks to the running service, says its result, returns the exit code. Raises ApiRefused …
Run = Callable[[argparse.Namespace, ApiClient, Say], Awaitable[int]]

Commands = argparse._SubParsersAction  # the type argparse gives, which it does not export
