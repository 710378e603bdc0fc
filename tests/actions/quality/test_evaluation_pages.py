"""How well messages are understood, at the desk."""

from __future__ import annotations

from tests.actions.desk_browser import Browser
from tests.actions.house import House
from tests.actions.quality.evaluations import told
from tests.actions.quality.keeping import keep
from tests.actions.quality.tables import rows

UNDERSTANDING = "/desk/quality/understanding"


async def test_before_the_first_evaluation_the_page_says_so(wang: Browser) -> None:
    page = await wang.get(UNDERSTANDING)

    assert page.status == 200
    assert "机器人还没有考过自己" in page.text


async def test_figures_are_told_now_and_over_time(house: House, wang: Browser) -> None:
    await keep(house, told(version=1, right=88), told(version=2, minute=40))

    page = await wang.get(UNDERSTANDING)

    assert "最近一次是 2026-11-22 11:40 。" in page.text
    assert rows(page, "每一回") == [
        ["2026-11-22 11:40", "第 2 版", "90.0%", "95.0%", "93.0%", "2.0%", "10.0%"],
        ["2026-11-22 11:00", "第 1 版", "88.0%", "95.0%", "93.0%", "2.0%", "10.0%"],
    ]
    assert '<polyline class="line of-right" points="0,70 100,50"/>' in page.html  # from 85 to 95 %


async def test_the_words_below_a_chart_say_where_it_begins(house: House, wang: Browser) -> None:
    await keep(house, told(version=1, right=88), told(version=2, minute=40))

    page = await wang.get(UNDERSTANDING)

    assert "图从 85% 画起。办成：" in page.text
    assert "图从 0% 画起" not in page.text


async def test_confidence_is_held_against_what_was_right(house: House, wang: Browser) -> None:
    await keep(house, told())

    assert rows(await wang.get(UNDERSTANDING), "把握和听对") == [
        ["10–20%", "20", "12.0%", "10.0%"],
        ["90–100%", "80", "100.0%", "99.0%"],
    ]


async def test_the_curve_is_a_table_too(house: House, wang: Browser) -> None:
    await keep(house, told())

    table = rows(await wang.get(UNDERSTANDING), "从多大把握起直接回答")

    assert len(table) == 21
    assert table[12] == ["60%", "85.0%", "40.0%", "0.0%", "0.0%"]


async def test_confusions_are_named_by_their_titles(house: House, wang: Browser) -> None:
    await keep(house, told())

    assert rows(await wang.get(UNDERSTANDING), "最容易听混的") == [
        ["入会要不要交钱", "怎么入会(总体途径)", "3", "2"],
        ["never_heard_of", "没听出来", "1", "0"],
    ]


async def test_a_confusion_leads_to_the_answers_that_are_mixed_up(house: House, wang: Browser) -> None:
    await keep(house, told())

    table = (await wang.get(UNDERSTANDING)).html.partition("最容易听混的</h2>")[2]

    assert '<a href="/desk/faq/entries/join_cost">入会要不要交钱</a>' in table
    assert '<a href="/desk/faq/entries/join_how">怎么入会(总体途径)</a>' in table
    assert "/desk/faq/entries/never_heard_of" not in table
