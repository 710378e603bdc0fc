"""The closed table of states, walked in full: every act in every state, through the API."""

from __future__ import annotations

import pytest

from actions.enrollment.claiming import take
from actions.enrollment.states import TRANSITIONS, Act, State
from tests.actions.applicants import BAOHE, RIDER, colleague, filed, reviewed, state_of
from tests.actions.house import Answer, Caller
from tests.actions.unions.lists import county_row, given_unions

_DECISIONS = {Act.APPROVE: "approve", Act.RETURN: "return", Act.REJECT: "reject"}
#: What is the desk's alone is tested with its pages; forwarding is an approval of two.
_FROM_OUTSIDE = [act for act in Act if act not in (Act.TAKE, Act.GIVE_BACK, Act.FORWARD)]


async def _bring_to(state: State, bot: Caller, cli: Caller) -> str:
    number = await filed(bot)
    if state is State.WITHDRAWN:
        await bot.post(f"/v1/enrollments/{number}/withdrawal", {"conversation": RIDER.conversation})
    elif state is State.IN_REVIEW:
        chen = await colleague(bot.house, "小陈")
        async with bot.house.database.write() as session:
            await take(number, by=chen, session=session, vault=bot.house.vault, now=bot.house.clock())
            await session.commit()
    elif state is not State.SUBMITTED:
        decision = {State.APPROVED: "approve", State.RETURNED: "return", State.REJECTED: "reject"}[state]
        await reviewed(cli, number, decision, **_words(decision))
    assert await state_of(cli, number) == state
    return number


def _words(decision: str) -> dict[str, object]:
    if decision == "approve":
        return {}
    return {"reason": "请补充", **({"fields": ["phone"]} if decision == "return" else {})}


async def _act(act: Act, number: str, bot: Caller, cli: Caller) -> Answer:
    if act is Act.CORRECT:
        return await bot.post(
            f"/v1/enrollments/{number}/corrections", {"conversation": RIDER.conversation, "region": BAOHE}
        )
    if act is Act.WITHDRAW:
        return await bot.post(f"/v1/enrollments/{number}/withdrawal", {"conversation": RIDER.conversation})
    if act is Act.HAND_OVER:
        return await cli.post(f"/v1/enrollments/{number}/hand-over", {"union": "LZH"})
    return await reviewed(cli, number, _DECISIONS[act], **_words(_DECISIONS[act]))


def _following(state: State, act: Act) -> State | None:
    """What the table says; a decision on a submitted application takes it first."""
    if state is State.SUBMITTED and act in _DECISIONS:
        state = TRANSITIONS[state, Act.TAKE]
    return TRANSITIONS.get((state, act))


@pytest.mark.parametrize("act", _FROM_OUTSIDE)
@pytest.mark.parametrize("state", State)
async def test_every_act_in_every_state(state: State, act: Act, bot: Caller, cli: Caller) -> None:
    number = await _bring_to(state, bot, cli)
    await given_unions(cli, county_row())  # another union that may decide

    answer = await _act(act, number, bot, cli)

    following = _following(state, act)
    if following is None:
        assert answer.status == 409
        assert answer.json["type"] in {"state-forbids", "already-decided"}
        assert await state_of(cli, number) == state
    else:
        assert answer.status == 200, answer.raw.decode()
        assert await state_of(cli, number) == following


def test_nothing_leaves_a_final_state() -> None:
    final = {State.APPROVED, State.REJECTED, State.WITHDRAWN}
    assert not [transition for transition in TRANSITIONS if transition[0] in final]
