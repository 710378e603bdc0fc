"""From the list to the insurer and back: one batch for each candidate, one answer, told once."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.actions.applicants import RIDER, other_rider
from tests.actions.cover.covers import answered, candidate, member, news, quota, standing, taken_back, used
from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.house import Answer, Caller, House

COUNTY = "/desk/cover/340302/2026"
LI = other_rider(2)


async def reviewer(house: House, cli: Caller, **more: Any) -> Browser:
    return await staff(house, cli, "reviewer", **{"areas": ["340302"], **more})


async def batch(browser: Browser) -> str:
    """Make one; its number."""
    page = await browser.submit(COUNTY, f"{COUNTY}/batches")
    assert "已生成一批" in page.text, page.text
    return page.path.rpartition("=")[2]


async def written(house: House, browser: Browser, number: str) -> list[tuple[Any, ...]]:
    """The rows of the file, headings first."""
    path = f"/desk/cover/batches/{number}/file"
    csrf = (await browser.get(COUNTY)).csrf
    cookies = {"xiaofeng_desk": str(browser.cookie)}
    async with house.client.post(path, data={"csrf": csrf}, cookies=cookies, headers=browser.headers) as response:
        assert response.status == 200
        assert "attachment" in response.headers["Content-Disposition"]
        return list(load_workbook(io.BytesIO(await response.read())).worksheets[0].iter_rows(values_only=True))


async def numbers_in(house: House, browser: Browser, batch_number: str) -> list[str]:
    return [str(row[1]) for row in (await written(house, browser, batch_number))[1:]]


async def results(cli: Caller, *rows: dict[str, str], dry_run: bool = False) -> Answer:
    numbered = [{"row": place, **row} for place, row in enumerate(rows, start=2)]
    return await cli.post("/v1/cover/results/imports", {"dry_run": dry_run, "rows": numbered})


def insured(number: str) -> dict[str, str]:
    dates = {"valid_from": "2026-12-01", "valid_until": "2027/11/30"}
    return {"candidate": number, "result": "已参加", "policy_number": "HZBZ-2026-0099881", **dates}


def refused(number: str) -> dict[str, str]:
    return {"candidate": number, "result": "未受理", "reason": "已经有同类保障"}


async def two_listed(bot: Caller, cli: Caller, house: House) -> None:
    await quota(cli, 2)
    for who in (RIDER, LI):
        await candidate(bot, cli, who)
        house.clock.move(seconds=1)


async def test_a_batch_holds_who_has_a_place_in_the_insurers_columns(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    await candidate(bot, cli, other_rider(3))  # beyond the quota
    browser = await reviewer(house, cli)

    number = await batch(browser)
    [heads, first, second] = await written(house, browser, number)

    assert heads[:6] == ("序号", "候选编号", "姓名", "证件类型", "证件号码", "手机号")
    assert (first[0], *first[2:7]) == ("1", RIDER.name, "身份证", RIDER.id_number, RIDER.phone, "外卖骑手")
    assert (second[0], second[2]) == ("2", LI.name)
    assert (await standing(bot))["state"] == "shared"


async def test_the_same_batch_comes_again_and_each_time_is_logged(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    number = await batch(browser)
    await quota(cli, 3)
    await candidate(bot, cli, other_rider(3))
    second = await batch(browser)

    assert await written(house, browser, number) == await written(house, browser, number)
    assert len(await numbers_in(house, browser, number)) == 2
    assert len(await numbers_in(house, browser, second)) == 1
    acts = [entry for entry in await house.audit() if entry.action in ("cover.batch_made", "cover.batch_written")]
    assert [entry.action for entry in acts].count("cover.batch_written") == 4
    assert {entry.subject for entry in acts} == {number, second}
    assert all(entry.actor.startswith("staff:") and RIDER.name not in entry.detail for entry in acts)


async def test_two_colleagues_at_once_make_one_batch(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    wang, lin = await reviewer(house, cli), await reviewer(house, cli, login="lin", name="林审核")

    pages = await asyncio.gather(*(one.submit(COUNTY, f"{COUNTY}/batches") for one in (wang, lin)))

    assert sorted(page.status for page in pages) == [200, 409]
    assert sum("没有新列入的候选" in page.text for page in pages) == 1
    assert (await cli.get("/v1/cover/quotas")).json["quotas"][0]["counts"]["shared"] == 2


async def test_who_takes_the_agreement_back_is_not_given_again(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 2)
    mine = await candidate(bot, cli)
    await candidate(bot, cli, LI)
    browser = await reviewer(house, cli)
    number = await batch(browser)
    before = await numbers_in(house, browser, number)

    gone = await taken_back(bot, mine)

    assert (gone.json["state"], gone.json["withdrawn"]) == ("shared", True)
    assert await numbers_in(house, browser, number) == before[1:]
    assert await used(cli) == (2, 2)  # the insurer has it: nobody moves up
    await answered(bot, mine)
    assert await numbers_in(house, browser, number) == before


async def test_another_countys_batch_is_not_found(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    number = await batch(await reviewer(house, cli))
    others = [
        await reviewer(house, cli, login="baohe", name="包河审核", areas=["340111"]),
        await reviewer(house, cli, login="city", name="市里审核", areas=["340300"]),
    ]

    for other in others:
        csrf = (await other.get("/desk/cover")).csrf
        assert (await other.get(COUNTY)).status == 404
        assert (await other.post(f"{COUNTY}/batches", csrf=csrf)).status == 404
        assert (await other.post(f"/desk/cover/batches/{number}/file", csrf=csrf)).status == 404
    assert "龙子湖区" in (await others[1].get("/desk/cover")).text  # figures only
    assert "龙子湖区" not in (await others[0].get("/desk/cover")).text


async def test_results_are_kept_and_told_once(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    mine, lis = await numbers_in(house, browser, await batch(browser))

    report = (await results(cli, insured(mine), refused(lis))).json
    again = (await results(cli, insured(mine), refused(lis))).json

    assert (report["applied"], report["new"]) == (True, 2)
    assert (again["applied"], again["new"], again["note_count"]) == (True, 0, 2)
    [told] = await news(bot, "cover.insured")
    assert (told["policy_tail"], told["valid_from"], told["valid_until"]) == ("9881", "2026-12-01", "2027-11-30")
    [reason] = await news(bot, "cover.refused", LI)
    assert reason["reason"] == "已经有同类保障"
    assert ((await standing(bot))["state"], (await standing(bot, LI))["state"]) == ("insured", "refused")
    page = await browser.get(f"{COUNTY}?state=insured")
    assert "****9881" in page.text
    assert "HZBZ-2026-0099881" not in page.html


async def test_a_refusal_leaves_a_place_for_who_waits(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    third = other_rider(3)
    await candidate(bot, cli, third)
    browser = await reviewer(house, cli)
    mine, _ = await numbers_in(house, browser, await batch(browser))

    await results(cli, refused(mine))

    assert (await standing(bot, third))["state"] == "listed"
    assert await used(cli) == (2, 2)


async def test_one_bad_row_or_a_dry_run_registers_nothing(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    mine, lis = await numbers_in(house, browser, await batch(browser))
    wrong = [
        {**insured(lis), "valid_until": "2026-01-01"},
        {**insured(lis), "policy_number": ""},
        {"candidate": lis, "result": "也许"},
        {"candidate": "HX26-999999-1", "result": "未受理", "reason": "无"},
        insured(mine),
    ]

    dry = (await results(cli, insured(mine), dry_run=True)).json
    reports = [(await results(cli, insured(mine), row)).json for row in wrong]

    assert (dry["new"], dry["applied"], dry["problem_count"]) == (1, False, 0)
    assert [[one["column"] for one in report["problems"]] for report in reports] == [
        ["valid_until"],
        ["policy_number"],
        ["result"],
        ["candidate"],
        ["candidate"],
    ]
    assert (await standing(bot))["state"] == "shared"
    assert await news(bot, "cover.insured") == []


async def test_another_answer_than_the_known_one_is_a_problem(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    mine, _ = await numbers_in(house, browser, await batch(browser))
    await results(cli, insured(mine))

    report = (await results(cli, refused(mine))).json

    assert [one["column"] for one in report["problems"]] == ["result"]
    assert (await standing(bot))["state"] == "insured"


async def test_the_same_results_at_once_are_told_once(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    mine, _ = await numbers_in(house, browser, await batch(browser))

    reports = await asyncio.gather(*(results(cli, insured(mine)) for _ in range(5)))

    assert sorted(report.json["new"] for report in reports) == [0, 0, 0, 0, 1]
    assert len(await news(bot, "cover.insured")) == 1


async def sent_back(house: House, browser: Browser, batch_number: str, *rows: dict[str, str], act: str) -> Page:
    """The batch's own file, filled in as the insurer does, through the county's page."""
    [heads, *lines] = await written(house, browser, batch_number)
    headings = {"result": "结果", "policy_number": "保单号", "valid_from": "生效日期", "valid_until": "到期日期"}
    by_heading = [
        {headings.get(key, "原因"): value for key, value in row.items() if key != "candidate"} for row in rows
    ]
    book, file = Workbook(), io.BytesIO()
    book.worksheets[0].append(list(heads))
    for line, given in zip(lines, by_heading, strict=True):
        book.worksheets[0].append([given.get(str(head), cell) for head, cell in zip(heads, line, strict=True)])
    book.save(file)
    return await browser.upload(COUNTY, f"{COUNTY}/results", file.getvalue(), "结果.xlsx", ("act", act))


async def test_the_filled_in_file_is_tried_and_taken_in_at_the_desk(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    number = await batch(browser)
    rows = insured(""), refused("")

    tried = await sent_back(house, browser, number, *rows, act="check")
    assert (tried.status, await news(bot, "cover.insured")) == (200, [])
    assert "试运行，没有写入。共 2 行：新结果 2 个。" in tried.text
    taken = await sent_back(house, browser, number, *rows, act="import")
    again = await sent_back(house, browser, number, *rows, act="import")

    assert "已登记 2 个新结果" in taken.text
    assert "没有新结果" in again.text
    assert len(await news(bot, "cover.insured")) == len(await news(bot, "cover.refused", LI)) == 1
    [act] = [entry for entry in await house.audit() if entry.action == "cover.results_imported"]
    assert act.actor.startswith("staff:")


async def test_a_wrong_file_at_the_desk_is_told_row_by_row(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    number = await batch(browser)
    late = {**insured(""), "valid_until": "2026-01-01"}

    wrong = await sent_back(house, browser, number, late, refused(""), act="import")
    unread = await browser.upload(COUNTY, f"{COUNTY}/results", b"\x00", "结果.xlsx", ("act", "import"))
    no_file = await browser.submit(COUNTY, f"{COUNTY}/results", ("act", "import"))

    assert (wrong.status, unread.status, no_file.status) == (422, 422, 422)
    assert "第 2 行" in wrong.text
    assert "比生效日期还早" in wrong.text
    assert "请选一个" in no_file.text
    assert (await standing(bot, LI))["state"] == "shared"


async def test_a_county_takes_in_only_its_own_candidates_results(house: House, bot: Caller, cli: Caller) -> None:
    await two_listed(bot, cli, house)
    browser = await reviewer(house, cli)
    mine, _ = await numbers_in(house, browser, await batch(browser))
    await quota(cli, 5, region="合肥市包河区")
    baohe = await reviewer(house, cli, login="baohe", name="包河审核", areas=["340111"])
    wu = other_rider(4)
    await answered(bot, await member(bot, cli, wu, region="340111"), wu)
    theirs = "/desk/cover/340111/2026"
    await baohe.submit(theirs, f"{theirs}/batches")
    content = f"候选编号,结果,原因\n{mine},未受理,不是我的\n".encode()

    page = await baohe.upload(theirs, f"{theirs}/results", content, "a.csv", ("act", "import"))

    assert page.status == 422
    assert "没有报送过这个候选编号" in page.text
    assert (await standing(bot))["state"] == "shared"
    assert (await baohe.upload("/desk/cover", f"{COUNTY}/results", content, "a.csv", ("act", "import"))).status == 404
