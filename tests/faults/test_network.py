"""The network cut and healed in every way, between bot and actions and between actions and the outward receiver."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.crowd import crowd
from tests.faults.enrollment_count import KINDS, Book, compare, found_in, ordered_in
from tests.faults.ground import Ground, open_ground
from tests.faults.reckoning import reckon
from tests.faults.reviewers import SHARES, reviewing
from tests.faults.storm import LINKS, WAYS, Storm, Weather, storm
from tests.journeys.nlu_double import nlu_that_knows

pytestmark = pytest.mark.timeout(600)

REPLAY: int | None = None  # a seed printed by an earlier run
WORKERS, REVIEWERS = 6, 2
LASTS_SECONDS, LONGEST_SECONDS = 20.0, 240.0
STORMY = Weather(cut_seconds=(0.3, 2.0), cut_pause_seconds=2.0, receiver_share=0.1, haste=2.0)
PATIENCE = {"XIAOFENG_ACTIONS_TIMEOUT_SECONDS": "1"}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_is_enrolled_while_the_network_fails_is_there_once(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = secrets.randbelow(1_000_000) if REPLAY is None else REPLAY
    folder = request.getfixturevalue("postgres_folder") if engine == "postgresql" else None
    with (
        nlu_that_knows({}) as nlu,
        open_ground(tmp_path / "house", seed=seed, nlu=nlu, postgres_folder=folder, extra=PATIENCE) as ground,
    ):
        began = time.monotonic()
        with (
            reviewing(ground.office, ground.chance, threads=REVIEWERS) as reviewers,
            crowd(ground, ["joins_and_follows"], threads=WORKERS) as workers,
            storm(ground, seed=seed, weather=STORMY, kills=False) as (raging, work),
        ):
            while time.monotonic() < began + LASTS_SECONDS or not _has_seen_everything(ground, raging):
                assert time.monotonic() < began + LONGEST_SECONDS, {link: ground.cables[link].hits for link in LINKS}
                if any(one.done() for one in (*workers, *reviewers, *work)):
                    break  # its failure is raised below
                time.sleep(0.2)
        faults = reckon(ground, since=0)
        ordered, found = ordered_in(ground), found_in(ground)

    with capsys.disabled():
        print(f"\nnetwork on {engine}: seed {seed}, {raging.with_work.total()} of {raging.faults.total()} faults with "
              f"work in flight, {len(ground.web)} enrollments, {len(raging.hit)} of them hit, "
              f"{time.monotonic() - began:.0f} s", end="")  # fmt: skip
    differences = compare(ordered, found)
    assert [*faults, *raging.strange] == []
    assert {kind: (one.lost, one.doubled) for kind, one in differences.items()} == dict.fromkeys(
        KINDS, (Counter(), Counter())
    )
    assert _has_seen_everything(ground, raging)
    for kind in KINDS:
        _is_missed(ordered, found, kind)


def _has_seen_everything(ground: Ground, raging: Storm) -> bool:
    """Each link failed in every way under something it carried, most enrollments were hit, and each kind happened."""
    every_way = all(ground.cables[link].hits[way] for link in LINKS for way in WAYS)
    every_decision = all(ground.office.decided(decision) for decision in SHARES)
    return every_way and every_decision and len(raging.hit) > len(ground.web) / 2


def _is_missed(ordered: Book, found: Book, kind: str) -> None:
    """A count that cannot fail proves nothing: one that is gone and one too many are told, and nothing else."""
    key = next(iter(+found.of[kind]))
    for change, told in ((_without, "lost"), (_twice, "doubled")):
        tampered = Book({**found.of, kind: change(found.of[kind], key)})
        told_now = {
            (one, how): getattr(difference, how)
            for one, difference in compare(ordered, tampered).items()
            for how in ("lost", "doubled")
            if getattr(difference, how)
        }
        assert told_now == {(kind, told): Counter([key])}


def _without(book: Counter[str], key: str) -> Counter[str]:
    return book - Counter([key])


def _twice(book: Counter[str], key: str) -> Counter[str]:
    return book + Counter([key])
