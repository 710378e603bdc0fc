"""Who has their data deleted is filed no more, and no filing holds anything of them."""

from __future__ import annotations

import asyncio

import pytest

from actions.filing.model import Filing
from actions.filing.sending import CLAIM_HOLDS
from actions.filing.states import State
from tests.actions.applicants import RIDER
from tests.actions.filing.conftest import Post, approved
from tests.actions.house import Caller
from tests.filing_receiver import Fault, answers, refuses, slow

MINE = {"conversation": RIDER.conversation}


def sealed(row: Filing) -> set[bytes | None]:
    return {row.body_box, row.reference_box, row.reason_box}


async def test_what_waits_is_filed_no_more(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    await bot.post("/v1/erasures", MINE)

    assert await post.sender().send_due() == 0
    row = await post.only()
    assert (row.state, sealed(row), row.next_at) == (State.CANCELLED, {None}, None)


@pytest.mark.parametrize(
    ("fault", "after"), [(refuses("名单里没有"), State.CANCELLED), (None, State.FILED), (answers(503), State.CANCELLED)]
)
async def test_what_was_tried_holds_nothing_any_more(
    post: Post, bot: Caller, cli: Caller, fault: Fault | None, after: State
) -> None:
    await approved(bot, cli)
    if fault is not None:
        post.receiver.faults.append(fault)
    await post.send()

    await bot.post("/v1/erasures", MINE)

    row = await post.only()
    assert (row.state, sealed(row)) == (after, {None})
    assert (await cli.post("/v1/filings/retries", {"numbers": None})).json == {"retried": 0}


@pytest.mark.parametrize(("files", "after"), [(True, State.FILED), (False, State.CANCELLED)])
async def test_what_is_being_sent_meanwhile_is_told_as_it_came_out(
    post: Post, bot: Caller, cli: Caller, files: bool, after: State
) -> None:
    await approved(bot, cli)
    until = asyncio.Event()
    post.receiver.faults.append(slow(until, files=files))
    sending = asyncio.create_task(post.sender().send_due())
    await post.receiver.arrived.wait()

    await bot.post("/v1/erasures", MINE)
    until.set()
    await sending

    row = await post.only()
    assert (row.state, sealed(row)) == (after, {None})


async def test_one_whose_process_died_meanwhile_is_not_sent_again(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    await post.sender()._claim_due()
    await bot.post("/v1/erasures", MINE)
    post.house.clock.move(seconds=CLAIM_HOLDS.total_seconds())

    assert await post.sender().send_due() == 0
    assert (await post.only()).state == State.CANCELLED
    assert post.receiver.tries == {}
