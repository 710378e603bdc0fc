"""Updates waiting to be fetched, with the offset's meaning and the list of wanted kinds."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Update = dict[str, Any]


@dataclass
class _Waiting:
    update: Update
    exempt: bool = False  # delivered once more although its id was confirmed


class Updates:
    """Thread-safe. `arrived` is called after each addition, in the adding thread."""

    def __init__(self, first_id: int, arrived: Callable[[], None]) -> None:
        self._lock = threading.Condition()
        self._arrived = arrived
        self._next_id = first_id
        self._waiting: list[_Waiting] = []
        self._all: dict[int, Update] = {}
        self._held: list[_Waiting] | None = None
        self.allowed: list[str] | None = None

    def add(self, kind: str, content: dict[str, Any]) -> int:
        """A new update; its id. Kinds that were not asked for are thrown away, but use up an id."""
        with self._lock:
            update_id = self._next_id
            self._next_id += 1
            update = {"update_id": update_id, kind: content}
            self._all[update_id] = update
            if self.allowed is None or kind in self.allowed:
                (self._waiting if self._held is None else self._held).append(_Waiting(update))
        self._arrived()
        return update_id

    def add_raw(self, update: Update) -> None:
        """Any object at all, as it is."""
        with self._lock:
            self._waiting.append(_Waiting(update))
        self._arrived()

    def add_again(self, update_id: int) -> None:
        """The same update once more, confirmed or not."""
        with self._lock:
            self._waiting.append(_Waiting(self._all[update_id], exempt=True))
        self._arrived()

    def hold(self) -> None:
        """Keep back what comes from now on."""
        with self._lock:
            self._held = []

    def release_reversed(self) -> None:
        """Let what was kept back go, the last first."""
        with self._lock:
            self._waiting += reversed(self._held or [])
            self._held = None
        self._arrived()

    def restart_ids_at(self, update_id: int) -> None:
        """As after a quiet week: ids go on from another number."""
        with self._lock:
            self._next_id = update_id

    def take(self, offset: int, limit: int) -> list[Update]:
        """What getUpdates returns; ids below a positive offset are confirmed and forgotten."""
        with self._lock:
            if offset < 0:
                self._waiting = self._waiting[offset:]
            elif offset > 0:
                self._waiting = [one for one in self._waiting if one.exempt or one.update["update_id"] >= offset]
            self._lock.notify_all()
            batch = self._waiting[:limit]
            for one in batch:
                one.exempt = False
            copied: list[Update] = json.loads(json.dumps([one.update for one in batch]))
            return copied

    def first(self) -> Update | None:
        """The oldest one waiting, for a webhook."""
        with self._lock:
            return self._waiting[0].update if self._waiting else None

    def drop_first(self) -> None:
        with self._lock:
            del self._waiting[0]
            self._lock.notify_all()

    def count(self) -> int:
        """How many were not confirmed yet."""
        with self._lock:
            return len(self._waiting)

    def wait_until_confirmed(self, within_seconds: float = 60.0) -> None:
        """Wait until nothing is left; fails when it takes longer."""
        with self._lock:
            done = self._lock.wait_for(lambda: not self._waiting, within_seconds)
            assert done, f"{len(self._waiting)} updates were never acknowledged"

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
            self._lock.notify_all()
