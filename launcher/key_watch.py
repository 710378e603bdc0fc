"""Notices that `keys.json` was changed, and which rooms have other variables now."""

from __future__ import annotations

from collections.abc import Mapping

from launcher.errors import CannotStart
from launcher.rooms import Room, keys_file, rooms


class KeyWatch:
    """Looks at one file's time; quick enough to be asked all the time."""

    def __init__(self, house: Mapping[str, Room], environ: Mapping[str, str]) -> None:
        """`house` is what runs already."""
        self._house = dict(house)
        self._environ = dict(environ)
        self._seen = self._stamp()

    def changed_rooms(self) -> dict[str, Room]:
        """The rooms to start anew, in the order in which they are started; {} nearly always."""
        stamp = self._stamp()
        if stamp == self._seen:
            return {}
        try:
            fresh = rooms(self._environ)
        except CannotStart:
            return {}  # half written, or gone: what runs goes on
        self._seen = stamp
        changed = {name: room for name, room in fresh.items()
                   if name in self._house and room.environment != self._house[name].environment}  # fmt: skip
        self._house |= changed
        return changed

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = keys_file().stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino
