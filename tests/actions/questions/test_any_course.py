"""Whatever colleagues do in whatever order, workers are told of nothing but an answer written for them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable

import pytest

from actions.faq.model import FaqRevision, Origin
from actions.faq.queries import entry_named, published_revision, revisions_of
from actions.faq.scope import EntryName
from actions.faq.states import OPEN
from actions.questions.clusters import known_cluster
from actions.questions.model import Cluster
from actions.questions.states import State
from tests.actions.desk_browser import Browser
from tests.actions.faq.drafting_at_desk import changed
from tests.actions.faq.editing import act
from tests.actions.house import Caller, House
from tests.actions.questions.asking import told
from tests.actions.questions.desk.reading import boxes
from tests.actions.questions.waiting import ASKED

STEPS = 25
DRAFT = "/desk/faq/entries/join_cost/draft"


class Course:
    """One cluster and the topic it was written into; each act may be refused, as the desk would refuse it."""

    def __init__(self, house: House, wang: Browser, cli: Caller, here: str, chance: random.Random) -> None:
        self._house, self._wang, self._cli, self._here, self._chance = house, wang, cli, here, chance
        self.acts: tuple[Callable[[], Awaitable[None]], ...] = (
            self.take_up, self.take_up, self.write, self.write_without, self.reject, self.put_out, self.put_out,
            self.put_out, self.roll_back, self.retire, self.reopen, self.wait,
        )  # fmt: skip

    async def take_up(self) -> None:
        page = await self._wang.get(self._here)
        if picked := boxes(page):
            await self._wang.post(f"{self._here}/phrasings", [*picked, ("other", "join_cost")], csrf=page.csrf)

    async def write(self) -> None:
        await self._write(answer=f"改成这样，{self._chance.random()}。")

    async def write_without(self) -> None:
        await self._write(phrasings=f"要花{self._chance.randrange(10**6)}块吗")

    async def _write(self, **fields: str) -> None:
        page = await self._wang.get(DRAFT)
        if 'id="draft"' in page.html:
            await self._wang.post(DRAFT, changed(page, **fields), csrf=page.csrf)

    async def reject(self) -> None:
        if (begun := await self._begun()) is not None:
            await act(self._cli, begun.name, "rejection", by="lijun", reason="再想想")

    async def put_out(self) -> None:
        if (begun := await self._begun()) is not None:
            await act(self._cli, begun.name, "submission", by="wangmin")
            await act(self._cli, begun.name, "approval", by="lijun")

    async def roll_back(self) -> None:
        await act(self._cli, "join_cost", "rollback", by="wangmin")

    async def retire(self) -> None:
        await act(self._cli, "join_cost", "retirement", by="lijun", reason="先停一停")

    async def reopen(self) -> None:
        page = await self._wang.get(self._here)
        cluster, _, _ = await self.stands()
        await self._wang.post(f"{self._here}/reopening", [("state", cluster.state)], csrf=page.csrf)

    async def wait(self) -> None:
        self._house.clock.move(seconds=self._chance.choice([1, 60]))

    async def stands(self) -> tuple[Cluster, FaqRevision | None, list[FaqRevision]]:
        """The cluster, what is out of the topic, and all its revisions, newest first."""
        async with self._house.database.read() as session:
            entry = await entry_named(session, EntryName("join_cost"))
            assert entry is not None
            cluster = await known_cluster(session, self._here.rpartition("/")[2])
            return cluster, await published_revision(session, entry), await revisions_of(session, entry)

    async def _begun(self) -> FaqRevision | None:
        _, _, revisions = await self.stands()
        return next((one for one in revisions if one.state_now in OPEN), None)


@pytest.mark.parametrize("seed", range(6))
async def test_who_is_told_is_told_what_was_written_for_them(
    house: House, wang: Browser, cli: Caller, here: str, seed: int
) -> None:
    chance = random.Random(seed)
    course = Course(house, wang, cli, here, chance)
    for _ in range(STEPS):
        await chance.choice(course.acts)()
        before, _, _ = await course.stands()

        news = await told(house)

        cluster, out, revisions = await course.stands()
        assert news in (0, len(ASKED))
        if news:
            assert (before.state, cluster.state) == (State.DRAFTING, State.ANSWERED)
            assert out is not None
            assert (out.number, out.origin) == (cluster.number, Origin.STAFF)
            assert set(ASKED) <= set(out.content["phrasings"])
        if cluster.state == State.DRAFTING:
            [awaited] = [one for one in revisions if one.number == cluster.number]
            assert awaited.state_now in OPEN
