"""Two colleagues who may sign in."""

from __future__ import annotations

import pytest

from tests.actions.faq.editing import LI, WANG, hired
from tests.actions.house import House


@pytest.fixture
async def colleagues(house: House) -> None:
    """Wang, who writes, and Li, who approves."""
    await hired(house, WANG, LI)
