"""Sentences operators begin with: put in once, never again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.reference import UnreadableList
from actions.takeovers.quick_reply_seeding import load_quick_replies, seed_quick_replies
from tests.actions.house import DATA_DIR, Caller, House
from tests.actions.takeovers.chats import operator

PAGE = "/desk/quick-replies"
SHIPPED = load_quick_replies(DATA_DIR)


async def _seeded(house: House) -> int:
    return await seed_quick_replies(house.database, SHIPPED, house.clock)


async def test_the_first_start_puts_them_in_and_the_next_leaves_them(house: House, cli: Caller) -> None:
    assert await _seeded(house) == len(SHIPPED)
    assert await _seeded(house) == 0
    page = await (await operator(house, cli)).get(PAGE)
    assert all(one.text in page.text for one in SHIPPED)


async def test_what_operators_deleted_does_not_come_back(house: House, cli: Caller) -> None:
    await _seeded(house)
    wang = await operator(house, cli)
    for id_ in re.findall(r'action="/desk/quick-replies/(\d+)/deletion"', (await wang.get(PAGE)).html):
        await wang.submit(PAGE, f"{PAGE}/{id_}/deletion")
    assert await _seeded(house) == 0
    assert "还没有常用语" in (await wang.get(PAGE)).text


@pytest.mark.parametrize("text", ["- [", "- title: 问好", "- {title: 问好, text: '{身份证}'}", "5"])
def test_a_file_nobody_can_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "quick_replies.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableList, match=r"quick_replies\.yaml"):
        load_quick_replies(tmp_path)
