"""Colleagues who write answers on the desk's pages."""

from __future__ import annotations

import json
from typing import Any

from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.editing import LI, act, drafted, hired, published
from tests.actions.house import Caller, House

DRAFT = "/desk/faq/entries/join_cost/draft"
NEW = "/desk/faq/drafts/new"


async def editor(house: House, cli: Caller, *, login: str = "wangmin", name: str = "王敏", **more: Any) -> Browser:
    return await staff(house, cli, "faq_editor", login=login, name=name, **more)


def changed(page: Page, **fields: str | list[str] | None) -> list[tuple[str, str]]:
    """What the page's form holds with these fields typed anew; None leaves one out, a list sends it several times."""
    sent = [(name, value) for name, value in page.form("draft") if name not in fields]
    for name, value in fields.items():
        values = [] if value is None else [value] if isinstance(value, str) else value
        sent += [(name, one) for one in values]
    return sent


async def sent(browser: Browser, page: Page, **fields: str | list[str] | None) -> Page:
    """The page's form sent with these fields typed anew; the page that comes back."""
    return await browser.post(page.path, changed(page, **fields), csrf=page.csrf)


async def autosaved(browser: Browser, page: Page, **fields: str | list[str] | None) -> tuple[int, dict[str, Any]]:
    """The form sent as its script does; what it is told."""
    answer = await browser.post(page.path, changed(page, autosave="1", **fields), csrf=page.csrf)
    return answer.status, json.loads(answer.html)


async def saved(browser: Browser, path: str = DRAFT, **fields: str | list[str] | None) -> str:
    """Open a form, type, save; the revision that is led to."""
    page = await sent(browser, await browser.get(path), **fields)
    return revision_shown(page)


def revision_shown(page: Page) -> str:
    """The revision a form that was saved has led to."""
    assert page.path.startswith("/desk/faq/revisions/"), page.text
    assert "草稿已保存。" in page.text
    return page.path.rpartition("/")[2].partition("?")[0]


async def under_way(house: House, cli: Caller) -> dict[str, str]:
    """Entries of all kinds for Wang, who is there: a draft that something went out after, and a revision in review."""
    await hired(house, LI)
    await published(cli, topic="join_cost", says={"answer": "先发布的。"})
    other = {"answer": "后写的草稿，比先发布的长一些。" * 3, "phrasings": ["要花钱吗", "一共要花多少钱"]}
    assert (await drafted(cli, topic="join_cost", says=other)).status == 201
    assert (await act(cli, "join_cost", "rollback", by=LI)).status == 200
    own = {"title": "医保卡丢了怎么办", "phrasings": ["医保卡丢了咋补"], "buttons": []}
    assert (await drafted(cli, topic="own_topic", says=own)).status == 201
    assert (await act(cli, "own_topic.1", "submission", by="wangmin")).status == 200
    return {"overtaken": "join_cost", "reviewed": "own_topic"}
