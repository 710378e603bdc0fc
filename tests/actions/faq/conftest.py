"""Two colleagues, as accounts or signed in at the desk."""

from __future__ import annotations

import pytest

from tests.actions.desk_browser import Browser, staff
from tests.actions.faq.editing import LI, WANG, hired
from tests.actions.house import Caller, House


@pytest.fixture
async def colleagues(house: House) -> None:
    """Wang, who writes, and Li, who approves."""
    await hired(house, WANG, LI)


@pytest.fixture
async def wang(house: House, cli: Caller) -> Browser:
    """Wang at the desk, who edits answers of the whole province."""
    return await staff(house, cli, "faq_editor", login=WANG, name="王敏")


@pytest.fixture
async def li(house: House, cli: Caller) -> Browser:
    """Li at the desk, who approves them."""
    return await staff(house, cli, "faq_approver", login=LI, name="李军")
