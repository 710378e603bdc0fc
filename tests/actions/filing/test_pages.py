"""报送 at the desk: what waits and failed in the colleague's area, trying again, and the application's own page."""

from __future__ import annotations

import pytest

from tests.actions.applicants import BAOHE, other_rider
from tests.actions.desk_browser import staff
from tests.actions.filing.conftest import Post, approved
from tests.actions.house import Caller
from tests.filing_receiver import answers, refuses

RETRIES = "/desk/filings/retries"


async def test_what_failed_is_shown_with_its_reason_and_tried_again(post: Post, bot: Caller, cli: Caller) -> None:
    number = await approved(bot, cli)
    post.receiver.faults.append(refuses("名单里没有 <b>他</b>"))
    await post.send()
    chief = await staff(post.house, cli, "administrator")

    page = await chief.get("/desk/filings?state=failed")
    assert number in page.text
    assert "对方退回：名单里没有 <b>他</b>" in page.text
    assert "<b>" not in page.html
    page = await chief.post(RETRIES, [("number", number), ("state", "failed")], csrf=page.csrf)

    assert "已重新等报送。" in page.text
    assert (await post.send()).state == "filed"
    assert "受理编号 R-00001" in (await chief.get("/desk/filings?state=filed")).text
    entry = [entry for entry in await post.house.audit() if entry.action == "filing.retried"]
    assert [one.subject for one in entry] == [number]


async def test_one_that_was_filed_meanwhile_is_told_so(post: Post, bot: Caller, cli: Caller) -> None:
    number = await approved(bot, cli)
    await post.send()
    chief = await staff(post.house, cli, "administrator")

    page = await chief.submit("/desk/filings", RETRIES, ("number", number))

    assert (page.status, f"{number} 现在是“已报送”" in page.text) == (409, True)


async def test_colleagues_see_and_retry_their_own_area_only(post: Post, bot: Caller, cli: Caller) -> None:
    here, elsewhere = await approved(bot, cli), await approved(bot, cli, other_rider(2), region=BAOHE)
    post.receiver.faults.extend([refuses("不收"), refuses("不收")])
    await post.sender().send_due()
    chief = await staff(post.house, cli, "administrator", areas=["340300"])

    page = await chief.get("/desk/filings?state=failed")
    assert (here in page.text, elsewhere in page.text) == (True, False)
    assert "没报成 1" in page.text
    assert (await chief.post(RETRIES, [("number", elsewhere)], csrf=page.csrf)).status == 404
    await chief.post(RETRIES, csrf=page.csrf)

    assert [(await post.of(number)).state for number in (here, elsewhere)] == ["waiting", "failed"]


@pytest.mark.parametrize("state", ["waiting", "failed", "exported", "filed", "cancelled", "nonsense"])
async def test_every_tab_opens(post: Post, bot: Caller, cli: Caller, state: str) -> None:
    await approved(bot, cli)
    post.receiver.faults.append(answers(503))
    await post.send()
    chief = await staff(post.house, cli, "administrator")

    page = await chief.get(f"/desk/filings?state={state}")

    assert page.status == 200
    assert ("对方系统出错（试过 1 次），" in page.text) is (state in ("waiting", "nonsense"))


async def test_the_start_page_counts_what_failed(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    post.receiver.faults.append(refuses("不收"))
    await post.send()
    chief = await staff(post.house, cli, "administrator")

    page = await chief.get("/desk")

    assert "没报送成的申请 要处理 1" in page.text
    assert "等报送的申请 0" in page.text


async def test_the_application_tells_whether_and_when_it_was_filed(post: Post, bot: Caller, cli: Caller) -> None:
    number = await approved(bot, cli)
    reviewer = await staff(post.house, cli, "reviewer")
    assert "报送 等报送" in (await reviewer.get(f"/desk/enrollments/{number}")).text

    await post.send()

    assert (
        "报送 已报送， 2026-11-22 12:00 ，受理编号 R-00001" in (await reviewer.get(f"/desk/enrollments/{number}")).text
    )
