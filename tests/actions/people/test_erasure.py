"""My data, and deleting it: what goes, what stays and why."""

from __future__ import annotations

from sqlalchemy import text

from actions.audit.actor import staff_actor
from actions.cover.batches import make_batch
from actions.models import metadata
from tests.actions.applicants import RIDER, filed, other_rider, reviewed, submission
from tests.actions.cover.covers import candidate, quota, standing
from tests.actions.house import Caller, House

MINE = {"conversation": RIDER.conversation}


async def _ticket(house: House, bot: Caller) -> str:
    body = {
        **MINE,
        "channel": "web",
        "kind": "report_problem",
        "text": "站长扣了我三百块",
        "sealed": {"phone": house.seal(RIDER.phone)},
    }
    return str((await bot.post("/v1/tickets", body)).json["number"])


async def test_my_data_is_everything_of_this_conversation_masked(house: House, bot: Caller) -> None:
    number, ticket = await filed(bot), await _ticket(house, bot)
    await filed(bot, other_rider(2))

    mine = await bot.get("/v1/personal-data", **MINE)

    assert [one["number"] for one in mine.json["enrollments"]] == [number]
    assert [one["number"] for one in mine.json["tickets"]] == [ticket]
    assert mine.json["memberships"] == []
    assert RIDER.phone not in mine.raw.decode()


async def test_erasing_withdraws_open_applications_and_leaves_nothing_to_see(house: House, bot: Caller) -> None:
    await filed(bot)
    await _ticket(house, bot)

    erased = await bot.post("/v1/erasures", MINE)

    assert erased.status == 200
    counts = {
        "enrollments": 1,
        "roster_lines": 0,
        "tickets": 1,
        "takeovers": 0,
        "questions": 0,
        "messages": 0,
        "answers": 2,
        "covers": 0,
    }
    assert erased.json["erased"] == counts
    assert erased.json["kept"] == []
    mine = await bot.get("/v1/personal-data", **MINE)
    kinds = ("enrollments", "tickets", "takeovers", "questions", "roster_lines", "memberships")
    assert mine.json == {kind: [] for kind in kinds}


async def test_after_erasure_no_row_holds_the_person(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await _ticket(house, bot)
    await reviewed(cli, number, "return", fields=["phone"], reason="打不通")

    await bot.post("/v1/erasures", MINE)

    async with house.database.read() as session:
        row = (await session.execute(text("SELECT * FROM enrollments"))).mappings().one()
        ticket = (await session.execute(text("SELECT * FROM tickets"))).mappings().one()
        news = (await session.execute(text("SELECT data_box FROM deliveries"))).scalars().all()
    left = {column for column, value in row.items() if value is not None and column.endswith(("_box", "_hash"))}
    assert left == set()
    assert (row["conversation"], row["state"]) == (None, "withdrawn")
    assert {ticket["text_box"], ticket["phone_box"], ticket["conversation"]} == {None}
    assert news == [None]


async def test_memberships_stay_with_the_reason(bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")
    [member] = (await bot.get("/v1/personal-data", **MINE)).json["memberships"]

    erased = await bot.post("/v1/erasures", MINE)

    [kept] = erased.json["kept"]
    assert member["number"] in kept["what"]
    assert "保留" in kept["why"]
    assert (await bot.get("/v1/personal-data", **MINE)).json["memberships"] == [member]


async def test_a_repeated_request_after_erasure_is_not_done_again(house: House, bot: Caller) -> None:
    body = submission(house)
    await bot.post("/v1/enrollments", body, key="before-erasure")
    await bot.post("/v1/erasures", MINE)

    again = await bot.post("/v1/enrollments", body, key="before-erasure")

    assert (again.status, again.json["type"]) == (410, "answer-erased")


async def test_what_staff_were_answered_about_a_person_leaves_too(house: House, bot: Caller, cli: Caller) -> None:
    number, ticket = await filed(bot, employer="某某物流有限公司"), await _ticket(house, bot)
    done: dict[str, dict[str, object]] = {
        f"/v1/enrollments/{number}/review": {"decision": "return", "fields": ["phone"], "reason": "打不通"},
        f"/v1/tickets/{ticket}/answer": {"text": "已联系站点核实"},
        f"/v1/tickets/{ticket}/closing": {},
    }
    for path, body in done.items():
        assert (await cli.post(path, body, key=path)).status == 200

    await bot.post("/v1/erasures", MINE)

    assert {(await cli.post(path, body, key=path)).json["type"] for path, body in done.items()} == {"answer-erased"}


async def test_erasing_again_finds_nothing_and_says_so(bot: Caller) -> None:
    await filed(bot)
    await bot.post("/v1/erasures", MINE)

    again = await bot.post("/v1/erasures", MINE)

    assert again.json["erased"]["enrollments"] == 0


async def test_after_erasure_one_may_apply_anew(bot: Caller) -> None:
    first = await filed(bot)
    await bot.post("/v1/erasures", MINE)
    assert await filed(bot) != first


async def test_an_erased_application_still_has_a_page_without_a_person(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await bot.post("/v1/erasures", MINE)

    shown = (await cli.get(f"/v1/enrollments/{number}")).json

    assert set(shown["masked"].values()) == {None}


async def test_personal_data_is_in_clear_in_no_table(house: House, bot: Caller, cli: Caller) -> None:
    plate = "皖C" + "12345"
    body = submission(house, employer="某某物流有限公司")
    body["sealed"]["plate"] = house.seal(plate)
    number = str((await bot.post("/v1/enrollments", body)).json["number"])
    await _ticket(house, bot)
    lookup = {"phone": house.seal(RIDER.phone), "id_tail": house.seal(RIDER.id_number[-6:])}
    await bot.post("/v1/enrollments/lookups", {**MINE, "sealed": lookup})
    await reviewed(cli, number, "return", fields=["phone"], reason="张小蜂，请补手机号")
    correction = {**MINE, "sealed": {"phone": house.seal(RIDER.phone)}}
    await bot.post(f"/v1/enrollments/{number}/corrections", correction)
    await reviewed(cli, number, "approve")

    dump = await _whole_database(house)

    assert number in dump
    for secret in (RIDER.name, RIDER.id_number, RIDER.id_number[-6:], RIDER.phone, plate, "三百块", "某某物流"):
        assert secret not in dump


async def _whole_database(house: House) -> str:
    """Every value of every row as text; bytes both decoded and as hexadecimal."""
    pieces: list[str] = []
    async with house.database.read() as session:
        for table in metadata.sorted_tables:
            if table.name in {"faq_entries", "faq_revisions", "stations"}:
                continue
            for row in await session.execute(table.select()):
                for value in row:
                    pieces.append(
                        value.decode("utf-8", "replace") + value.hex() if isinstance(value, bytes) else str(value)
                    )
    return "\n".join(pieces)


async def test_what_was_said_of_the_cover_goes_and_the_next_moves_up(bot: Caller, cli: Caller) -> None:
    await quota(cli, 1)
    await candidate(bot, cli)
    await candidate(bot, cli, other_rider(2))

    erased = await bot.post("/v1/erasures", MINE)

    assert erased.json["erased"]["covers"] == 1
    assert [kept["what"].startswith("会员登记") for kept in erased.json["kept"]] == [True]
    assert (await standing(bot))["state"] is None
    assert (await standing(bot, other_rider(2)))["state"] == "listed"


async def test_what_the_insurer_has_is_kept_with_the_reason(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 1)
    await candidate(bot, cli)
    async with house.database.write() as session:
        await make_batch("340302", 2026, by=staff_actor(1, "王敏"), session=session, now=house.clock())
        await session.commit()

    erased = await bot.post("/v1/erasures", MINE)

    assert erased.json["erased"]["covers"] == 0
    assert "互助保障" in erased.json["kept"][1]["what"]
    assert "承办单位" in erased.json["kept"][1]["why"]
    assert ((await standing(bot))["state"], (await standing(bot))["withdrawn"]) == ("shared", True)
