"""A cluster of two questions about batteries, and one about parking."""

from __future__ import annotations

import pytest

from tests.actions.desk_browser import Browser
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.questions.desk.reading import ASKED, HERE


@pytest.fixture(autouse=True)
async def sorted_questions(house: House, bot: Caller, colleagues_at_work: None) -> None:
    """Two about batteries, from two workers, and one about parking."""
    await asked(bot, *ASKED, topics=["join_cost", "enroll"])
    await asked(bot, "停车被贴条了", of="parks-worker")
    await sorted_by(house)


@pytest.fixture
async def colleagues_at_work(wang: Browser, li: Browser) -> None:
    """Both are there before anything is asked."""


@pytest.fixture
async def here(house: House, sorted_questions: None) -> str:
    """The cluster about batteries."""
    return f"{HERE}/{await cluster_of(house, ASKED[0])}"
