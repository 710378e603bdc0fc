"""Kill -9 at every named failpoint, four times each, while workers are at it: nothing is lost or done twice.

XIAOFENG_SIEGE_HITS=20 besieges longer.

Several houses are under siege at the same time, each at one failpoint after another; they share one nlu.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from random import Random

import pytest

from tests.faults.crowd import crowd
from tests.faults.ground import TELEGRAM, Ground, open_ground
from tests.faults.names import names_in
from tests.faults.reckoning import reckon
from tests.faults.siege import Siege
from tests.faults.telegram_reckoning import unknown_sends
from tests.journeys.house import running_nlu

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(900)]

HITS = int(os.environ.get("XIAOFENG_SIEGE_HITS", "4"))
SEED = 20261122
VISITORS = 4
SIEGE_SECONDS = 300.0


@dataclass(frozen=True)
class Kind:
    """What kind of house; where the desk is open nobody leaves word, and nobody is helped where it is shut."""

    engine: str = "sqlite"
    desk_open: bool = False

    def __str__(self) -> str:
        return f"{self.engine}-desk" if self.desk_open else self.engine


# How many there may be of each; those that come first are opened first.
HOUSES = {Kind("postgresql"): 1, Kind(desk_open=True): 1, Kind("postgresql", desk_open=True): 1, Kind(): 3}
MOST_AT_ONCE = 4


@dataclass(frozen=True)
class Target:
    """One failpoint in one kind of house."""

    room: str
    name: str
    kind: Kind = Kind()

    def __str__(self) -> str:
        return f"{self.room}-{self.name}-{self.kind}"


# Who comes by each failpoint where the desk is shut; whoever adds one without saying so gets everybody.
PASSERS_BY: dict[str, tuple[str, ...]] = {
    "inbox.committed": ("joins", "asks", "looks_for_a_station", "asks_on_telegram"),
    "query.before_send": ("joins", "looks_for_a_station"),
    "query.after_send": ("joins", "looks_for_a_station"),
    "turn.committed": ("joins", "asks", "looks_for_a_station", "asks_on_telegram"),
    "command.before_send": ("leaves_word", "joins"),
    "command.after_send": ("leaves_word", "joins"),
    "command.committed": ("leaves_word", "joins"),
    "command.postponed": ("leaves_word", "joins", "cuts_the_network"),
    "delivery.before_send": ("asks_on_telegram", "asks_on_telegram", "joins_on_telegram"),
    "delivery.after_send": ("asks_on_telegram", "asks_on_telegram", "joins_on_telegram"),
    "delivery.committed": ("asks_on_telegram", "asks_on_telegram", "joins_on_telegram"),
    "form.committed": ("joins_on_telegram",),
    "news.received": ("joins_and_is_approved",),
    "news.committed": ("joins_and_is_approved",),
    "news.acked": ("joins_and_is_approved",),
    "idempotency.written": ("leaves_word", "joins", "hire"),
    "idempotency.committed": ("leaves_word", "joins", "hire"),
    "enrollment.committed": ("joins_and_is_approved", "joins"),
    "enrollment.lookup.committed": ("looks_up",),
    "delivery.acked": ("joins_and_is_approved",),
    "ticket.committed": ("leaves_word",),
    "question.committed": ("asks_in_vain",),
    "erasure.committed": ("erases",),
    "staff.committed": ("hire",),
    "stations.imported": ("import_station",),
    "stations.samples-removed": ("remove_samples",),
    "faq.committed": ("publish",),
    "feed.committed": ("publish", "asks"),
    "filing.before_send": ("joins_and_is_approved",),
    "filing.after_send": ("joins_and_is_approved",),
    "filing.committed": ("joins_and_is_approved",),
    "filings.exported": ("files_by_list", "joins_and_is_approved"),
    "filings.results_imported": ("files_by_list", "joins_and_is_approved", "files_by_list", "files_by_list"),
    "filings.retried": ("retry_filings", "joins_and_is_approved"),
    "roster.written": ("invite",),
    "roster.imported": ("invite",),
    "roster.handed-out": ("invite",),
    "invitation.looked-up": ("invite",),
    "unions.imported": ("import_union",),
    "unions.matched": ("joins",),
    "unions.samples-removed": ("remove_sample_unions",),
    "cover.committed": ("joins_and_is_covered",),
    "cover.quotas-imported": ("set_cover_quota",),
    "cover.results-imported": ("take_in_cover_results",),
    "keys.reencrypted": ("leaves_word", "age_keys"),
    "purge.committed": ("leaves_word", "age_rows"),
}
# Where it is open everybody wants a person; this one is passed nowhere else.
AT_THE_DESK = ("is_helped_by_a_person",)
ONLY_AT_THE_DESK = "takeover.committed"
# What nobody passes while they come and go is killed in tests of its own;
# a union's form sent again after a lost answer is an edit that came too late.
KILLED_ELSEWHERE = {
    "union.changed": "tests/actions/unions/test_pages.py",
    "outcomes.batched": "tests/bot/test_outcome_sending.py",
    "outcomes.sent": "tests/bot/test_outcome_sending.py",
    "faq.outcomes-counted": "tests/actions/faq/test_outcomes.py",
    "questions.arranged": "tests/actions/questions/desk/test_pages.py",
    "questions.sorted": "tests/actions/questions/test_sorting.py",
    "questions.told": "tests/actions/questions/test_telling.py",
}
EVERYBODY = tuple(dict.fromkeys(script for scripts in PASSERS_BY.values() for script in scripts))

ON_SQLITE = [
    Target(room, name, Kind(desk_open=name == ONLY_AT_THE_DESK))
    for room in ("actions", "bot")
    for name in names_in(room)
    if name not in KILLED_ELSEWHERE
]
# What the desk says and what it is told, caught half-way.
BY_THE_DESK = [
    Target(room, name, Kind(engine, desk_open=True))
    for room, name, engine in (
        ("bot", "turn.committed", "sqlite"),
        ("bot", "command.after_send", "sqlite"),
        ("bot", "news.committed", "sqlite"),
        ("actions", ONLY_AT_THE_DESK, "postgresql"),
    )
]
# Sends that a dead process left behind are only given up after three minutes on PostgreSQL: too long for a test.
ON_POSTGRES = [
    Target(room, name, Kind("postgresql"))
    for room, name in (("bot", "turn.committed"), ("bot", "command.after_send"), ("actions", "idempotency.written"))
]


@dataclass(frozen=True)
class Outcome:
    """What a siege came to."""

    in_flight: Sequence[int]
    conversations: int
    unknown: int
    seconds: float
    faults: Sequence[str]


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Target, Future[Outcome]]]:
    """The sieges of all tests selected, under way or over."""
    calls = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    chosen = [call["target"] for call in calls if isinstance(call.get("target"), Target)]
    folder = tmp_path_factory.mktemp("sieges")
    with ExitStack() as stack:
        nlu = stack.enter_context(running_nlu(folder / "nlu"))
        outcomes: dict[Target, Future[Outcome]] = {target: Future() for target in chosen}
        given_up = threading.Event()
        pool = stack.enter_context(ThreadPoolExecutor(MOST_AT_ONCE))
        stack.callback(given_up.set)  # the run was broken off when sieges are still under way by then
        for kind, most_houses in HOUSES.items():
            targets = [target for target in chosen if target.kind == kind]
            socket = request.getfixturevalue("postgres_folder") if kind.engine == "postgresql" and targets else None
            next_target = iter(targets)
            for number in range(min(most_houses, len(targets))):
                var = folder / f"{kind}{number}"
                ground = open_ground(var, seed=SEED + number, nlu=nlu, postgres_folder=socket, desk_open=kind.desk_open)
                pool.submit(_work_off, ground, next_target, outcomes, given_up)
        yield outcomes


@pytest.mark.parametrize("target", [*ON_POSTGRES, *BY_THE_DESK, *ON_SQLITE], ids=str)
def test_nothing_is_lost_or_done_twice(
    target: Target, outcomes: dict[Target, Future[Outcome]], capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = outcomes[target].result()

    with capsys.disabled():
        print(f"\n{target}: {len(outcome.in_flight)} kills, {sum(map(bool, outcome.in_flight))} with work in flight "
              f"({sum(outcome.in_flight)} in all), {outcome.conversations} conversations, {outcome.unknown} sends "
              f"unknown, {outcome.seconds:.0f} s", end="")  # fmt: skip
    assert not outcome.faults
    assert len(outcome.in_flight) >= HITS


def _work_off(
    ground: AbstractContextManager[Ground],
    targets: Iterator[Target],
    waiting: dict[Target, Future[Outcome]],
    given_up: threading.Event,
) -> None:
    """Open a house and besiege it at one failpoint after another."""
    if given_up.is_set():
        return
    try:
        with ground as opened:
            for target in targets:
                if given_up.is_set():
                    return
                try:
                    waiting[target].set_result(_besiege(opened, target, given_up))
                except BaseException as error:
                    waiting[target].set_exception(error)
    except BaseException as error:  # the house did not open
        for target in targets:
            waiting[target].set_exception(error)


def _besiege(ground: Ground, target: Target, given_up: threading.Event) -> Outcome:
    """Kill at the failpoint while people come and go; then take it away, let everything drain, and reckon."""
    began, since, chats, unknown = time.monotonic(), len(ground.web), len(ground.telegram), unknown_sends(ground)
    siege = Siege(ground, target.room, target.name, hits=HITS, chance=Random(f"{SEED} {target}"))
    scripts = AT_THE_DESK if target.kind.desk_open else PASSERS_BY.get(target.name, EVERYBODY)
    if target.kind.engine == "postgresql":
        scripts = tuple(script for script in scripts if script not in TELEGRAM)
    with crowd(ground, scripts, threads=VISITORS) as visitors:
        siege.begin()
        try:
            while not siege.over.wait(0.2) and not any(visitor.done() for visitor in visitors):
                assert not given_up.is_set()
                assert time.monotonic() < began + SIEGE_SECONDS, f"{target}: hit {len(siege.in_flight)} times only"
        finally:
            siege.end()
    return Outcome(
        faults=reckon(ground, since=since),
        in_flight=siege.in_flight,
        conversations=len(ground.web) - since + len(ground.telegram) - chats,
        unknown=unknown_sends(ground) - unknown,
        seconds=time.monotonic() - began,
    )
