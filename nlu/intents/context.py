"""What went before a message in its conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Context:
    """`topic`: the id answered or done just before; `rejected`: ids the worker says are not meant."""

    topic: str | None = None
    rejected: frozenset[str] = frozenset()


NO_CONTEXT = Context()
