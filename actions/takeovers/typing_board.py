"""Who is typing right now: told onward once, stored nowhere. It does not pass from one process to another."""

from __future__ import annotations

import time
from collections.abc import Callable

from aiohttp import web

_LASTS_SECONDS = 6.0


class TypingBoard:
    """`wake` is called when somebody types, so that whoever waits for news looks."""

    def __init__(self, wake: Callable[[], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wake = wake
        self._monotonic = monotonic
        self._operators: dict[str, float] = {}
        self._workers: dict[str, float] = {}

    def operator_types(self, conversation: str) -> None:
        self._operators[conversation] = self._monotonic()
        self._wake()

    def take_operators(self) -> list[str]:
        """Conversations in which an operator has typed since this was asked last; moments ago, at most."""
        recent = self._monotonic() - _LASTS_SECONDS
        typing = sorted(conversation for conversation, at in self._operators.items() if at >= recent)
        self._operators.clear()
        return typing

    def worker_types(self, conversation: str) -> None:
        now = self._monotonic()
        self._workers = {one: at for one, at in self._workers.items() if at >= now - _LASTS_SECONDS}
        self._workers[conversation] = now
        self._wake()

    def worker_typed_at(self, conversation: str | None) -> float | None:
        """A moment that grows with each sign of typing; None when there was none lately."""
        at = self._workers.get(conversation or "")
        return at if at is not None and at >= self._monotonic() - _LASTS_SECONDS else None


TYPING = web.AppKey("TYPING", TypingBoard)
