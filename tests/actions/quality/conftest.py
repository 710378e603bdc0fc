"""Colleagues of the FAQ at the desk, and one who is bounded to a city."""

from __future__ import annotations

import pytest

from tests.actions.desk_browser import Browser, staff
from tests.actions.faq.conftest import colleagues, li, wang
from tests.actions.house import Caller, House

__all__ = ["colleagues", "li", "wang"]


@pytest.fixture
async def editor_of_hefei(house: House, cli: Caller) -> Browser:
    return await staff(house, cli, "faq_editor", login="sun", name="孙合肥", areas=["340100"])
