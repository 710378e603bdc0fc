"""Places where a crash test may stop the process: after each commit and around each send.

Production passes `no_checkpoint`. XIAOFENG_FAILPOINT=name:nth makes main.py pass a `KillingCheckpoint`.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Checkpoint = Callable[[str], None]

NAMES = (
    "inbox.committed",
    "query.before_send",
    "query.after_send",
    "turn.committed",
    "command.before_send",
    "command.after_send",
    "command.committed",
    "command.postponed",
    "delivery.before_send",
    "delivery.after_send",
    "delivery.committed",
    "news.received",
    "news.committed",
    "news.acked",
    "form.committed",
    "feed.committed",
    "outcomes.batched",
    "outcomes.sent",
    "keys.reencrypted",
    "purge.committed",
)


def no_checkpoint(name: str) -> None:
    """Pass."""


class KillingCheckpoint:
    """Kills the process (SIGKILL) at the nth passage of one name."""

    def __init__(self, name: str, nth: int) -> None:
        self._name = name
        self._left = nth

    @classmethod
    def from_text(cls, text: str) -> KillingCheckpoint:
        """From "turn.committed:3". Raises ValueError when it is not a known name and a positive number."""
        name, _, nth = text.partition(":")
        if name not in NAMES or not nth.isdigit() or int(nth) < 1:
            raise ValueError(f"expected name:nth with a name of {', '.join(NAMES)}")
        return cls(name, int(nth))

    def __call__(self, name: str) -> None:
        if name != self._name:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
