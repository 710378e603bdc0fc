"""Made-up applications as stories: who applied where and when, and what became of it. Same seed, same stories."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from actions.enrollment.states import OPEN, State
from actions.unions.model import Kind
from actions.unions.routing import Choice
from tests.people import Person, person

_OF_DECIDED = {State.APPROVED: 0.80, State.REJECTED: 0.09, State.WITHDRAWN: 0.11}
_OF_OPEN = {State.SUBMITTED: 0.55, State.IN_REVIEW: 0.20, State.RETURNED: 0.25}
_TRADES = {"rider": 45, "courier": 30, "ride_hailing_driver": 12, "truck_driver": 8, "domestic_worker": 3, "other": 2}
_PLATED = frozenset({"ride_hailing_driver", "truck_driver"})
#: The latest applications, most of which are open; the others were decided long ago.
_LATEST_SHARE, _OPEN_OF_LATEST = 0.06, 0.67
_LONGEST = timedelta(days=8)  # until something was done about one
_LATEST, _ALL = timedelta(days=20), timedelta(days=3 * 365)
#: After that the rejected and withdrawn are emptied, as the purge of `actions/retention/` does.
KEPT = timedelta(days=180)
_BIRTH_YEARS = range(1970, 2005)
_PEOPLE_A_YEAR = 100_000  # so many different numbers `person` makes for one day of birth


@dataclass(frozen=True)
class Union:
    """What an application needs to know of the one that decides."""

    id: int
    name: str
    kind: Kind
    county: str
    township: str | None
    employer: str | None
    steps: int
    limit_hours: int | None


@dataclass(frozen=True)
class Story:
    """One application; `position` counts from 0 in the order they were filed."""

    position: int
    seed: int
    conversation: str
    union: Union
    trade: str
    state: State
    step: int
    submitted_at: datetime
    updated_at: datetime
    is_held: bool
    choice: Choice | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def has_plate(self) -> bool:
        return self.trade in _PLATED


def applicant(seed: int) -> Person:
    """Somebody whose ID number nobody else has; up to 3.5 million of them."""
    year = _BIRTH_YEARS[seed // _PEOPLE_A_YEAR % len(_BIRTH_YEARS)]
    return person(seed, born=f"{year}0307")


def stories(count: int, unions: Sequence[Union], now: datetime) -> Iterator[Story]:
    """In the order they were filed; a conversation has one to three applications, at most the last of them open."""
    chance = random.Random(5)
    places = _Places(unions, chance)
    lately: list[tuple[str, int, int]] = []  # conversations that may file again: id, applications so far, person
    latest_from = int(count * (1 - _LATEST_SHARE))
    for position in range(count):
        is_latest = position >= latest_from
        state = _drawn(chance, _OF_OPEN if is_latest and chance.random() < _OPEN_OF_LATEST else _OF_DECIDED)
        filed_at = _filed_at(position, count, latest_from, now)
        waits = state in (State.SUBMITTED, State.IN_REVIEW)
        conversation, before, seed = f"{chance.getrandbits(128):032x}", 0, position
        if lately and chance.random() < 0.25:
            conversation, before, former = lately.pop(chance.randrange(len(lately)))
            seed = former if former >= 0 else position
        if state not in OPEN and before < 2:
            again = seed if state in (State.REJECTED, State.WITHDRAWN) else -1
            lately.append((conversation, before + 1, again))
            if len(lately) > 2_000:
                del lately[:1_000]
        trade = chance.choices(list(_TRADES), list(_TRADES.values()))[0]
        union = places.union_for(trade)
        yield Story(
            position=position,
            seed=seed,
            conversation=conversation,
            union=union,
            trade=trade,
            state=state,
            step=2 if union.steps == 2 and (state is State.APPROVED or chance.random() < 0.3) else 1,
            submitted_at=filed_at,
            updated_at=filed_at + min(_LONGEST, now - filed_at) * chance.random(),
            is_held=waits and chance.random() < 0.02,
            choice=Choice.ENTERPRISE if union.kind is Kind.ENTERPRISE else None,
        )


def _filed_at(position: int, count: int, latest_from: int, now: datetime) -> datetime:
    if position < latest_from:
        return now - _ALL + (_ALL - _LATEST) * (position / latest_from)
    return now - _LATEST * ((count - position) / (count - latest_from))


def _drawn(chance: random.Random, shares: Mapping[State, float]) -> State:
    return chance.choices(list(shares), list(shares.values()))[0]


class _Places:
    """Counties differ in size as they do in life: the largest has some six of a hundred applications."""

    def __init__(self, unions: Sequence[Union], chance: random.Random) -> None:
        self._chance = chance
        self._by_county: dict[str, dict[Kind, list[Union]]] = {}
        for one in unions:
            self._by_county.setdefault(one.county, {}).setdefault(one.kind, []).append(one)
        self._counties = sorted(self._by_county)
        random.Random(1).shuffle(self._counties)
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(len(self._counties))))

    def union_for(self, trade: str) -> Union:
        [county] = self._chance.choices(self._counties, cum_weights=self._weights)
        there = self._by_county[county]
        share = self._chance.random()
        if share < 0.10 and Kind.ENTERPRISE in there:
            return self._chance.choice(there[Kind.ENTERPRISE])
        if share < 0.45 and Kind.TOWNSHIP in there:
            return self._chance.choice(there[Kind.TOWNSHIP])
        if trade == "courier" and Kind.FEDERATION in there:
            return self._chance.choice(there[Kind.FEDERATION])
        return there[Kind.COUNTY][0]
