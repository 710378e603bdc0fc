"""Parts of a running house taken away and given back, and what each says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psutil

from tests.journeys.house import House, wait_until


@contextmanager
def down(house: House, room: str) -> Iterator[None]:
    """The room is killed and cannot start again before the end; afterwards it is back."""
    port = f"XIAOFENG_{room.upper()}_PORT"
    sound = house.environments[room][port]
    house.environments[room][port] = "99999"
    house.kill(room)
    wait_until(lambda: not answers(house, room), what=f"{room} is down")
    try:
        yield
    finally:
        house.environments[room][port] = sound
        wait_until(lambda: readiness(house, room)[0] == 200, within_seconds=120, what=f"{room} is back")


@contextmanager
def frozen(house: House, room: str) -> Iterator[None]:
    """The room takes connections and never answers, until the end."""
    process = house.process(room)
    assert process is not None
    process.suspend()
    wait_until(lambda: process.status() == psutil.STATUS_STOPPED, what=f"{room} stands still")
    try:
        yield
    finally:
        process.resume()


def answers(house: House, room: str) -> bool:
    try:
        return httpx.get(f"{house.rooms[room].url}/healthz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def readiness(house: House, room: str) -> tuple[int, dict[str, Any]]:
    """Status and document of /readyz; 0 while nobody answers."""
    try:
        answer = httpx.get(f"{house.rooms[room].url}/readyz", timeout=2)
    except httpx.TransportError:
        return 0, {}
    return answer.status_code, answer.json()
