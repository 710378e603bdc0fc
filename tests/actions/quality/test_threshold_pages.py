"""Thresholds are tried, proposed by one person and put out by another, and taken back by one at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.test_feed import feed_knowing
from tests.actions.house import Caller, House
from tests.actions.quality.evaluations import body, told
from tests.actions.quality.keeping import keep
from tests.actions.quality.tables import rows

HERE = "/desk/quality/thresholds"
WHY = ("reason", "工友说答错的多了")


def fields(answer: object = 75, careful: object = 85, suggest: object = 15) -> list[tuple[str, str]]:
    return [("answer", str(answer)), ("careful", str(careful)), ("suggest", str(suggest))]


async def proposed(wang: Browser, *more: tuple[str, str], **but: object) -> Page:
    return await wang.submit(HERE, HERE, *fields(**but), *(more or (WHY,)))


async def approved(li: Browser, number: int = 1) -> Page:
    return await li.submit(HERE, f"{HERE}/{number}/approval")


async def thresholds(bot: Caller) -> Any:
    return (await bot.get("/v1/faq/feed")).json.get("thresholds")


async def version(bot: Caller) -> int:
    return int((await bot.get("/v1/faq/feed")).json["version"])


async def test_before_anything_is_sent_in_the_page_says_what_it_would_come_to(house: House, wang: Browser) -> None:
    await keep(house, told())

    page = await wang.get(f"{HERE}?answer=60&careful=80&suggest=20")

    assert rows(page, "会怎样") == [
        ["现在（70、78、20）", "85.0%", "28.0%", "0.0%", "0.0%"],
        ["改成（60、80、20）", "85.0%", "36.0%", "0.0%", "0.0%"],
    ]
    assert len(rows(page, "从多大把握起直接回答")) == 21
    assert 'name="answer" value="60"' in page.html
    assert "机器人还没有考过自己" not in page.text


async def test_without_an_evaluation_nobody_knows_what_it_would_come_to(wang: Browser) -> None:
    assert "算不出会怎样" in (await wang.get(f"{HERE}?answer=60&careful=80&suggest=20")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"answer": ""}, "请填 5 到 99 的整数"),
        ({"answer": "七十"}, "请填 5 到 99 的整数"),
        ({"careful": 100}, "请填 5 到 99 的整数"),
        ({"suggest": 4}, "请填 5 到 99 的整数"),
        ({"suggest": -5}, "请填 5 到 99 的整数"),
        ({"careful": 74}, "从严的不能比平常的低"),
        ({"suggest": 75}, "给候选的要比直接回答的低"),
    ],
)
async def test_thresholds_that_make_no_sense_are_refused(
    bot: Caller, wang: Browser, wrong: dict[str, object], said: str
) -> None:
    query = "&".join(f"{name}={value}" for name, value in fields(**wrong))
    assert said in (await wang.get(f"{HERE}?{query}")).text

    page = await proposed(wang, **wrong)

    assert (page.status, said in page.text) == (422, True)
    assert "等批准" not in (await wang.get(HERE)).text


async def test_they_go_out_by_a_second_persons_yes(house: House, bot: Caller, wang: Browser, li: Browser) -> None:
    before, etag = await version(bot), (await bot.get("/v1/faq/feed")).headers["Etag"]
    assert await thresholds(bot) is None

    assert "已送审" in (await proposed(wang)).text
    assert await version(bot) == before
    page = await approved(li)

    assert "机器人现在就按新门槛办" in page.text
    assert await thresholds(bot) == {"answer": 0.75, "careful": 0.85, "suggest": 0.15}
    assert await version(bot) == before + 1
    assert (await feed_knowing(bot, etag)).status == 200
    assert [(entry.action, entry.subject) for entry in await house.audit()][-2:] == [
        ("thresholds.submitted", "thresholds.1"),
        ("thresholds.published", "thresholds.1"),
    ]


async def test_a_reason_is_asked_for(wang: Browser) -> None:
    page = await proposed(wang, ("reason", " "))

    assert (page.status, "请写明为什么要改" in page.text) == (422, True)


async def test_the_author_cannot_approve(house: House, cli: Caller, bot: Caller) -> None:
    both = await staff(house, cli, "faq_editor", "faq_approver", login="sun", name="孙都管")
    await proposed(both)

    assert "要请另一位同事批准" in (await both.get(HERE)).text
    page = await approved(both)

    assert (page.status, "是您提出的" in page.text) == (409, True)
    assert await thresholds(bot) is None


async def test_the_start_page_leads_who_can_approve_to_it(
    house: House, cli: Caller, wang: Browser, li: Browser
) -> None:
    elsewhere = await staff(house, cli, "faq_approver", login="zhao", name="赵云", areas=["340100"])
    assert "等您审批的门槛" not in (await li.get("/desk")).text

    await proposed(wang)

    assert "等您审批的门槛" in (await li.get("/desk")).text
    assert f'href="{HERE}"' in (await li.get("/desk")).html
    assert "等您审批的门槛" not in (await elsewhere.get("/desk")).text


async def test_one_proposal_is_open_at_a_time(wang: Browser) -> None:
    await proposed(wang)

    page = await proposed(wang, answer=80)

    assert (page.status, "门槛第 1 版（王敏）正在审核" in page.text) == (409, True)


async def test_of_two_yeses_the_second_reads_who_was_first(
    house: House, cli: Caller, bot: Caller, wang: Browser, li: Browser
) -> None:
    other = await staff(house, cli, "faq_approver", login="zhao", name="赵云")
    await proposed(wang)

    pages = await asyncio.gather(approved(li), approved(other))

    assert sorted(page.status for page in pages) == [200, 409]
    assert any("办理，现在是“已发布”" in page.text for page in pages)
    assert await thresholds(bot) is not None


async def test_a_no_ends_it_and_tells_why(bot: Caller, wang: Browser, li: Browser) -> None:
    await proposed(wang)
    refused = await li.submit(HERE, f"{HERE}/1/rejection", ("reason", ""))
    assert (refused.status, "请写明原因" in refused.text) == (422, True)

    await li.submit(HERE, f"{HERE}/1/rejection", ("reason", "太低了"))

    page = await wang.get(HERE)
    assert "没通过" in page.text
    assert "太低了" in page.text
    assert await thresholds(bot) is None
    assert (await proposed(wang, answer=72)).status == 200


async def test_the_same_again_is_not_proposed(wang: Browser, li: Browser) -> None:
    await proposed(wang)
    await approved(li)

    page = await proposed(wang)

    assert (page.status, "和现在的门槛一样" in page.text) == (409, True)


async def test_earlier_ones_are_brought_back_by_one_person(
    house: House, bot: Caller, wang: Browser, li: Browser
) -> None:
    for number, answer in ((1, 75), (2, 80)):
        await proposed(wang, answer=answer)
        await approved(li, number)
    before = await version(bot)
    back = [("to", "1"), ("seen", "2"), ("reason", "问得太多")]

    page = await wang.submit(HERE, f"{HERE}/rollback", *back)

    assert "已退回" in page.text
    assert (await thresholds(bot))["answer"] == 0.75
    assert await version(bot) == before + 1
    assert (await house.audit())[-1].action == "thresholds.rolled_back"
    again = await wang.submit(HERE, f"{HERE}/rollback", *back)
    assert (again.status, "门槛已经换过了" in again.text) == (409, True)


async def test_what_was_never_out_is_not_brought_back(wang: Browser, li: Browser) -> None:
    await proposed(wang)
    await li.submit(HERE, f"{HERE}/1/rejection", ("reason", "太低了"))

    for number in ("1", "7", "", "x"):
        page = await wang.submit(HERE, f"{HERE}/rollback", ("to", number), ("seen", ""), ("reason", "试试"))
        assert page.status == 404


async def test_taken_out_nlu_goes_by_its_own(house: House, bot: Caller, wang: Browser, li: Browser) -> None:
    await keep(house, told())
    await proposed(wang)
    await approved(li)
    before = await version(bot)
    ending = [("seen", "1"), ("reason", "还是原来的好")]

    page = await li.submit(HERE, f"{HERE}/retirement", *ending)

    assert "没有改过，是系统带来的" in page.text
    assert "把握到 70%" in page.text
    assert await thresholds(bot) is None
    assert await version(bot) == before + 1
    assert (await li.submit(HERE, f"{HERE}/retirement", *ending)).status == 409


async def test_a_proposal_over_what_is_out_no_more_is_not_approved(bot: Caller, wang: Browser, li: Browser) -> None:
    await proposed(wang)
    await approved(li)
    await proposed(wang, answer=80)
    await li.submit(HERE, f"{HERE}/retirement", ("seen", "1"), ("reason", "先停"))

    page = await approved(li, 2)

    assert (page.status, "门槛已经换过了" in page.text) == (409, True)
    assert await thresholds(bot) is None


async def test_who_is_bounded_to_a_city_only_looks(editor_of_hefei: Browser, bot: Caller) -> None:
    page = await editor_of_hefei.get(f"{HERE}?answer=60&careful=80&suggest=20")
    assert "要负责全省的同事来改" in page.text

    assert (await proposed(editor_of_hefei)).status == 403


async def test_a_publication_of_an_answer_keeps_them_in_the_feed(bot: Caller, wang: Browser, li: Browser) -> None:
    await proposed(wang)
    await approved(li)
    before = await version(bot)

    page = await li.get("/desk/faq/entries/join_cost")
    await li.post(
        "/desk/faq/entries/join_cost/retirement",
        [("seen", page.field("seen")), ("reason", "不对")],
        csrf=page.csrf,
    )

    assert await version(bot) == before + 1
    assert (await thresholds(bot))["careful"] == 0.85


@pytest.mark.parametrize("statement", ["UPDATE threshold_revisions SET answer = 80", "DELETE FROM threshold_revisions"])
async def test_what_was_proposed_cannot_be_changed_or_deleted(house: House, wang: Browser, statement: str) -> None:
    await proposed(wang)

    with pytest.raises(DBAPIError, match="never"):
        async with house.database.write() as session:
            await session.execute(text(statement))


async def test_the_page_of_understanding_shows_what_it_was_judged_by(house: House, wang: Browser) -> None:
    judged = {**body(), "thresholds": {"answer": 0.6, "careful": 0.8, "suggest": 0.1}}
    await keep(house, type(told()).model_validate(judged))

    assert "把握到 60% 直接回答，要从严的到 80%，到 10% 给候选" in (await wang.get("/desk/quality/understanding")).text
