"""The start page: what waits for each role and what was done today, bounded to the colleague's area."""

from __future__ import annotations

import re

import pytest

from actions.audit.heads import export_head
from actions.staff.model import Role
from tests.actions.applicants import BAOHE, LONGZIHU, RIDER, filed, other_rider, reviewed
from tests.actions.desk_browser import Browser, administrator, staff
from tests.actions.faq.editing import LI, act, drafted, general, hired, published
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import act as acted
from tests.actions.takeovers.chats import number_of, operator, taken

CHAT, OTHER_CHAT = "conversation-0101", "conversation-0102"


async def _figures(browser: Browser) -> dict[str, str]:
    """What the page counts, by its name; the note of a figure beside its number."""
    html = (await browser.get("/desk")).html
    rows = re.findall(r"<li>(.+?)</li>", html.partition('<div class="cards">')[2], re.DOTALL)
    told = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", row)) for row in rows]
    pieces = [[piece.strip() for piece in one.split("|") if piece.strip()] for one in told]
    return {name: " ".join(rest) for name, *rest in pieces}


async def _ticket(bot: Caller, region: str) -> None:
    body = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想问问", "region": region}
    assert (await bot.post("/v1/tickets", body)).status == 201


async def test_an_operator_sees_who_waits_in_their_area(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    await taken(wang, bot)
    await number_of(bot, conversation=CHAT)
    house.clock.move(minutes=12)
    await number_of(bot, conversation=OTHER_CHAT)
    await number_of(bot, conversation="elsewhere", region=LONGZIHU)
    await _ticket(bot, BAOHE)
    await _ticket(bot, LONGZIHU)

    told = await _figures(wang)

    assert told["等接入的会话"] == "最久 12 分钟 2"
    assert told["我正在接待"] == "1"
    assert told["没办的留言"] == "1"


async def test_an_operator_sees_what_their_area_did_today(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    zhao = await operator(house, cli, "zhao", "赵云", LONGZIHU)
    house.clock.move(hours=-13)  # 23:00 of the day before in China
    await taken(wang, bot, conversation="yesterday")
    house.clock.move(hours=13)
    waits = {"conversation-1": 2, "conversation-2": 4, "conversation-3": 30}
    numbers = []
    for conversation, minutes in waits.items():
        numbers.append(await number_of(bot, conversation=conversation))
        house.clock.move(minutes=minutes)
        await acted(wang, numbers[-1], "claim")
        ack = {"conversation": conversation, "claim": 1, "last_seq": 1}
        assert (await bot.post("/v1/takeovers/claim-acks", ack)).status == 200
    assert (await acted(wang, numbers[0], "closing", ("outcome", "answered"), ("topic", "join_cost"))).status == 200

    told = await _figures(wang)

    assert (told["接入会话"], told["办结会话"], told["等待中位数"]) == ("3", "1", "4 分钟")
    assert (await _figures(zhao))["接入会话"] == "0"
    assert (await _figures(zhao))["等待中位数"] == "还没有"


async def test_a_reviewer_sees_what_waits_and_what_was_decided(house: House, bot: Caller, cli: Caller) -> None:
    reviewer = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    first = await filed(bot)
    await filed(bot, other_rider(2).but(phone=RIDER.phone))  # held: the number is in use
    await filed(bot, other_rider(3), region=BAOHE)
    assert (await reviewed(cli, first, "reject", reason="不在本市干活")).status == 200
    house.clock.move(minutes=65)

    told = await _figures(reviewer)

    assert told["等审核的申请"] == "最久 1 小时 5 分 1"
    assert (told["审核中"], told["其中挂起"], told["审结申请"]) == ("0", "1", "1")
    house.clock.move(minutes=60 * 11)  # 16:05 UTC is the next day in China
    other = await staff(house, cli, "reviewer", login="zhao", areas=[LONGZIHU])
    assert (await _figures(other))["审结申请"] == "0"


async def test_faq_staff_see_drafts_what_came_back_and_what_waits(house: House, cli: Caller) -> None:
    editor = await staff(house, cli, "faq_editor")
    approver = await staff(house, cli, "faq_approver", login="zhao", name="赵云")
    elsewhere = await staff(house, cli, "faq_approver", login="lin", name="林远", areas=[BAOHE])
    await hired(house, LI)
    await published(cli, by="wangmin")
    name = str((await drafted(cli, content=general(answer="入会不收钱，会费另算。"))).json["revision"])
    assert (await _figures(editor))["草稿"] == "1"
    await act(cli, name, "submission", by="wangmin")

    assert (await _figures(editor))["等审批"] == "1"
    assert (await _figures(editor))["发布答复"] == "1"
    assert (await _figures(approver))["等您审批的答复"] == "1"
    assert (await _figures(elsewhere))["等您审批的答复"] == "0"

    assert (await act(cli, name, "rejection", by=LI, reason="太长")).status == 200
    assert (await _figures(editor))["没通过、等您重写"] == "最近 7 天 1"
    assert (await drafted(cli, content=general(answer="入会不收钱。"))).status == 201
    assert (await _figures(editor))["没通过、等您重写"] == "0"


async def test_an_editor_sees_how_many_answers_run_out(house: House, cli: Caller) -> None:
    editor = await staff(house, cli, "faq_editor")
    elsewhere = await staff(house, cli, "faq_editor", login="lin", name="林远", areas=[BAOHE])
    assert (await _figures(editor))["快到期、已过期"] == "0"
    await hired(house, LI)
    await published(cli, says={"valid_until": "2026-11-30"})

    assert (await _figures(editor))["快到期、已过期"] == "要核一核 1"
    assert (await _figures(elsewhere))["快到期、已过期"] == "0"


async def test_an_administrator_sees_unsafe_accounts_and_the_chain(house: House, cli: Caller) -> None:
    chief = await administrator(house, cli)
    await staff(house, cli, "operator")
    await cli.post("/v1/staff", {"login": "lin", "name": "林接线", "roles": ["operator"]})

    told = await _figures(chief)
    assert (told["没有二次验证的同事"], told["还没设密码的同事"]) == ("1", "1")
    assert told["操作记录"] == "记录链还没核对过"

    await export_head(house.database, house.heads, clock=house.clock)
    await chief.submit("/desk/audit", "/desk/audit/verification")
    assert (await _figures(chief))["操作记录"] == "2026-11-22 12:00 核对：完整"


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_has_one_card_and_hears_when_nothing_waits(house: House, cli: Caller, role: Role) -> None:
    browser = await staff(house, cli, role)
    page = await browser.get("/desk")
    assert re.findall(r'aria-labelledby="card-(\w+)"', page.html) == [role]
    assert page.html.count('class="clear"') == 1


async def test_every_figure_leads_to_a_page_that_opens(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, *Role)
    page = await browser.get("/desk")
    assert len(re.findall(r'aria-labelledby="card-(\w+)"', page.html)) == len(Role)
    paths = set(re.findall(r'href="([^"]+)"', page.html.partition('<div class="cards">')[2].partition("</main>")[0]))
    assert paths
    for path in paths:
        assert (await browser.get(path)).status == 200, path
