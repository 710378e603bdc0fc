"""Killing one room again and again at one failpoint."""

from __future__ import annotations

import threading
from random import Random

from tests.faults.ground import Ground

VARIABLE = "XIAOFENG_FAILPOINT"
# Mostly the first passage of a life, sometimes one after others have got through.
PASSAGES = (1, 1, 1, 2, 3)
# A conversation handed to people passes some fifteen times: its end is to be reached too.
PASSAGES_OF = {"takeover.committed": (1, 2, 3, 5, 8)}


class Siege:
    """Counts the deaths; `in_flight` holds how much was under way at each. `over` is set with the last of `hits`."""

    def __init__(self, ground: Ground, room: str, name: str, *, hits: int, chance: Random) -> None:
        self._ground = ground
        self._room = room
        self._name = name
        self._wanted = hits
        self._chance = chance
        self._has_begun = False
        self.in_flight: list[int] = []
        self.over = threading.Event()

    def begin(self) -> None:
        """Put the failpoint in with a first kill, which does not count."""
        self._arm()
        self._ground.house.hearers.append(self._hear)
        assert self._ground.house.kill(self._room)

    def end(self) -> None:
        """Stop listening; the room already runs without the failpoint when the siege is over."""
        self._ground.house.hearers.remove(self._hear)
        self._ground.house.environments[self._room].pop(VARIABLE, None)

    def _hear(self, said: str) -> None:
        """Called by the supervisor between a death and the next start."""
        if not said.startswith(f"! {self._room} ended"):
            return
        assert "(signal 9)" in said, said
        if not self._has_begun:
            self._has_begun = True
            return
        self.in_flight.append(self._ground.in_flight())
        if len(self.in_flight) < self._wanted:
            self._arm()
        else:
            self._ground.house.environments[self._room].pop(VARIABLE, None)
            self.over.set()

    def _arm(self) -> None:
        environment = self._ground.house.environments[self._room]
        environment[VARIABLE] = f"{self._name}:{self._chance.choice(PASSAGES_OF.get(self._name, PASSAGES))}"
