"""The desk in a browser, as a new reviewer sees it."""

from __future__ import annotations

import re
import uuid

import pyotp
from playwright.sync_api import Page, expect

from tests.journeys.house import House

PASSWORD = "correct horse battery staple"


def open_desk(page: Page, house: House) -> None:
    """As somebody just hired: set the password by link, sign in, set the second factor up."""
    login = f"reviewer{uuid.uuid4().hex[:8]}"
    page.goto(house.cli("staff", "add", login, "--role", "reviewer").stdout.strip())
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    page.get_by_role("button", name="保存密码").click()
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile(r"/desk/second-factor/set-up"))
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    secret = page.locator("dt:text('密钥') + dd").inner_text().replace(" ", "")
    page.get_by_label("应用里的 6 位数字").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="设好了").click()
    expect(page.get_by_role("heading", name="请收好恢复码")).to_be_visible()
    page.get_by_role("link", name="收好了，去工作台").click()
    expect(page).to_have_url(re.compile(r"/desk/enrollments"))
