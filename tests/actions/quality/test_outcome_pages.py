"""What came of questions at the desk: by week and place, by city, and where answers missed."""

from __future__ import annotations

from datetime import date, timedelta

from tests.actions.desk_browser import Browser
from tests.actions.faq.test_outcomes import OUTCOMES, TODAY, counted
from tests.actions.house import Caller
from tests.actions.quality.tables import rows

QUALITY = "/desk/quality"
LONGZIHU, BAOHE = "340302", "340111"
MONDAY = date(2026, 11, 16)


async def told(bot: Caller) -> None:
    counts = [
        counted("answered", 8, county=LONGZIHU),
        counted("unhelpful", 2, county=LONGZIHU),
        counted("chosen", 2, topic="join_how", county=BAOHE),
        counted("suggested", 5, topic="join_how", county=BAOHE),
        counted("unhelpful", 1, topic="join_how", county=BAOHE),
        counted("fallback", 3, topic=None),
        counted("person", 1, topic=None, county=LONGZIHU, day=MONDAY - timedelta(days=1)),
        counted("none_fit", 4, topic=None, day=MONDAY - timedelta(weeks=11)),
        counted("answered", 99, day=MONDAY - timedelta(weeks=11, days=1)),  # too long ago
        counted("answered", 99, day=MONDAY + timedelta(weeks=1)),  # a clock that is ahead
    ]
    assert (await bot.post(OUTCOMES, {"counts": counts})).status == 200


async def test_twelve_weeks_are_added_up_for_the_province(bot: Caller, wang: Browser) -> None:
    await told(bot)

    weeks = rows(await wang.get(QUALITY), "每周次数")

    assert [row[0] for row in weeks[:2] + weeks[-2:]] == ["8月31日起", "9月7日起", "11月9日起", "11月16日起"]
    assert weeks[-1][1:] == ["8", "5", "2", "0", "3", "3", "0"]
    assert weeks[-2][1:] == ["0", "0", "0", "0", "0", "0", "1"]
    assert weeks[0][1:] == ["0", "0", "0", "4", "0", "0", "0"]
    assert len(weeks) == 12


async def test_a_city_has_its_counties_and_a_county_itself(bot: Caller, wang: Browser) -> None:
    await told(bot)

    of_city, of_county = [rows(await wang.get(f"{QUALITY}?area={area}"), "每周次数") for area in ("340300", LONGZIHU)]
    elsewhere = await wang.get(f"{QUALITY}?area=340303")

    assert of_city == of_county
    assert of_city[-1][1:] == ["8", "0", "0", "0", "0", "2", "0"]
    assert "还没有记录" in elsewhere.text
    assert rows(elsewhere, "没答对最多的问题") == []


async def test_whoever_has_a_faq_role_sees_every_area(editor_of_hefei: Browser, bot: Caller) -> None:
    await told(bot)

    assert rows(await editor_of_hefei.get(f"{QUALITY}?area={LONGZIHU}"), "每周次数")[-1][1] == "8"


async def test_cities_are_listed_for_the_last_four_weeks(bot: Caller, wang: Browser) -> None:
    await told(bot)

    assert rows(await wang.get(QUALITY), "各市次数") == [
        ["合肥市", "0", "5", "2", "0", "0", "1", "0"],
        ["蚌埠市", "8", "0", "0", "0", "0", "2", "1"],
        ["不知道在哪", "0", "0", "0", "0", "3", "0", "0"],
    ]


async def test_topics_that_missed_lead_to_their_answer(bot: Caller, wang: Browser) -> None:
    await told(bot)
    gone = counted("unhelpful", 5, topic="never_written", day=TODAY)
    await bot.post(OUTCOMES, {"counts": [gone]})

    page = await wang.get(QUALITY)

    assert [row[1:] for row in rows(page, "没答对最多的问题")] == [
        ["5 次", "0 次", "—"],
        ["2 次", "8 次", "25%"],
        ["1 次", "2 次", "50%"],
    ]
    assert 'href="/desk/faq/entries/join_cost"' in page.html
    assert "entries/never_written" not in page.html


async def test_nothing_counted_yet_is_said(wang: Browser) -> None:
    page = await wang.get(QUALITY)

    assert page.status == 200
    assert "还没有记录" in page.text


async def test_an_unknown_area_is_refused(wang: Browser) -> None:
    assert (await wang.get(f"{QUALITY}?area=999999")).status == 422
