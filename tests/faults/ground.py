"""A house under siege: its workers, its staff, and what may be under way in it at any moment."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import httpx

from tests.cable import CableApart, Way, laid_apart
from tests.faults import ageing, desk_visits, enrollment_visits, telegram_visits, visits
from tests.faults.desk import Desk
from tests.faults.desk_browser import DeskBrowser
from tests.faults.ledger import Ledger, open_ledger
from tests.faults.office import Office
from tests.faults.telegram_visits import TelegramVisit
from tests.faults.visits import Visit
from tests.filing_receiver import SECRET, Receiver, listening_apart
from tests.journeys.house import House, NluAddress, running_house
from tests.journeys.worker import Worker
from tests.people import person
from tests.ports import free_port
from tests.telegram_double import TelegramDouble

LONGEST_PAUSE_SECONDS = 0.05
CUT_SECONDS = 1.0
LOSES_EVERY = 3  # of so many filings the receiver's answer to one is lost
ALWAYS_OPEN = {"XIAOFENG_DESK_HOURS": "1-7 00:00-24:00"}

WEB: dict[str, Callable[[Visit], None]] = {
    script.__name__: script
    for script in (
        visits.joins,
        visits.joins_and_is_approved,
        visits.joins_and_is_covered,
        enrollment_visits.joins_and_follows,
        visits.asks,
        visits.asks_in_vain,
        visits.looks_for_a_station,
        visits.leaves_word,
        visits.looks_up,
        visits.erases,
        desk_visits.is_helped_by_a_person,
    )
}
TELEGRAM: dict[str, Callable[[TelegramVisit], None]] = {
    script.__name__: script for script in (telegram_visits.asks_on_telegram, telegram_visits.joins_on_telegram)
}
TIME = ("age_keys", "age_rows")
STAFF = (
    *("files_by_list", "retry_filings"),
    *("hire", "import_station", "remove_samples", "publish", "import_union", "remove_sample_unions"),
    *("set_cover_quota", "take_in_cover_results", "invite"),
)


@dataclass
class Ground:
    """A running house with everybody who comes to it; `web` and `telegram` hold every visit so far.

    `cables` are the network between bot and actions ("actions") and between actions and the outward "receiver".
    """

    house: House
    double: TelegramDouble
    receiver: Receiver
    ledger: Ledger
    office: Office
    desk: Desk
    client: httpx.Client
    cables: Mapping[str, CableApart]
    chance: Random
    people: Iterator[int]
    patience_seconds: float
    web: list[Visit] = field(default_factory=list)
    telegram: list[TelegramVisit] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def receive(self, script: str) -> None:
        """Let one visitor (or one act of the staff) run its course."""
        if script == "cuts_the_network":
            self._cut_the_network()
            return
        if script in STAFF or script in TIME:
            getattr(self.office if script in STAFF else ageing, script)(*(() if script in STAFF else (self.ledger,)))
            return
        with self._lock:
            number = next(self.people)
            chance = Random(self.chance.random())
        somebody = person(number)
        if script in WEB:
            worker = Worker(self.house.bot, client=self.client, patience_seconds=self.patience_seconds)
            visit = Visit(worker, somebody, chance, self.office, self.desk, self.patience_seconds)
            self.web.append(visit)
            WEB[script](visit)
        else:
            chat = TelegramVisit(self.double.worker(user_id=1_000_000 + number), somebody, chance, self.client)
            self.telegram.append(chat)
            TELEGRAM[script](chat)

    def conversation(self, visit: Visit) -> str:
        """The bot's id of a web visit's conversation."""
        return self.ledger.data_key.conversation_id("web", visit.worker.secret)

    def _cut_the_network(self) -> None:
        """Between bot and actions, for a moment."""
        self.cables["actions"].turn(Way.REFUSES)
        time.sleep(CUT_SECONDS)
        self.cables["actions"].turn(Way.CARRIES)

    def in_flight(self) -> int:
        """Requests of workers and staff not yet answered, and rows not yet worked off."""
        waiting = sum(visit.worker.is_waiting for visit in tuple(self.web))
        return waiting + self.office.under_way + self.desk.under_way + sum(self.ledger.undone().values())


@contextmanager
def open_ground(
    var: Path,
    *,
    seed: int,
    nlu: NluAddress | None,
    postgres_folder: str | None = None,
    desk_open: bool = False,
    extra: Mapping[str, str] | None = None,
    patience_seconds: float = visits.PATIENCE_SECONDS,
) -> Iterator[Ground]:
    """A house with the web chat, Telegram's double and a receiver of filings; a killed room is back at once.

    With `desk_open` a request for a person opens a takeover, at any hour; else it is taken down as a message. `extra`
    adds environment variables. Staff reach actions past the cables. After
    `patience_seconds` without what they wait for workers and staff give up.
    """
    with ExitStack() as stack:
        double, receiver = stack.enter_context(TelegramDouble()), Receiver(lose_every=LOSES_EVERY)
        filing_url, port = urlsplit(stack.enter_context(listening_apart(receiver))), free_port()
        assert filing_url.port
        cables = {
            "actions": stack.enter_context(laid_apart(port)),
            "receiver": stack.enter_context(laid_apart(filing_url.port)),
        }
        house = stack.enter_context(
            running_house(
                var,
                postgres_folder=postgres_folder,
                nlu=nlu,
                longest_pause_seconds=LONGEST_PAUSE_SECONDS,
                extra={
                    "XIAOFENG_TELEGRAM_TOKEN": double.token,
                    "XIAOFENG_TELEGRAM_API_URL": double.url,
                    "XIAOFENG_ACTIONS_PORT": str(port),
                    "XIAOFENG_ACTIONS_URL": cables["actions"].url,
                    "XIAOFENG_FILING_URL": cables["receiver"].url + filing_url.path,
                    "XIAOFENG_FILING_SECRET": SECRET,
                    "XIAOFENG_HOUSEKEEPING_SECONDS": "1",
                    **(ALWAYS_OPEN if desk_open else {}),
                    **(extra or {}),
                },
            )
        )
        client = stack.enter_context(
            httpx.Client(timeout=60, trust_env=False, limits=httpx.Limits(max_connections=256))
        )
        ledger = stack.enter_context(open_ledger(house))
        office, browser = Office(house, client, receiver, patience_seconds), DeskBrowser(house.actions)
        stack.callback(browser.close)
        yield Ground(
            house=house,
            double=double,
            receiver=receiver,
            ledger=ledger,
            office=office,
            desk=Desk(office, ledger, browser),
            client=client,
            cables=cables,
            chance=Random(seed),
            people=itertools.count(1),
            patience_seconds=patience_seconds,
        )
