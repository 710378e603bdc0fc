"""The desk in a browser, as a new colleague comes to it."""

from __future__ import annotations

import re
import uuid

import pyotp
from playwright.sync_api import Page, expect

from tests.journeys.house import House

PASSWORD = "correct horse battery staple"
_LISTS = {
    "reviewer": "入会申请",
    "operator": "人工会话",
    "faq_editor": "答复",
    "faq_approver": "答复",
}  # in the main menu
_NEED_SECOND_FACTOR = ("reviewer",)


def open_desk(page: Page, house: House, role: str = "reviewer", *options: str) -> None:
    """As somebody just hired: password by link, sign in, second factor where needed, their list from the start page.

    `options` are more of `staff add`, such as "--name", "王敏".
    """
    login = f"{role}{uuid.uuid4().hex[:8]}"
    page.goto(house.cli("staff", "add", login, "--role", role, *options).stdout.strip())
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    page.get_by_role("button", name="保存密码").click()
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    if role in _NEED_SECOND_FACTOR:
        _set_second_factor_up(page)
    expect(page).to_have_url(re.compile(r"/desk$"))
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=_LISTS[role], exact=True).click()


def _set_second_factor_up(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/desk/second-factor/set-up"))
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    secret = page.locator("dt:text('密钥') + dd").inner_text().replace(" ", "")
    page.get_by_label("应用里的 6 位数字").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="设好了").click()
    expect(page.get_by_role("heading", name="请收好恢复码")).to_be_visible()
    page.get_by_role("link", name="收好了，去工作台").click()
