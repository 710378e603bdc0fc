"""How long a roster is kept, what stays of it, and that a person can leave it at any time."""

from __future__ import annotations

import base64
import json

from sqlalchemy import text

from actions.models import metadata
from actions.retention.days import retention
from actions.retention.purging import purge
from tests.actions.applicants import RIDER, filed, other_rider, reviewed
from tests.actions.house import Caller, House
from tests.actions.rosters.lists import codes, counts, given, lines, looked_up, row, row_of
from tests.actions.rosters.test_invitations import filed_with


async def purged(house: House) -> None:
    """As the process does it by itself."""
    await purge(house.database, retention(""), clock=house.clock, checkpoint=house.checkpoints.append)


async def everything(house: House) -> str:
    """Every cell of every table, decrypted boxes included."""
    found = []
    async with house.database.read() as session:
        for table in metadata.sorted_tables:
            for cells in await session.execute(text(f"SELECT * FROM {table.name}")):
                found += [_opened(house, cell) for cell in cells]
    return "\n".join(found)


def _opened(house: House, cell: object) -> str:
    """What a cell says to whoever has the field key; stored answers hold their body in base64."""
    if not isinstance(cell, bytes | memoryview):
        return str(cell)
    plain = house.vault.decrypt(bytes(cell))
    if not plain.startswith("["):
        return plain
    return base64.b64decode(json.loads(plain)[-1]).decode(errors="replace")


async def test_who_joined_is_found_by_code_or_by_name_and_phone(house: House, bot: Caller, cli: Caller) -> None:
    by_code, by_person, namesake = other_rider(5), other_rider(6), other_rider(7)
    rows = [row_of(by_code, 2), row_of(by_person, 3), row(4, name="别的人", phone=namesake.phone), row(5)]
    number = await given(cli, *rows)
    code = (await codes(cli, number))[0]
    assert await counts(cli, number) == (0, 0, 4)

    first = str((await filed_with(bot, by_code.but(name="改了名"), code)).json["number"])
    second = await filed(bot, by_person)
    await filed(bot, namesake)
    assert await counts(cli, number) == (0, 2, 2), "a phone alone, with another name, is nobody of the list"

    for one in (first, second):
        assert (await reviewed(cli, one, "approve")).status == 200
    assert await counts(cli, number) == (2, 0, 2)


async def test_who_applied_before_the_list_came_is_found_too(bot: Caller, cli: Caller) -> None:
    await filed(bot)
    number = await given(cli, row_of(RIDER))

    assert await counts(cli, number) == (0, 1, 0)


async def test_a_rejected_application_counts_as_nothing(house: House, bot: Caller, cli: Caller) -> None:
    application = await filed(bot)
    number = await given(cli, row_of(RIDER))
    await reviewed(cli, application, "reject", reason="不在本省", cause="elsewhere")

    assert await counts(cli, number) == (0, 0, 1)


async def test_after_thirty_days_only_counts_stay(house: House, bot: Caller, cli: Caller) -> None:
    who = other_rider(5)
    number = await given(cli, row_of(who), row(3))
    made = await codes(cli, number)
    assert (await reviewed(cli, await filed(bot, who), "approve")).status == 200
    house.clock.move(days=29, hours=23)
    await purged(house)
    assert len(await lines(house)) == 2
    house.clock.move(hours=1)

    await purged(house)
    assert await lines(house) == []
    assert await counts(cli, number) == (1, 0, 1)
    assert (await looked_up(bot, made[1])).status == 404
    assert (await cli.post(f"/v1/rosters/{number}/invitations", {})).json["type"] == "roster-purged"
    left = await everything(house)
    assert not any(value in left for value in (*made, row(3)["phone"], row(3)["name"]))
    [entry] = [one for one in await house.audit() if one.action == "roster.purged"]
    assert (entry.subject, entry.actor, json.loads(entry.detail)) == (number, "clock", {"removed": 2})


async def test_who_has_their_data_erased_leaves_the_list(house: House, bot: Caller, cli: Caller) -> None:
    number = await given(cli, row_of(RIDER), row(3), employer="举例速递")
    await codes(cli, number)  # a stored answer that holds their name
    mine = await bot.get("/v1/personal-data", conversation=RIDER.conversation)
    assert mine.json["roster_lines"] == []
    await filed(bot)
    mine = await bot.get("/v1/personal-data", conversation=RIDER.conversation)
    assert [one["site"] for one in mine.json["roster_lines"]] == ["东升站"]

    erased = await bot.post("/v1/erasures", {"conversation": RIDER.conversation})
    assert erased.json["erased"]["roster_lines"] == 1
    assert [line.position for line in await lines(house)] == [3]
    left = await everything(house)
    assert not any(value in left for value in (RIDER.name, RIDER.phone))
    assert await counts(cli, number) == (0, 0, 1)


async def test_who_only_opened_their_code_sees_the_line_and_has_it_erased(
    house: House, bot: Caller, cli: Caller
) -> None:
    number = await given(cli, row_of(RIDER), row(3))
    mine, _ = await codes(cli, number)
    assert (await looked_up(bot, mine)).status == 200
    shown = await bot.get("/v1/personal-data", conversation=RIDER.conversation)
    assert [one["site"] for one in shown.json["roster_lines"]] == ["东升站"]

    erased = await bot.post("/v1/erasures", {"conversation": RIDER.conversation})

    assert erased.json["erased"]["roster_lines"] == 1
    assert [line.position for line in await lines(house)] == [3]
    left = await everything(house)
    assert not any(value in left for value in (RIDER.name, RIDER.phone))
