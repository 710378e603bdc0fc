"""Whatever workers and reviewers do in whatever order, each command three times at once as after a lost answer.

The states follow the table below, and every act happens once: one application, one membership, one filing, one piece of
news.
"""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Coroutine
from itertools import product
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from actions.deliveries.model import Delivery
from actions.filing.model import Filing
from tests.actions.applicants import BAOHE, LONGZIHU, other_rider, submission
from tests.actions.house import Answer, Caller, House
from tests.actions.unions.lists import county_row, federation_row, given_unions

TIMES = 3

FIRST, SECOND = STEPS = 1, 2
CORRECTABLE = ("submitted", "returned")
#: State and step, act → state and step, where the union wants two; who decides on a submitted one takes it first.
FOLLOWING = {
    **{((state, step), "correct"): ("submitted", step) for state, step in product(CORRECTABLE, STEPS)},
    **{((state, step), "move"): ("submitted", FIRST) for state, step in product(CORRECTABLE, STEPS)},
    (("submitted", FIRST), "approve"): ("in_review", SECOND),
    **{((state, SECOND), "approve"): ("approved", SECOND) for state in ("submitted", "in_review")},
    **{
        (now, act): (following, now[1])
        for now in (("submitted", FIRST), ("submitted", SECOND), ("in_review", SECOND))
        for act, following in (("return", "returned"), ("reject", "rejected"), ("withdraw", "withdrawn"))
    },
    **{(("returned", step), "withdraw"): ("withdrawn", step) for step in STEPS},
}
NEWS = {
    "in_review": "enrollment.forwarded",
    "approved": "enrollment.approved",
    "returned": "enrollment.returned",
    "rejected": "enrollment.rejected",
}
OVER = ("rejected", "withdrawn")
WAITING = ("submitted", "in_review")


def life_in(house: House, bot: Caller, cli: Caller, loop: asyncio.AbstractEventLoop) -> type[RuleBasedStateMachine]:
    """The machine of one worker after another; it runs in a thread of its own, the house in `loop`."""
    running = itertools.count(10)

    def wait_for(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.who = other_rider(next(running))
            self.state, self.step, self.region = "", FIRST, LONGZIHU
            self.numbers: list[str] = []
            self.news: list[str] = []

        @rule()
        def file(self) -> None:
            answer = self._done(bot, "/v1/enrollments", submission(house, self.who))
            if self.state == "" or self.state in OVER:
                assert answer.status == 201
                self.state, self.step, self.region = "submitted", FIRST, LONGZIHU
                self.numbers.append(answer.json["number"])
            elif self.state == "approved":
                assert answer.json["type"] in ("already-a-member", "too-many-tries")
            else:
                assert answer.json["type"] in ("open-application-exists", "too-many-tries")

        @precondition(lambda self: self.numbers)
        @rule()
        def correct(self) -> None:
            plate = {"plate": house.seal("皖C12345")}
            self._act("correct", bot, "corrections", {"conversation": self.who.conversation, "sealed": plate})

        @precondition(lambda self: self.numbers)
        @rule()
        def move(self) -> None:
            region = LONGZIHU if self.region == BAOHE else BAOHE
            body = {"conversation": self.who.conversation, "region": region}
            if self._act("move", bot, "corrections", body):
                self.region = region

        @precondition(lambda self: self.numbers)
        @rule()
        def withdraw(self) -> None:
            self._act("withdraw", bot, "withdrawal", {"conversation": self.who.conversation})

        @precondition(lambda self: self.numbers)
        @rule()
        def approve(self) -> None:
            self._act("approve", cli, "review", {"decision": "approve"})

        @precondition(lambda self: self.numbers)
        @rule()
        def return_it(self) -> None:
            self._act("return", cli, "review", {"decision": "return", "fields": ["phone"], "reason": "请核对"})

        @precondition(lambda self: self.numbers)
        @rule()
        def reject(self) -> None:
            self._act("reject", cli, "review", {"decision": "reject", "reason": "不在本县"})

        @precondition(lambda self: self.numbers)
        @invariant()
        def stands_where_the_table_says(self) -> None:
            shown = wait_for(cli.get(f"/v1/enrollments/{self.numbers[-1]}")).json
            assert (shown["state"], shown["step"]) == (self.state, self.step)
            assert (shown["due_at"] is not None) == (self.state in WAITING)  # nothing is due of what does not wait

        @invariant()
        def everything_happened_once(self) -> None:
            approved = self.news.count("enrollment.approved")
            own = wait_for(bot.get("/v1/enrollments", conversation=self.who.conversation)).json
            assert sorted(one["number"] for one in own["enrollments"]) == sorted(self.numbers)
            assert len(own["memberships"]) == approved == (self.state == "approved")
            assert wait_for(self._kept()) == (approved, sorted(self.news))

        def _act(self, act: str, caller: Caller, path: str, body: dict[str, Any]) -> bool:
            answer = self._done(caller, f"/v1/enrollments/{self.numbers[-1]}/{path}", body)
            following = FOLLOWING.get(((self.state, self.step), act))
            if following is None:
                assert answer.json["type"] in ("state-forbids", "already-decided")
                return False
            assert answer.status == 200
            self.state, self.step = following
            if act not in ("correct", "move") and self.state in NEWS:
                self.news.append(NEWS[self.state])
            return True

        def _done(self, caller: Caller, path: str, body: dict[str, Any]) -> Answer:
            key = str(uuid.uuid4())

            async def again_and_again() -> list[Answer]:
                return await asyncio.gather(*(caller.post(path, body, key=key) for _ in range(TIMES)))

            answers = wait_for(again_and_again())
            assert len({answer.raw for answer in answers}) == 1
            return answers[0]

        async def _kept(self) -> tuple[int, list[str]]:
            async with house.database.read() as session:
                filings = await session.scalar(select(func.count()).where(Filing.enrollment_number.in_(self.numbers)))
                told = select(Delivery.kind).where(Delivery.conversation == self.who.conversation)
                return filings or 0, sorted(await session.scalars(told))

    return Life


async def test_states_follow_the_table_and_every_act_happens_once(house: House, bot: Caller, cli: Caller) -> None:
    riders = {"trades": "外卖骑手", "steps": "2", "limit_hours": "24"}
    await given_unions(
        cli,
        county_row(limit_hours="48"),
        county_row(3, code="BH", name="包河区总工会", region=BAOHE, limit_hours="72"),
        federation_row(4, **riders),
        federation_row(5, code="BH-WM", name="包河区外卖行业工会联合会", **{"region": BAOHE, **riders}),
    )
    life = life_in(house, bot, cli, asyncio.get_running_loop())
    often = settings(
        max_examples=25, stateful_step_count=12, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    await asyncio.to_thread(run_state_machine_as_test, life, settings=often)
