"""Kill -9 at any moment: 50 kills of bot, actions and nlu under 200 conversations."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.faults.ground import Ground, open_ground
from tests.faults.reckoning import reckon
from tests.faults.telegram_reckoning import unknown_sends
from tests.journeys.house import wait_until

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(600)]

REPLAY: int | None = None  # a seed printed by an earlier run
CONVERSATIONS = 200
KILLS = {"bot": 24, "actions": 20, "nlu": 6}  # nlu takes long to start
VISITORS = 6
LONGEST_DELAY_SECONDS = 0.5
# Script → its share.
SCRIPTS = {
    "joins": 30,
    "joins_and_is_approved": 20,
    "asks": 45,
    "looks_for_a_station": 35,
    "leaves_word": 20,
    "erases": 10,
    "asks_on_telegram": 25,
    "joins_on_telegram": 15,
}


def test_nothing_is_lost_or_done_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = secrets.randbelow(1_000_000) if REPLAY is None else REPLAY
    chance = Random(seed)
    scripts = [name for name, share in SCRIPTS.items() for _ in range(share)]
    victims = [room for room, share in KILLS.items() for _ in range(share)]
    chance.shuffle(scripts)
    chance.shuffle(victims)
    assert (len(scripts), len(victims)) == (CONVERSATIONS, 50)
    with capsys.disabled():
        print(f"\nrandom kills: seed {seed}", end="", flush=True)
    began = time.monotonic()
    with open_ground(tmp_path / "house", seed=seed, nlu=None) as ground:
        with ThreadPoolExecutor(VISITORS + 1) as pool:
            hangman = pool.submit(_kill_all, ground, victims, chance)
            visits: list[Future[None]] = [pool.submit(ground.receive, script) for script in scripts]
            for visit in visits:
                visit.result()
            in_flight = hangman.result()
        faults = reckon(ground, since=0)
        unknown = unknown_sends(ground)

    with capsys.disabled():
        print(f": {len(in_flight)} kills {dict(Counter(victims))}, {sum(map(bool, in_flight))} with work in flight "
              f"({sum(in_flight)} in all), {CONVERSATIONS} conversations, {unknown} sends unknown, "
              f"{time.monotonic() - began:.0f} s", end="")  # fmt: skip
    assert not faults


def _kill_all(ground: Ground, victims: list[str], chance: Random) -> list[int]:
    """Spread the kills evenly over the conversations, each at a random moment; what was in flight at each."""
    pause = threading.Event()
    in_flight = []
    for number, room in enumerate(victims):
        begun = number * (CONVERSATIONS - VISITORS) // len(victims)
        wait_until(lambda begun=begun: _visits(ground) > begun, within_seconds=300, what=f"{begun} conversations")
        pause.wait(chance.uniform(0.0, LONGEST_DELAY_SECONDS))
        wait_until(lambda room=room: ground.house.kill(room), within_seconds=60, what=f"{room} to be up")
        in_flight.append(ground.in_flight())
    return in_flight


def _visits(ground: Ground) -> int:
    return len(ground.web) + len(ground.telegram)
