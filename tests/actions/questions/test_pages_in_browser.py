"""Choosing an answer for a cluster in a browser, where somebody types and presses enter."""

from __future__ import annotations

import pytest

from tests.actions.desk_browser import Browser
from tests.actions.faq.editing import kept
from tests.actions.faq.test_pages_in_browser import phone
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.questions.waiting import ASKED

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.mark.usefixtures("li")
async def test_enter_takes_the_answer_that_was_typed(house: House, wang: Browser, bot: Caller) -> None:
    await asked(bot, *ASKED, topics=["join_cost"])
    await sorted_by(house)

    async with phone(house, wang, f"/desk/questions/{await cluster_of(house, ASKED[0])}") as page:
        await page.get_by_text("是别的一条").tap()
        await page.get_by_label("哪个问题").fill("怎么入会（join_how）")
        await page.get_by_label("哪个问题").press("Enter")
        await page.wait_for_url("**/desk/faq/revisions/join_how.2*")

    assert set(ASKED) <= set((await kept(house, "join_how.2")).content["phrasings"])
