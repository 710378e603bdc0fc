"""Not asking again, for a moment, a part that has just failed several times: its callers hear so at once."""

from __future__ import annotations

from collections.abc import Callable


class Circuit:
    """Open after `failures` in a row; then one caller per `pause_seconds` may try."""

    def __init__(self, *, monotonic: Callable[[], float], failures: int = 3, pause_seconds: float = 2.0) -> None:
        self._monotonic = monotonic
        self._allowed_failures = failures
        self._pause_seconds = pause_seconds
        self._failures = 0
        self._failing_since = 0.0
        self._next_try_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the part counts as down."""
        return self._failures >= self._allowed_failures

    @property
    def failing_seconds(self) -> float:
        """How long ago the first of the failures in a row was; 0 while there is none."""
        return self._monotonic() - self._failing_since if self._failures else 0.0

    def allows(self) -> bool:
        """Whether to ask now; while open, the one that is let through pushes the next try away."""
        if not self.is_open:
            return True
        now = self._monotonic()
        if now < self._next_try_at:
            return False
        self._next_try_at = now + self._pause_seconds
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        if not self._failures:
            self._failing_since = self._monotonic()
        self._failures += 1
        self._next_try_at = self._monotonic() + self._pause_seconds
