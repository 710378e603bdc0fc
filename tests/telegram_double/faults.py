"""Misfortunes a test orders for the next calls."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from tests.telegram_double.errors import ApiError

SENDS = ("sendMessage", "sendVenue", "sendPhoto")


@dataclass(frozen=True)
class Fault:
    """`refusal` is answered and nothing is kept; with `cut` the call is carried out, then the connection breaks."""

    methods: tuple[str, ...]
    refusal: ApiError | None = None
    cut: bool = False


class Faults:
    """First ordered, first served, each once. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        with self._lock:
            self._ordered.append(fault)

    def next_for(self, method: str) -> Fault | None:
        with self._lock:
            for fault in self._ordered:
                if method in fault.methods:
                    self._ordered.remove(fault)
                    return fault
        return None
