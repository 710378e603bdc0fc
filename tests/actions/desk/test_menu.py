"""The main menu leads each colleague exactly where they may go."""

from __future__ import annotations

import pytest

from actions.desk.menu import MENU
from actions.staff.model import Role
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_is_shown_what_it_may_open_and_nothing_else(house: House, cli: Caller, role: Role) -> None:
    browser = await staff(house, cli, role)
    first = (await browser.get("/desk")).html

    for item in MENU:
        shown = f'<a href="{item.path}"' in first
        assert (await browser.get(item.path)).status == (200 if shown else 403), item.path


async def test_the_page_at_hand_is_marked(house: House, cli: Caller) -> None:
    html = (await (await staff(house, cli, "reviewer", "operator")).get("/desk/tickets")).html

    assert 'href="/desk/tickets" aria-current="page"' in html
    assert 'href="/desk/enrollments" aria-current' not in html


async def test_a_visitor_sees_no_menu(house: House) -> None:
    async with house.client.get("/desk/sign-in") as response:
        html = await response.text()

    assert "主菜单" not in html
    assert "htmx.min.js" not in html
