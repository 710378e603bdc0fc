"""Waking readers of a conversation when it has something new, inside this process."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Bell(asyncio.Event):
    """Rings once; `is_typing` when it rang only because a person types."""

    is_typing = False


class Bells:
    """One bell for each conversation that somebody waits on."""

    def __init__(self) -> None:
        self._bells: WeakValueDictionary[str, Bell] = WeakValueDictionary()
        self.closed = False

    def of(self, conversation_id: str) -> Bell:
        """Take it before looking into the database, wait on it after: then nothing committed between is missed."""
        bell = self._bells.get(conversation_id)
        if bell is None:
            self._bells[conversation_id] = bell = Bell()
        return bell

    def ring(self, conversation_id: str, *, is_typing: bool = False) -> None:
        """Wake whoever waits; later waiters get a new bell."""
        bell = self._bells.pop(conversation_id, None)
        if bell is not None:
            bell.is_typing = is_typing
            bell.set()

    def close(self) -> None:
        """Wake everybody for the last time: the process stops."""
        self.closed = True
        for conversation_id in list(self._bells.keys()):
            self.ring(conversation_id)
