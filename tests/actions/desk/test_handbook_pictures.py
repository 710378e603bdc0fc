"""The handbook's pictures: every page it shows is walked to in a made-up house, and its parts are there.

With XIAOFENG_SCREENSHOTS=1 the pictures are taken anew; without, nothing is compared.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, ViewportSize

from actions.desk.frame import COOKIE
from actions.desk.handbook import FOLDER
from actions.faq.queries import known_revision
from actions.takeovers.quick_reply_seeding import load_quick_replies, seed_quick_replies
from tests.actions.applicants import BAOHE, RIDER
from tests.actions.desk.pictures import IMAGES, TALLEST, WIDE, picture
from tests.actions.desk_browser import Browser, staff
from tests.actions.faq.editing import LI, WANG, act, drafted, hired, narrower, published
from tests.actions.faq.lists import excel, row
from tests.actions.faq.nlu import Nlu, turned, understood
from tests.actions.house import DATA_DIR, Caller, House
from tests.actions.quality.evaluations import told
from tests.actions.quality.keeping import keep
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.takeovers.chats import line, number_of, taken, written
from tests.browsers import chromium
from tests.design.looks import PHONE

in_a_browser = pytest.mark.browser
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MOST_BYTES = 120_000
WHOLE_FORM = {**WIDE, "height": 2_400}  # nothing of it lies under its button

HOURS: dict[str, Any] = {
    "title": "驿站冬天几点关门",
    "category": "station",
    "answer": "冬天驿站晚上九点关门，下雪天开到十点。\n赶不上的，旁边的便利店也能热饭。",
    "source": {"text": "驿站冬季开放通知", "date": "2026-11-10", "facts": []},
    "phrasings": ["驿站几点关门呀", "晚上十点驿站还开不", "天冷了驿站开到几点"],
    "buttons": [],
}


@asynccontextmanager
async def seat(
    house: House,
    browser: Browser | None,
    path: str,
    size: Mapping[str, int] = WIDE,
) -> AsyncIterator[Page]:
    """That page of the desk in front of whoever is signed in."""
    async with chromium() as running:
        context = await running.new_context(
            viewport=ViewportSize(width=size["width"], height=size["height"]),
            locale="zh-CN",
            reduced_motion="reduce",
            color_scheme="light",
        )
        if browser is not None:
            root = str(house.client.make_url("/desk"))
            await context.add_cookies([{"name": COOKIE, "value": str(browser.cookie), "url": root}])
        page = await context.new_page()
        await page.goto(str(house.client.make_url(path)))
        yield page


async def writer(house: House, cli: Caller, *more: str) -> Browser:
    """Wang, who writes answers, with Li who approves them."""
    await hired(house, LI)
    return await staff(house, cli, "faq_editor", *more, login=WANG)


def card(page: Page, name: str) -> Locator:
    """The part of a page under that heading."""
    return page.locator(f'section[aria-labelledby="{name}"]')


@in_a_browser
@only_sqlite
async def test_signing_in_and_the_start_page(house: House, bot: Caller, cli: Caller) -> None:
    browser = await writer(house, cli, "faq_approver")
    await drafted(cli, topic="station_winter", says=HOURS)
    await drafted(cli, topic="join_who_can", by=LI, says={"title": "谁能入会", "phrasings": ["我能入会吗吗"]})
    await act(cli, "join_who_can.2", "submission", by=LI)
    await asked(bot, "换电站在哪里有", "换电池去哪儿")
    await sorted_by(house)

    async with seat(house, None, "/desk/sign-in") as page:
        await picture(page, "01-sign-in", page.locator("section.card"))
    async with seat(house, browser, "/desk") as page:
        await picture(page, "01-cards", page.locator("header.top"), page.locator(".cards"))
    async with seat(house, browser, "/desk", PHONE) as page:
        await picture(page, "01-phone", page.locator("header.top"), page.locator(".cards > *").first)


@in_a_browser
@only_sqlite
async def test_reading_answers(house: House, bot: Caller, cli: Caller) -> None:
    browser = await writer(house, cli)
    await published(cli)
    await published(cli, areas=["340100"], trades=["rider"], content=narrower(valid_until="2026-12-10"))
    await drafted(cli, says={"answer": "入会不要钱，会费按规定交。"})
    counts = [
        {"day": "2026-11-21", "county": None, "topic": topic, "outcome": "answered", "count": count}
        for topic, count in {"join_cost": 128, "dues_how_much": 57, "dues_how_to_pay": 23}.items()
    ]
    assert (await bot.post("/v1/faq/outcomes", {"counts": counts})).status == 200

    async with seat(house, browser, "/desk/faq?q=会费") as page:
        table = page.locator("table.list")
        await picture(page, "02-list", page.locator("h1"), table, height=680)
    async with seat(house, browser, "/desk/faq/entries/join_cost") as page:
        await picture(page, "02-entry", page.locator("h1"), card(page, "out"), card(page, "family"))


@in_a_browser
@only_sqlite
async def test_writing_an_answer(house: House, cli: Caller, nlu: Nlu) -> None:
    browser = await writer(house, cli)
    nlu.makes = understood("answer", ("station_1", 0.94))

    async with seat(house, browser, "/desk/faq/drafts/new", WHOLE_FORM) as page:
        await page.get_by_label("回答", exact=True).fill("驿站几点关门，问{地区}工会。")
        await page.get_by_text("问您那里工会。").first.wait_for()
        await picture(page, "03-variables", page.locator("label[for=answer]"), page.locator(".variables"))
        await page.get_by_label("标题").fill(HOURS["title"])
        await page.get_by_label("分类").select_option("station")
        await page.get_by_label("回答", exact=True).fill(HOURS["answer"])
        await page.get_by_label("问法").fill("\n".join(HOURS["phrasings"]))
        await page.get_by_label("来源", exact=True).fill(HOURS["source"]["text"])
        await page.get_by_label("来源日期").fill(HOURS["source"]["date"])
        await page.get_by_text(f"来源：{HOURS['source']['text']}，{HOURS['source']['date']}").first.wait_for()
        await page.get_by_label("工友会怎么问").fill("驿站晚上开到几点")
        await page.get_by_role("button", name="试一试").click()
        await page.get_by_text("直接回答").wait_for()
        await picture(page, "03-form", page.locator("#content"), page.locator("#phrasings"), height=TALLEST)
        shown = page.get_by_role("region", name="Telegram里的样子")
        await picture(page, "03-try", shown, card(page, "try"))


@in_a_browser
@only_sqlite
async def test_approving_an_answer(house: House, cli: Caller) -> None:
    await hired(house, WANG)
    browser = await staff(house, cli, "faq_approver", login=LI, name="李军")
    for topic in ("station_winter", "join_gift"):
        title = "入会有没有礼品" if topic == "join_gift" else HOURS["title"]
        asks = ["入会送东西吗", "入会收费送啥"] if topic == "join_gift" else HOURS["phrasings"]
        await drafted(cli, topic=topic, says={**HOURS, "title": title, "phrasings": asks})
        await act(cli, f"{topic}.1", "submission", by=WANG)
    async with house.database.write() as session:
        revision = await known_revision(session, "join_gift.1")
        revision.check_result = {
            **{"messages": 3_012, "turned_wrong": 1, "turned_right": 2, "changed": 4, "collisions": 1},
            "examples": [turned("入会要交多少钱才送", after="join_gift")],
            "colliding": [{"phrasing": "入会收费送啥", "topic": "join_gift", "other": "join_cost", "score": 0.88}],
        }
        revision.checked_at = house.clock()
        await session.commit()

    async with seat(house, browser, "/desk/faq/revisions/join_gift.1") as page:
        await picture(page, "04-check", card(page, "check"))
    async with seat(house, browser, "/desk/faq/revisions/station_winter.1") as page:
        await page.locator("summary", has_text="不同意").click()
        await picture(page, "04-decide", card(page, "decide"))


@in_a_browser
@only_sqlite
async def test_changing_an_answer(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "faq_editor", "faq_approver", login=WANG)
    await hired(house, LI)
    await published(cli, says={"answer": "入会不要钱。当了会员以后有会费，交多少问接收您的工会。"})
    await drafted(cli, says={"answer": "入会不要钱，会费按规定交。\n谁拿入会当由头收钱都别给，赶紧打 12351。"})
    assert (await act(cli, "join_cost", "rollback", by=LI)).status == 200

    async with seat(house, browser, "/desk/faq/entries/join_cost/draft", WHOLE_FORM) as page:
        sides = page.locator(".sides:has(.theirs)")
        await picture(page, "05-merge", page.locator(".banner.warn").first, sides.first)
    async with seat(house, browser, "/desk/faq/entries/join_cost") as page:
        await picture(page, "05-history", card(page, "history"), height=620)


@in_a_browser
@only_sqlite
async def test_an_answer_for_some(house: House, cli: Caller) -> None:
    browser = await writer(house, cli)
    await published(cli)
    await published(cli, areas=["340100"], trades=["rider"], content=narrower())

    async with seat(house, browser, "/desk/faq/drafts/new?topic=join_cost") as page:
        await page.get_by_label("外卖骑手").check()
        await page.locator("summary", has_text="合肥市").click()
        await page.get_by_label("包河区").check()
        city = page.locator("details", has_text="合肥市")
        await picture(page, "06-scope", page.locator("#content"), page.get_by_label("外卖骑手"), city)
    async with seat(house, browser, "/desk/faq/entries/join_cost") as page:
        await picture(page, "06-family", card(page, "family"))


@in_a_browser
@only_sqlite
async def test_a_list_in_excel(house: House, cli: Caller, tmp_path: Path) -> None:
    browser = await writer(house, cli)
    sheet = tmp_path / "answers.xlsx"
    new = {name: HOURS[name] for name in ("title", "category", "answer")}
    changed = row(topic="join_cost", title="入会要不要交钱", answer="入会不要钱。", phrasings="进工会花钱不")
    sheet.write_bytes(excel(row(topic="station_winter", **new), changed))

    async with seat(house, browser, "/desk/faq/lists") as page:
        await picture(page, "07-page", page.locator("h1"), card(page, "take"), card(page, "send"))
        await page.locator("#file").set_input_files(sheet)
        await page.get_by_role("button", name="先看报告").click()
        await page.get_by_role("button", name="按这份报告起草稿").wait_for()
        await picture(page, "07-report", card(page, "report"))


@in_a_browser
@only_sqlite
async def test_questions_nobody_answered(house: House, bot: Caller, cli: Caller) -> None:
    browser = await writer(house, cli)
    texts = (
        "换电站在哪里有",
        "换电池要去哪儿换啊",
        "换电柜附近有没有",
        "停车被贴条了咋弄",
        "停车费谁出",
        "电瓶能在驿站充不",
    )
    await asked(bot, *texts, topics=["station_charge", "join_how", "join_cost"])
    await asked(bot, *texts[:2], of="again-{:04}", topics=["station_charge", "join_how"])
    await sorted_by(house)

    async with seat(house, browser, "/desk/questions") as page:
        await picture(page, "08-list", page.locator("h1"), page.locator("table.list"))
    async with seat(house, browser, f"/desk/questions/{await cluster_of(house, texts[0])}") as page:
        await picture(page, "08-cluster", page.locator("h1"), page.locator(".columns"))


@in_a_browser
@only_sqlite
async def test_conversations_and_messages(house: House, bot: Caller, cli: Caller) -> None:
    browser = await staff(house, cli, "operator")
    await seed_quick_replies(house.database, load_quick_replies(DATA_DIR), house.clock)
    said = [line("站长说入会要先交两百块"), line("要交钱吗", understood={"topics": ["join_cost"]})]
    number = await taken(browser, bot, conversation="conversation-0009", lines=said)
    await written(browser, number, "您好，我是工会的王敏，我来帮您看。")
    house.clock.move(minutes=3)
    for other, reason in enumerate(("sensitive", "asked", "emergency"), start=20):
        await number_of(bot, conversation=f"conversation-00{other}", reason=reason, region=BAOHE)
        house.clock.move(minutes=2)
    words = {"conversation": RIDER.conversation, "channel": "web", "text": "东升站的微波炉坏了一个礼拜了，能不能修修。"}
    ticket = await bot.post(
        "/v1/tickets", {**words, "kind": "report_problem", "sealed": {"phone": house.seal(RIDER.phone)}}
    )
    assert ticket.status == 201, ticket.raw.decode()

    async with seat(house, browser, "/desk/conversations") as page:
        await picture(page, "10-queue", page.locator("h1"), page.locator("#queue"))
    async with seat(house, browser, f"/desk/conversations/{number}", {**WIDE, "height": TALLEST}) as page:
        await picture(page, "10-conversation", page.locator("h1"), page.locator(".columns.conversation"))
    async with seat(house, browser, "/desk/tickets") as page:
        await picture(page, "10-ticket", page.locator("article.ticket"))


def test_every_picture_named_is_there_and_every_one_there_is_named() -> None:
    named = {
        name for file in FOLDER.glob("*.md") for name in re.findall(r"!\[[^\]]+\]\(images/(.+?)\)", file.read_text())
    }
    there = {file.name: file.stat().st_size for file in IMAGES.iterdir()}

    assert named == set(there)
    assert {name: size for name, size in there.items() if size > MOST_BYTES} == {}


@in_a_browser
@only_sqlite
async def test_quality(house: House, bot: Caller, cli: Caller) -> None:
    browser = await writer(house, cli)
    counts = [
        {
            "day": (date(2026, 11, 21) - timedelta(weeks=week)).isoformat(),
            "county": "340302",
            "topic": topic,
            "outcome": outcome,
            "count": count + 7 * week % 23,
        }
        for week in range(12)
        for topic, outcome, count in (
            ("join_cost", "answered", 128),
            ("join_cost", "unhelpful", 6),
            ("dues_how_much", "suggested", 40),
            ("dues_how_much", "chosen", 27),
            ("dues_how_much", "unhelpful", 9),
            (None, "fallback", 24),
            (None, "person", 8),
        )
    ]
    assert (await bot.post("/v1/faq/outcomes", {"counts": counts})).status == 200
    await keep(house, *(told(minute=minute, version=minute + 1, right=88 + minute) for minute in range(8)))

    async with seat(house, browser, "/desk/quality") as page:
        await picture(page, "09-weeks", page.locator("h1"), page.locator("table.list").first, height=1_100)
    async with seat(house, browser, "/desk/quality/understanding") as page:
        await picture(page, "09-understanding", page.locator("h1"), page.locator(".card").nth(1))
