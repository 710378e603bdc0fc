"""The copy a person takes away: everything of their conversation, masked, without colleagues' notes."""

from __future__ import annotations

from tests.actions.applicants import RIDER, filed, other_rider
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import act, line, operator, taken, written

MINE = {"conversation": RIDER.conversation}


async def test_it_holds_what_was_said_and_agreed_to_and_nobody_elses(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot, employer="举例速递", township="东升街道")
    await filed(bot, other_rider(2))
    wang = await operator(house, cli)
    takeover = await taken(wang, bot, lines=[line(text="想问问入会的事")])
    await written(wang, takeover, "您好，我来帮您")
    await act(wang, takeover, "notes", ("text", "同事之间的话"), ("client_id", "note-1"))

    copy = await bot.get("/v1/personal-data/copy", **MINE)

    [mine] = copy.json["enrollments"]
    assert (mine["number"], mine["employer"], mine["township"]) == (number, "举例速递", "东升街道")
    assert mine["consent"] == {"version": "2026-11", "given_at": "2026-11-22T03:58:00+00:00"}
    [handed] = copy.json["takeovers"]
    assert [(one["from"], one["text"]) for one in handed["said"]] == [
        ("worker", "想问问入会的事"),
        ("operator", "您好，我来帮您"),
    ]
    text = copy.raw.decode()
    assert not any(value in text for value in (RIDER.name, RIDER.phone, RIDER.id_number, "同事之间的话"))


async def test_after_an_erasure_it_is_empty(bot: Caller) -> None:
    await filed(bot)
    await bot.post("/v1/erasures", MINE)

    kinds = ("enrollments", "tickets", "takeovers", "questions", "roster_lines", "memberships")
    empty: dict[str, list[object]] = {kind: [] for kind in kinds}
    assert (await bot.get("/v1/personal-data/copy", **MINE)).json == empty
