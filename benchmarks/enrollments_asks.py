"""What is asked of a house full of applications: each kind of request with the answer it must get."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from benchmarks.enrollments_house import House
from benchmarks.enrollments_stories import applicant
from tests.people import Person

WANTED_MS = 20.0
#: Where somebody has to wait for more than this, it is worth mending though nobody was promised anything.
LONG_MS = 200.0
#: Seeds of people who are in no table yet.
_NEWCOMERS_FROM = 3_000_000


@dataclass(frozen=True)
class Asked:
    """One request; `statuses` are the answers that count."""

    method: str
    path: str
    statuses: frozenset[int]
    headers: dict[str, str]
    body: dict[str, Any] | None = None


@dataclass(frozen=True)
class Ask:
    """One row of the table. `wanted_ms` is None where nothing was promised; `is_rare` ones are asked less often."""

    name: str
    make: Callable[[], Asked]
    wanted_ms: float | None = None
    is_rare: bool = False


@dataclass
class Asker:
    """Makes requests to one house; nobody applies twice, and no phone or conversation is looked up too often."""

    house: House
    _newcomers: Iterator[int] = field(default_factory=lambda: itertools.count(_NEWCOMERS_FROM))

    def __post_init__(self) -> None:
        known = self.house.prepared.known
        self._conversations = itertools.cycle(known.conversations)
        self._members = itertools.cycle(known.members)
        self._open = itertools.cycle(known.open)
        self._numbers: Iterator[str] = itertools.cycle(())
        self._member_numbers: Iterator[str] = itertools.cycle(())

    def learn(self, numbers: Sequence[str], member_numbers: Sequence[str]) -> None:
        """Applications and members the county's reviewer sees."""
        self._numbers, self._member_numbers = itertools.cycle(numbers), itertools.cycle(member_numbers)

    def asks(self) -> list[Ask]:
        """The promised ones first."""
        return [
            Ask("status of a conversation", self._status, WANTED_MS),
            Ask("queue of a county, first page", self._page("county", "/desk/enrollments"), WANTED_MS),
            Ask("queue of a county, pages 2-9", self._pages("county", "state=submitted", range(2, 10)), WANTED_MS),
            Ask("queue of a county, in review", self._page("county", "/desk/enrollments?state=in_review"), WANTED_MS),
            Ask("queue of a county, overdue", self._page("county", "/desk/enrollments?state=overdue"), WANTED_MS),
            Ask("queue of a city's counties", self._page("counties", "/desk/enrollments"), WANTED_MS),
            Ask("queue of a city's, overdue", self._page("counties", "/desk/enrollments?state=overdue"), WANTED_MS),
            Ask("queue of one union", self._page("union", "/desk/enrollments"), WANTED_MS),
            Ask("duplicate", self._duplicate, WANTED_MS),
            Ask("filing held for its phone", self._phone_in_use),
            Ask("look-up that finds", self._lookup_found),
            Ask("look-up that misses", self._lookup_missed),
            Ask("one application's page", self._application),
            Ask("approved of a county", self._page("county", "/desk/enrollments?state=approved")),
            Ask("approved of a county, page 100", self._page("county", "/desk/enrollments?state=approved&page=100")),
            Ask("approved of a city's counties", self._page("counties", "/desk/enrollments?state=approved")),
            Ask("rejected of one union", self._page("union", "/desk/enrollments?state=rejected")),
            Ask("start page, county", self._page("county", "/desk")),
            Ask("start page, one union", self._page("union", "/desk")),
            Ask("start page, province", self._page("province", "/desk")),
            Ask("start page, administrator", self._page("administrator", "/desk")),
            Ask("figures of a city", self._page("city", "/desk/enrollments")),
            Ask("figures of the province", self._page("province", "/desk/enrollments")),
            Ask("members of a county", self._page("county", "/desk/members")),
            Ask("members of a city's counties", self._page("counties", "/desk/members")),
            Ask("members of one union", self._page("union", "/desk/members")),
            Ask("one member's page", self._member),
            Ask("cover of the province", self._page("province", "/desk/cover")),
            Ask("cover of a county", self._cover_of_county),
            Ask("a roster's follow-up", self._page("county", f"/desk/rosters/{self.house.prepared.roster}")),
            Ask("rosters of a county", self._page("county", "/desk/rosters")),
            Ask("filings of the province", self._page("administrator", "/desk/filings")),
            Ask("filed ones of the province", self._page("administrator", "/desk/filings?state=filed")),
            Ask("audit log", self._page("administrator", "/desk/audit")),
            Ask("audit log of one act", self._page("administrator", "/desk/audit?action=enrollment.rejected")),
            Ask("audit log of one application", self._audit_of),
            Ask("unions of the province", self._page("administrator", "/desk/unions")),
            Ask("deliveries for the bot", self._deliveries),
            Ask("enrollments list --state submitted", self._listed, is_rare=True),
            Ask("what is due to go", self._retention, is_rare=True),
            Ask("purge, one round", self._purge, is_rare=True),
        ]

    def submission(self, who: Person) -> Asked:
        """A new conversation's, filed as the bot does."""
        return self._filed(who, {201})

    def newcomer(self) -> Person:
        """Somebody nobody knows."""
        return applicant(next(self._newcomers))

    def everything_of(self, cookie: str, path: str) -> Asked:
        return self._get(path, {"Cookie": f"xiaofeng_desk={cookie}"})

    # The bot

    def _status(self) -> Asked:
        return self._get(f"/v1/enrollments?conversation={next(self._conversations)}", self._bot)

    def _duplicate(self) -> Asked:
        there = applicant(next(self._open))
        return self._filed(there, {409})

    def _phone_in_use(self) -> Asked:
        """Filed and held: the answer does not say so."""
        new, there = self.newcomer(), applicant(next(self._members))
        return self._filed(Person(new.name, new.id_number, there.phone, new.plate), {201})

    def _lookup_found(self) -> Asked:
        there = applicant(next(self._members))
        return self._looked_up(there.phone, there.id_number[-6:], {200})

    def _lookup_missed(self) -> Asked:
        nobody = self.newcomer()
        return self._looked_up(nobody.phone, nobody.id_number[-6:], {404})

    def _deliveries(self) -> Asked:
        return self._get("/v1/deliveries", self._bot)

    def _filed(self, who: Person, statuses: set[int]) -> Asked:
        seal = self.house.seal
        body = {
            "conversation": secrets.token_hex(16),
            "channel": "web",
            "consent": {"version": "2026-11", "given_at": datetime.now(UTC).isoformat()},
            "sealed": {"name": seal(who.name), "id_number": seal(who.id_number), "phone": seal(who.phone)},
            "trade": "rider",
            "platform": "meituan",
            "region": self.house.prepared.known.big_county,
        }
        return self._post("/v1/enrollments", body, statuses, self._bot)

    def _looked_up(self, phone: str, id_tail: str, statuses: set[int]) -> Asked:
        seal = self.house.seal
        body = {"conversation": secrets.token_hex(16), "sealed": {"phone": seal(phone), "id_tail": seal(id_tail)}}
        return self._post("/v1/enrollments/lookups", body, statuses, self._bot)

    # Colleagues

    def _page(self, who: str, path: str) -> Callable[[], Asked]:
        return lambda: self._get(path, self._browser(who))

    def _pages(self, who: str, query: str, pages: Sequence[int]) -> Callable[[], Asked]:
        numbers = itertools.cycle(pages)
        return lambda: self._get(f"/desk/enrollments?{query}&page={next(numbers)}", self._browser(who))

    def _application(self) -> Asked:
        return self._get(f"/desk/enrollments/{next(self._numbers)}", self._browser("county"))

    def _member(self) -> Asked:
        return self._get(f"/desk/members/{next(self._member_numbers)}", self._browser("county"))

    def _audit_of(self) -> Asked:
        return self._get(f"/desk/audit?subject={next(self._numbers)}", self._browser("administrator"))

    def _cover_of_county(self) -> Asked:
        county, year = self.house.prepared.known.big_county, datetime.now(UTC).year
        return self._get(f"/desk/cover/{county}/{year}?state=insured", self._browser("county"))

    # The command line

    def _listed(self) -> Asked:
        return self._get("/v1/enrollments?state=submitted", self._cli)

    def _retention(self) -> Asked:
        return self._get("/v1/retention", self._cli)

    def _purge(self) -> Asked:
        return self._post("/v1/purges", {}, {200}, self._cli)

    @property
    def _bot(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.house.bot_token}"}

    @property
    def _cli(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.house.cli_token}"}

    def _browser(self, who: str) -> dict[str, str]:
        return {"Cookie": f"xiaofeng_desk={self.house.prepared.cookies[who]}"}

    def _get(self, path: str, headers: dict[str, str]) -> Asked:
        return Asked("GET", path, frozenset({200}), headers)

    def _post(self, path: str, body: dict[str, Any], statuses: set[int], headers: dict[str, str]) -> Asked:
        key = {"Idempotency-Key": secrets.token_hex(16)}
        return Asked("POST", path, frozenset(statuses), {**headers, **key}, body)
