"""What has been kept long enough goes, batch by batch; what must stay, stays."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from actions.attempts import count_try
from actions.retention import purging
from actions.retention.days import DAYS, retention
from actions.retention.kinds import KINDS
from actions.retention.purging import purge
from tests.actions.applicants import RIDER, filed, other_rider, reviewed
from tests.actions.cover.covers import candidate, quota
from tests.actions.house import Caller, House
from tests.actions.rosters.lists import given, lines, row
from tests.actions.takeovers.chats import act, line, opened, operator, taken

KEPT = retention("")


class Killed(BaseException):
    """What a checkpoint raises in place of a killed process."""


def _pass(name: str) -> None:
    assert name == "purge.committed"


async def _purged(house: House) -> int:
    return await purge(house.database, KEPT, clock=house.clock, checkpoint=_pass)


async def _all(house: House, query: str) -> list[Any]:
    async with house.database.read() as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def _ended_applications(bot: Caller, cli: Caller) -> tuple[str, str, str]:
    """One rejected, one withdrawn, one under way."""
    rejected, withdrawn = await filed(bot), await filed(bot, other_rider(2))
    await reviewed(cli, rejected, "reject", reason="不在本地干活")
    await bot.post(f"/v1/enrollments/{withdrawn}/withdrawal", {"conversation": other_rider(2).conversation})
    return rejected, withdrawn, await filed(bot, other_rider(3))


async def test_ended_applications_are_emptied_after_their_days_and_others_stay(
    house: House, bot: Caller, cli: Caller
) -> None:
    rejected, withdrawn, open_one = await _ended_applications(bot, cli)
    house.clock.move(days=DAYS["applications"] - 1)
    await _purged(house)
    assert (await cli.get(f"/v1/enrollments/{rejected}")).json["masked"]["name"] is not None

    house.clock.move(days=2)
    await _purged(house)

    for number, state in ((rejected, "rejected"), (withdrawn, "withdrawn")):
        shown = (await cli.get(f"/v1/enrollments/{number}")).json
        assert (shown["state"], set(shown["masked"].values()), shown["reason"]) == (state, {None}, None)
    assert (await cli.get(f"/v1/enrollments/{open_one}")).json["masked"]["name"] is not None
    columns = "conversation, id_number_hash, phone_hash, name_box, employer_box, reason_box"
    emptied = await _all(house, f"SELECT {columns} FROM enrollments WHERE state IN ('rejected', 'withdrawn')")
    assert emptied == [(None,) * 6] * 2


async def test_a_membership_and_the_application_it_came_from_stay(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await reviewed(cli, number, "approve")
    before = await _all(house, "SELECT * FROM memberships")
    house.clock.move(days=3_000)

    await _purged(house)

    assert await _all(house, "SELECT * FROM memberships") == before
    assert (await cli.get(f"/v1/enrollments/{number}")).json["masked"]["name"] is not None


async def test_answers_about_the_cover_go_three_years_after_its_end(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 1)
    await candidate(bot, cli)
    async with house.database.write() as session:
        await session.execute(text("UPDATE cover_candidates SET valid_until = '2027-11-30'"))
        await session.commit()
    house.clock.move(days=DAYS["cover"] + 100)  # the year is over for long, the cover is not
    await _purged(house)
    assert len(await _all(house, "SELECT 1 FROM cover_candidates")) == 1

    house.clock.move(days=365)
    await _purged(house)

    assert await _all(house, "SELECT 1 FROM cover_candidates") == []
    assert len(await _all(house, "SELECT 1 FROM memberships")) == 1


async def test_answered_messages_are_emptied_and_open_ones_stay(house: House, bot: Caller, cli: Caller) -> None:
    body = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想找个人问问"}
    answered, waiting = [(await bot.post("/v1/tickets", body)).json["number"] for _ in range(2)]
    await cli.post(f"/v1/tickets/{answered}/answer", {"text": "好的"})
    house.clock.move(days=DAYS["tickets"] + 1)

    await _purged(house)

    rows = await _all(house, "SELECT number, state, text_box IS NULL, answer_box IS NULL FROM tickets ORDER BY id")
    assert [(number, state, bool(a), bool(b)) for number, state, a, b in rows] == [
        (answered, "closed", True, True),
        (waiting, "open", False, True),
    ]


async def test_photos_go_before_the_transcript_they_belong_to(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    photo = {"type": "image/png", "data": "iVBORw0KGgo="}
    number = await taken(wang, bot, lines=[line(), line(kind="photo", photo=photo)])
    await act(wang, number, "closing", ("outcome", "answered"))
    still_open = await opened(bot, conversation=other_rider(2).conversation, lines=[line(kind="photo", photo=photo)])
    house.clock.move(days=DAYS["photos"] + 1)

    await _purged(house)

    with_photo = await _all(house, "SELECT t.number FROM takeover_lines l JOIN takeovers t ON t.id = l.takeover_id "
                                   "WHERE l.photo_box IS NOT NULL")  # fmt: skip
    assert with_photo == [(still_open.json["number"],)]
    assert len(await _all(house, "SELECT 1 FROM takeover_lines WHERE text_box IS NOT NULL")) >= 2
    house.clock.move(days=DAYS["takeovers"])
    await _purged(house)
    left = await _all(house, "SELECT DISTINCT t.number FROM takeover_lines l JOIN takeovers t ON t.id = l.takeover_id")
    assert left == [(still_open.json["number"],)]
    assert await _all(house, f"SELECT conversation, state FROM takeovers WHERE number = '{number}'") == [
        (None, "closed")
    ]


async def test_a_stored_answer_goes_and_its_key_still_keeps_the_act_from_being_done_again(
    house: House, bot: Caller
) -> None:
    body = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想找个人问问"}
    await bot.post("/v1/tickets", body, key="sent-twice")
    house.clock.move(days=DAYS["answers"] + 1)
    await _purged(house)

    assert (await bot.post("/v1/tickets", body, key="sent-twice")).json["type"] == "answer-erased"
    assert len(await _all(house, "SELECT 1 FROM tickets")) == 1
    house.clock.move(days=DAYS["request_keys"])
    await _purged(house)
    assert await _all(house, "SELECT key FROM done_requests") == []


async def test_what_only_serves_the_day_is_deleted(house: House, bot: Caller, cli: Caller) -> None:
    await _ended_applications(bot, cli)
    deliveries = (await bot.get("/v1/deliveries")).json["deliveries"]
    await bot.post("/v1/deliveries/acks", {"ids": [deliveries[0]["id"]]})
    await filed(bot, other_rider(4))
    await operator(house, cli)
    async with house.database.write() as session:
        await count_try(session, "lookup_phone", "x" * 64, "2026-11-22")
        await session.commit()
    house.clock.move(days=40)

    await _purged(house)

    counts = [(await _all(house, f"SELECT count(*) FROM {table}"))[0][0]
              for table in ("desk_sessions", "attempts", "password_links")]  # fmt: skip
    assert counts == [0, 0, 0]
    assert len(await _all(house, "SELECT id FROM deliveries")) == len(deliveries) - 1  # unread news wait


async def test_it_tells_the_audit_log_how_many_and_nothing_else(house: House, bot: Caller, cli: Caller) -> None:
    await _ended_applications(bot, cli)
    before = len(await house.audit())
    house.clock.move(days=DAYS["applications"] + 1)

    await _purged(house)

    [entry] = (await house.audit())[before:]
    assert (entry.actor, entry.action, entry.subject) == ("clock", "retention.purged", "retention")
    assert entry.detail == '{"count": 2, "kind": "applications"}'


async def test_killed_after_any_batch_it_goes_on(
    house: House, bot: Caller, cli: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    for running in range(2, 9):
        number = await filed(bot, other_rider(running))
        await reviewed(cli, number, "reject", reason="不在本地干活")
    house.clock.move(days=DAYS["applications"] + 1)

    def dies(name: str) -> None:
        raise Killed

    left, deaths = [7], 0
    while True:
        try:
            await purge(house.database, KEPT, clock=house.clock, checkpoint=dies)
            break
        except Killed:
            deaths += 1
            left.append(len(await _all(house, "SELECT 1 FROM enrollments WHERE erased_at IS NULL")))

    assert left[:5] == [7, 5, 3, 1, 0]
    assert deaths > 4


async def test_the_dry_run_counts_and_changes_nothing(house: House, bot: Caller, cli: Caller) -> None:
    await _ended_applications(bot, cli)
    house.clock.move(days=DAYS["applications"] + 1)

    told = (await cli.get("/v1/retention")).json["kinds"]

    assert {one["kind"]: one["days"] for one in told} == {**DAYS, "rosters": 30}
    due = {one["kind"]: one["due"] for one in told if one["due"]}
    assert (due["applications"], due["answers"]) == (2, len(await _all(house, "SELECT 1 FROM done_requests")))
    assert len(await _all(house, "SELECT 1 FROM enrollments WHERE erased_at IS NULL")) == 3


async def test_the_command_line_lets_it_go_at_once(house: House, bot: Caller, cli: Caller) -> None:
    await _ended_applications(bot, cli)
    house.clock.move(days=DAYS["applications"] + 1)

    answer = (await cli.post("/v1/purges", {}, key=uuid.uuid4().hex)).json

    assert (answer["purged"]["applications"], answer["more"]) == (2, False)


async def test_the_dry_run_counts_every_kind_that_then_goes(house: House, bot: Caller, cli: Caller) -> None:
    await _ended_applications(bot, cli)
    await given(cli, row(2), row(3))
    house.clock.move(days=1_000)

    counted = {one["kind"]: one["due"] for one in (await cli.get("/v1/retention")).json["kinds"]}
    purged = (await cli.post("/v1/purges", {})).json["purged"]

    assert (counted["rosters"], purged["rosters"], await lines(house)) == (1, 1, [])
    assert list(counted) == list(purged)
    emptied_first = {"request_keys": counted["request_keys"] + counted["answers"]}
    assert counted | emptied_first == purged


def test_days_are_set_by_kind() -> None:
    kept = retention("photos=7, tickets=90")
    assert (kept["photos"], kept["tickets"]) == (timedelta(days=7), timedelta(days=90))
    assert kept["takeovers"] == timedelta(days=DAYS["takeovers"])


@pytest.mark.parametrize("wrong", ["members=1", "photos", "photos=0", "photos=x", "photos=99999", "photos=-1", "=3"])
def test_an_unknown_kind_or_number_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"days|kind"):
        retention(wrong)


def test_every_kind_has_its_days() -> None:
    assert [kind.name for kind in KINDS if not kind.has_own_day] == list(DAYS)
