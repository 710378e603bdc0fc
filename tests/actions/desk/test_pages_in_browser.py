"""Every desk page in a browser: axe-core finds nothing serious, thumbs hit, nothing scrolls sideways or jumps."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Route
from yarl import URL

from actions.desk.frame import COOKIE, FOLDER, HEADERS, TEMPLATES
from actions.desk.menu import MENU
from actions.faq.model import Outcome
from actions.faq.queries import known_revision
from actions.questions.model import Cluster
from actions.questions.states import State
from actions.staff.model import Role, StaffMember
from actions.takeovers.quick_reply_seeding import load_quick_replies, seed_quick_replies
from tests.actions.applicants import BAOHE, RIDER, filed, other_rider, reviewed, submission
from tests.actions.cover.covers import candidate, quota
from tests.actions.desk_browser import PASSWORD, SET_UP, Browser, sign_in, staff
from tests.actions.faq.drafting_at_desk import under_way
from tests.actions.faq.editing import act, drafted, narrower, published
from tests.actions.faq.nlu import turned
from tests.actions.faq.test_outcomes import counted
from tests.actions.filing.conftest import approved, refused_filing
from tests.actions.house import DATA_DIR, Caller, House
from tests.actions.quality.evaluations import told
from tests.actions.quality.keeping import keep
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.rosters.lists import given, row, row_of
from tests.actions.takeovers.chats import line, number_of, taken, written
from tests.actions.unions.lists import enterprise_row, given_unions
from tests.browsers import chromium
from tests.design.looks import faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

ASKED = line("要交钱吗", understood={"topics": ["join_cost", "join_how"]})
GALLERY = Path(__file__).resolve().parents[2] / "design" / "gallery.html"

#: A new page adds its address here; `furnished` makes the names in braces.
FOR_VISITORS = ["/desk/sign-in", "/desk/sign-in?done=password", "{password}"]
FOR_STAFF = {
    "start and account": ["/desk", "/desk/nowhere", "/desk/account"],
    "applications": [
        "/desk/enrollments",
        "/desk/enrollments?state=rejected",
        "/desk/enrollments/{held}",
        "/desk/members",
        "/desk/members?number=HY26-999999-1",
        "/desk/members/{member}",
    ],
    "what follows": [
        "/desk/cover",
        "/desk/cover/340302/2026",
        "/desk/cover/340302/2026?state=insured",
        "/desk/filings",
        "/desk/filings?state=failed",
        "/desk/rosters",
        "/desk/rosters/{roster}",
    ],
    "conversations": [
        "/desk/tickets",
        "/desk/tickets?state=closed",
        "/desk/conversations",
        "/desk/conversations?show=closed",
        "/desk/conversations/{waiting}",
        "/desk/conversations/{taken}",
        "/desk/quick-replies",
        "/desk/assist-uses",
    ],
    "quality and questions": [
        "/desk/quality",
        "/desk/quality?area=340302",
        "/desk/quality/understanding",
        "/desk/quality/thresholds?answer=60&careful=80&suggest=20",
        "/desk/quality/thresholds?answer=60&careful=50&suggest=20",
        "/desk/questions",
        "/desk/questions?show=dismissed",
        "/desk/questions?show=answered",
        "/desk/questions/{asked}",
        "/desk/questions/{returned}",
        "/desk/questions/{answered}",
    ],
    "answers": [
        "/desk/faq",
        "/desk/faq?kind=retired",
        "/desk/faq/entries/join_cost",
        "/desk/faq/entries/join_cost@340100-rider",
        "/desk/faq/revisions/{answer}",
        "/desk/faq/lists",
    ],
    "writing answers": [
        "/desk/faq/drafts/new",
        "/desk/faq/drafts/new?topic=join_cost",
        "/desk/faq/entries/join_who_can/draft",
        "/desk/faq/entries/{overtaken}/draft",
        "/desk/faq/entries/{reviewed}/draft",
    ],
    "unions and people": [
        "/desk/unions?q=%E9%BE%99%E5%AD%90%E6%B9%96",
        "/desk/unions/sample_340302",
        "/desk/unions/LZH-Q1",
        "/desk/people",
        "/desk/people/new",
        "/desk/people/{colleague}",
        "/desk/people/{left}",
    ],
    "handbook and log": [
        "/desk/handbook",
        "/desk/handbook/01-start",
        "/desk/handbook/10-conversations",
        "/desk/audit",
        "/desk/audit?day=2020-01-01",
    ],
}


async def furnished(house: House, bot: Caller, cli: Caller, browser: Browser | None = None) -> dict[str, str]:
    """Something on every page: applications, one of them held; messages, one with a number to call back; who waits.

    With somebody signed in also a conversation they have, and colleagues, one of whom has left.
    """
    await filed(bot)
    held = await filed(bot, other_rider(2).but(phone=RIDER.phone, name="欧阳" + "长" * 8))
    words = {"conversation": RIDER.conversation, "channel": "web", "text": "站点不给结工资，" * 12}
    for kind, more in (("human", {"sealed": {"phone": house.seal(RIDER.phone)}}), ("report_problem", {})):
        assert (await bot.post("/v1/tickets", {**words, "kind": kind, **more})).status == 201
    waiting = await number_of(bot, reason="sensitive")
    for number, reason in enumerate(("emergency", "asked", "misses", "outage"), start=20):
        await number_of(
            bot, conversation=f"conversation-00{number}", reason=reason, region=None if number % 2 else BAOHE
        )
    made = await cli.post("/v1/staff", {"login": "lin", "name": "林接线", "roles": ["operator"]})
    at_hand = {"held": held, "password": URL(made.json["url"]).path, "waiting": waiting}
    if browser is not None:
        await refused_filing(house, bot, cli, who=other_rider(7))
        await approved(bot, cli, other_rider(8))
        await seed_quick_replies(house.database, load_quick_replies(DATA_DIR), house.clock)
        await staff(house, cli, "operator", login="zhao", name="赵离开")
        assert (await cli.post("/v1/staff/closings", {"login": "zhao"})).status == 200
        at_hand["taken"] = await taken(browser, bot, conversation="conversation-0009", lines=[ASKED])
        await written(browser, at_hand["taken"], "您好，我来看看。" * 9)
        await given_unions(cli, enterprise_row())
        at_hand["roster"] = await given(cli, row_of(RIDER), row(3, name="欧阳小蜂"), employer="举例速递" * 5)
        at_hand |= await under_way(house, cli)
        await keep(house, *(told(version=version, minute=version) for version in range(1, 9)))
        assert (await bot.post("/v1/faq/outcomes", {"counts": [counted(one, 20) for one in Outcome]})).status == 200
        people = await browser.get("/desk/people")
        at_hand["member"] = await covered(bot, cli, browser)
        at_hand["answer"] = await worked_on(cli)
        at_hand |= await asked_about(house, bot)
        at_hand |= {"colleague": people.link_to("lin")[13:], "left": people.link_to("zhao")[13:]}
    return at_hand


async def asked_about(house: House, bot: Caller) -> dict[str, str]:
    """Questions nobody answered, by what became of them.

    A cluster of three wordings, one of them too long for a phrasing; one whose answer came to nothing; an answered one.
    """
    texts = (
        "换电站在哪里有",
        "换电池要去哪儿换啊师傅们",
        "换电" + "绕了一大圈还没说到点子上" * 9,
        "停车被贴条了咋弄",
        "象棋赛报名",
    )
    await asked(bot, *texts, topics=["join_cost", "enroll", "join_how"])
    await sorted_by(house)
    first = {"asked": texts[0], "returned": texts[3], "answered": texts[4]}
    clusters = {name: await cluster_of(house, text) for name, text in first.items()}
    async with house.database.write() as session:
        back = await session.get_one(Cluster, clusters["returned"])
        back.reason = "“入会要不要交钱”第 2 版没有用上。李军：" + "和停车不是一回事，" * 5
        done = await session.get_one(Cluster, clusters["answered"])
        done.state, done.topic, done.number = State.ANSWERED, "join_cost", 1
        await session.commit()
    return {name: str(cluster) for name, cluster in clusters.items()}


async def worked_on(cli: Caller) -> str:
    """An answer for some place and trade, and a topic in review with a check that found much; its revision.

    Wang and Li are there.
    """
    await published(cli, areas=["340100"], trades=["rider"], content=narrower(valid_until="2026-12-01"), by="wangmin")
    says = {
        "title": "谁都能入会吗",
        "answer": "凭劳动吃饭的都能入会。\n怎么办问接收您的工会，" + "带上身份证，" * 5,
        "phrasings": ["我这样的也能入会不"],
        "buttons": [],
    }
    answer = str((await drafted(cli, topic="join_household", by="wangmin", says=says)).json["revision"])
    await act(cli, answer, "submission", by="wangmin")
    async with cli.house.database.write() as session:
        revision = await known_revision(session, answer)
        revision.check_result = {
            "messages": 2_417,
            **{"turned_wrong": 25, "turned_right": 3, "changed": 40, "collisions": 1},
            "examples": [turned("站长说不交钱就不给派单，这钱到底要不要交，" * 3)] * 20,
            "colliding": [{"phrasing": "入会收费吗", "topic": "join_cost", "other": "dues_how_much", "score": 0.9}],
        }
        revision.checked_at = cli.house.clock()
        await session.commit()
    return answer


async def covered(bot: Caller, cli: Caller, browser: Browser) -> str:
    """A member who moved and is insured, and one who waits; the number of the first."""
    await quota(cli, 1)
    moved = other_rider(30).but(name="上官" + "长" * 8)
    number = await candidate(bot, cli, moved)
    await candidate(bot, cli, other_rider(31))
    county = "/desk/cover/340302/2026"
    await browser.submit(county, f"{county}/batches")
    listed = re.search(r"HX26-\d{6}-\d", (await browser.get(f"{county}?state=shared")).html)
    assert listed
    dates = {"valid_from": "2026-12-01", "valid_until": "2027-11-30"}
    row = {"row": 2, "candidate": listed[0], "result": "已参加", "policy_number": "HZBZ-2026-0099881", **dates}
    assert (await cli.post("/v1/cover/results/imports", {"dry_run": False, "rows": [row]})).json["applied"]
    request = await bot.post("/v1/enrollments/transfers", submission(bot.house, moved, region="340303"))
    await reviewed(cli, request.json["number"], "approve")
    back = await bot.post("/v1/enrollments/transfers", submission(bot.house, moved))
    await reviewed(cli, back.json["number"], "approve")
    return number


async def open_page(page: Page, *, url: str) -> None:
    await page.goto(url)
    await page.get_by_role("heading", level=1).wait_for()


async def signed_in(context: BrowserContext, *, cookie: str, url: str) -> None:
    root = str(URL(url).with_path("/desk"))  # of a page further down, files and forms elsewhere would not be sent it
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": root}])


async def test_pages_for_visitors_are_fit_for_everybody(house: House, bot: Caller, cli: Caller) -> None:
    at_hand = await furnished(house, bot, cli)

    async with chromium() as browser:
        for path in FOR_VISITORS:
            url = str(house.client.make_url(path.format(**at_hand)))
            assert await faults(browser, partial(open_page, url=url)) == [], path


@pytest.mark.parametrize("paths", FOR_STAFF.values(), ids=FOR_STAFF)
async def test_pages_for_staff_are_fit_for_everybody(house: House, bot: Caller, cli: Caller, paths: list[str]) -> None:
    member = await staff(house, cli, *Role)
    at_hand = await furnished(house, bot, cli, member)

    async with chromium() as browser:
        for path in paths:
            url = str(house.client.make_url(path.format(**at_hand)))
            prepare = partial(signed_in, cookie=str(member.cookie), url=url)
            assert await faults(browser, partial(open_page, url=url), prepare=prepare) == [], path


async def test_the_pages_of_the_second_factor_are_fit_for_everybody(house: House, cli: Caller) -> None:
    """Before it is set up, and once the password was right; their cookies are a half-finished sign-in's."""
    await staff(house, cli, "reviewer", login="zhao", name="赵云")
    house.clock.move(minutes=1)
    entrant, beginner = Browser(house), Browser(house)
    assert (await sign_in(entrant, "zhao")).path == "/desk/second-factor"
    made = await cli.post("/v1/staff", {"login": "lin", "name": "林审核", "roles": ["reviewer"]})
    link = URL(made.json["url"]).path
    await beginner.submit(link, link, ("password", PASSWORD), ("again", PASSWORD))
    assert (await sign_in(beginner, "lin")).path == SET_UP

    async with chromium() as browser:
        for who, path in ((entrant, "/desk/second-factor"), (beginner, SET_UP)):
            url = str(house.client.make_url(path))
            prepare = partial(signed_in, cookie=str(who.cookie), url=url)
            assert await faults(browser, partial(open_page, url=url), prepare=prepare) == []


async def _fresh_codes(page: Page) -> None:
    await page.get_by_text("换一批恢复码").click()
    await page.locator("#codes-current").fill(PASSWORD)
    await page.get_by_role("button", name="换一批").click()
    await page.get_by_role("heading", name="请收好恢复码").wait_for()


async def _wrong_password(page: Page) -> None:
    await page.get_by_text("换一批恢复码").click()
    await page.locator("#codes-current").fill("wrong")
    await page.get_by_role("button", name="换一批").click()
    await page.get_by_text("密码不对").wait_for()
    assert await page.locator("#codes-current").is_visible()


async def _forgotten_role(page: Page) -> None:
    await page.get_by_label("登录名").fill("sun")
    await page.get_by_label("姓名").fill("孙新来")
    await page.get_by_role("button", name="添加").click()
    await page.get_by_text("请至少选一个岗位").wait_for()


async def _added(page: Page) -> None:
    await page.get_by_role("button", name="忘了密码").click()
    await page.get_by_role("heading", name="把链接交给").wait_for()


async def _verified(page: Page) -> None:
    await page.get_by_role("button", name="核对记录链").click()
    await page.get_by_text("条记录一条接一条").wait_for()


async def _proposed(page: Page) -> None:
    """The first look proposes; the others find it waiting."""
    if await page.get_by_role("button", name="看会怎样").count():
        await page.get_by_label("直接回答（%）", exact=True).fill("75")
        await page.get_by_role("button", name="看会怎样").click()
        await page.get_by_label("为什么要改").fill("答错的多了，" * 20)
        await page.get_by_role("button", name="送审").click()
        await page.get_by_text("已送审，要另一位同事批准").wait_for()
    await page.get_by_text("要请另一位同事批准").wait_for()


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("/desk/quality/thresholds", _proposed),
        ("/desk/account", _fresh_codes),
        ("/desk/account", _wrong_password),
        ("/desk/people/new", _forgotten_role),
        ("/desk/people/{colleague}", _added),
        ("/desk/audit", _verified),
    ],
)
async def test_what_a_form_answers_is_fit_for_everybody(
    house: House, bot: Caller, cli: Caller, path: str, act: Callable[[Page], Awaitable[None]]
) -> None:
    member = await staff(house, cli, *Role)
    url = str(house.client.make_url(path.format(**await furnished(house, bot, cli, member))))

    async def sent(page: Page) -> None:
        await open_page(page, url=url)
        await act(page)

    async with chromium() as browser:
        prepare = partial(signed_in, cookie=str(member.cookie), url=url)
        assert await faults(browser, sent, prepare=prepare) == []


async def test_every_part_is_fit_for_everybody(house: House) -> None:
    """The gallery, with its dialog closed and open."""
    member = StaffMember(name="王敏", roles=[Role.OPERATOR], areas=["340000"])
    environment = house.client.app[TEMPLATES]  # type: ignore[union-attr]
    text = await asyncio.to_thread(GALLERY.read_text)
    step = {"at": house.clock(), "text": "王敏起草"}
    html = environment.from_string(text).render(
        csrf="", member=member, menu=MENU, has=lambda role: True, path="/desk/gallery", course=[step]
    )
    url = str(house.client.make_url("/desk/gallery"))

    async def serve(context: BrowserContext) -> None:
        async def answer(route: Route) -> None:
            await route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=dict(HEADERS))

        await context.route("**/desk/gallery", answer)

    async def with_dialog(page: Page) -> None:
        await open_page(page, url=url)
        await page.get_by_role("button", name="打开弹窗").click()
        await page.get_by_role("dialog", name="确定吗？").wait_for()

    async with chromium() as browser:
        assert await faults(browser, partial(open_page, url=url), prepare=serve) == []
        assert await faults(browser, with_dialog, prepare=serve) == []


def test_the_gallery_shows_every_part(database_url: str) -> None:
    made = set(re.findall(r"{% macro ([a-z]\w*)\(", (FOLDER / "templates" / "parts.html").read_text()))
    shown = set(re.findall(r"parts\.([a-z]+)\(", GALLERY.read_text()))

    assert made - shown == set()
