"""The desk in a browser, as the first administrator sees it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.house import House

PASSWORD = "correct horse battery staple"


def open_desk(page: Page, house: House) -> None:
    """Sign in as the administrator; the first time the password is set through the one-time link."""
    link = house.cli("admin-link")
    found = re.search(r"https?://\S+/desk/password/\S+", link.stdout)
    if found:
        page.goto(found.group())
        page.get_by_label("新密码").fill(PASSWORD)
        page.get_by_label("再输一遍").fill(PASSWORD)
        page.get_by_role("button", name="保存密码").click()
    page.goto(f"{house.actions}/desk/sign-in")
    page.get_by_label("登录名").fill("admin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile(r"/desk(?!/sign-in)"))
