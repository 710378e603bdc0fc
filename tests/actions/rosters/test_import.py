"""A roster is taken in whole or not at all; nothing but names and phones, and those encrypted."""

from __future__ import annotations

from typing import Any

import pytest

from actions.audit.verification import verify
from tests.actions.applicants import BAOHE, phone_of
from tests.actions.house import Caller, House
from tests.actions.rosters.lists import IMPORTS, codes, given, lines, roster, row


async def test_a_dry_run_tells_what_would_happen_and_keeps_nothing(house: House, cli: Caller) -> None:
    answer = await cli.post(IMPORTS, roster(row(2), row(3), dry_run=True))

    assert (answer.status, answer.json["new"], answer.json["applied"], answer.json["number"]) == (200, 2, False, None)
    assert await lines(house) == []


async def test_each_worker_gets_a_code_of_their_own(house: House, cli: Caller) -> None:
    number = await given(cli, row(2), row(3))

    assert len(set(await codes(cli, number))) == 2
    assert [entry.action for entry in await house.audit()][-2:] == ["roster.imported", "roster.handed_out"]
    async with house.database.read() as session:
        assert (await verify(session)).fault is None


async def test_names_phones_and_codes_lie_encrypted(house: House, cli: Caller) -> None:
    number = await given(cli, row(2))
    [code] = await codes(cli, number)

    [line] = await lines(house)
    stored = repr(vars(line)).encode() + line.name_box + line.phone_box + line.code_box
    for plain in ("周装卸", row(2)["phone"], code):
        assert plain.encode() not in stored
    assert house.vault.decrypt(line.name_box) == "周装卸"


@pytest.mark.parametrize(
    ("cells", "column", "problem"),
    [
        ({"name": ""}, "name", "没有填"),
        ({"phone": ""}, "phone", "没有填"),
        ({"name": "Robert'); DROP TABLE rosters"}, "name", "不像姓名"),
        ({"name": "=HYPERLINK(1)"}, "name", "不像姓名"),
        ({"name": "🐝🐝"}, "name", "不像姓名"),
        ({"phone": "1390000767"}, "phone", "手机号是 10 位"),
        ({"phone": "05523045678"}, "phone", "手机号是 11 位"),
        ({"phone": "1.39E+10"}, "phone", "手机号成了科学记数"),
        ({"phone": "13900007678/13900007679"}, "phone", "手机号里有别的字"),
    ],
)
async def test_one_bad_cell_keeps_the_whole_list_out_and_is_told_without_repeating_it(
    house: House, cli: Caller, cells: dict[str, str], column: str, problem: str
) -> None:
    answer = await cli.post(IMPORTS, roster(row(2), row(3, **cells)))

    [remark] = answer.json["problems"]
    assert (remark["row"], remark["column"], remark["problem"]) == (3, column, problem)
    assert all(cell not in answer.raw.decode() for cell in cells.values() if cell)
    assert (answer.json["number"], await lines(house)) == (None, [])


async def test_ways_to_write_a_phone_and_a_name_are_one(house: House, cli: Caller) -> None:
    spelled = [
        row(2, phone="139 0000-7678"),
        row(3, phone="+86 13900007679", name="周 装 卸"),
        row(4, phone="１３９００００７６８０", name="买买提•艾力"),
    ]
    await given(cli, *spelled)

    kept = [(house.vault.decrypt(line.name_box), house.vault.decrypt(line.phone_box)) for line in await lines(house)]
    assert kept == [("周装卸", "13900007678"), ("周装卸", "13900007679"), ("买买提·艾力", "13900007680")]


async def test_a_phone_twice_in_a_list_is_a_problem(cli: Caller) -> None:
    answer = await cli.post(IMPORTS, roster(row(2), row(3, phone=phone_of(7002))))

    assert [(one["row"], one["problem"]) for one in answer.json["problems"]] == [(3, "手机号和第 2 行重复")]


async def test_who_is_in_a_list_of_the_county_already_keeps_their_code(house: House, cli: Caller) -> None:
    await given(cli, row(2))
    again = await cli.post(IMPORTS, roster(row(2), row(3)))
    assert (again.json["new"], again.json["updated"], again.json["notes"][0]["row"]) == (1, 1, 2)
    assert len(await lines(house)) == 2

    nobody_new = await cli.post(IMPORTS, roster(row(2), row(3)))
    assert (nobody_new.json["number"], nobody_new.json["problems"]) == (None, [])
    elsewhere = await cli.post(IMPORTS, roster(row(2), region=BAOHE))
    assert elsewhere.json["new"] == 1, "another county learns nothing of this one's list"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rows": [{**row(2), "id_number": "x"}]}, "rows.0.id_number"),
        ({"rows": []}, "rows"),
        ({"rows": [row(number) for number in range(2, 5_003)]}, "rows"),
        ({"region": "340300"}, "region"),
        ({"region": "110101"}, "region"),
        ({"site": ""}, "site"),
        ({"site": "东\n升"}, "site"),
    ],
)
async def test_what_is_no_roster_is_refused(house: House, cli: Caller, changed: dict[str, Any], field: str) -> None:
    answer = await cli.post(IMPORTS, {**roster(row(2)), **changed})

    assert (answer.status, answer.json["field"]) == (422, field)
    assert await lines(house) == []


async def test_five_thousand_rows_are_taken_in(house: House, cli: Caller) -> None:
    number = await given(cli, *(row(place) for place in range(2, 5_002)))

    assert len(set(await codes(cli, number))) == 5_000
