"""Two colleagues at the desk, and a cluster they have begun an answer for."""

import pytest

from tests.actions.desk_browser import Browser
from tests.actions.faq.conftest import li, wang
from tests.actions.house import Caller, House
from tests.actions.questions.waiting import begun

__all__ = ["here", "li", "wang"]


@pytest.fixture
async def here(house: House, bot: Caller, wang: Browser, li: Browser) -> str:
    """A cluster of three workers' questions, phrasings of the draft join_cost.2 now."""
    return await begun(house, bot, wang)
