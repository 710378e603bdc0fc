"""Texts longer than anybody types: sent back, and no more work than the longest one a chat sends.

The bot answers one after the other: a text that takes minutes to read keeps everybody else waiting.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.dialogue.incoming_text import MAX_CHARACTERS, MOST_READ, normalised
from tests.bot.dialogue.driver import Chat, answer
from tests.bot.dialogue.riders import rider_at_consent

PATIENCE_SECONDS = 30.0  # of processor time; it takes a fifth of one

# What patterns begin with, go on with or end on.
_FRAGMENTS = (
    *("_", "-", ".", "@", "8", "00", "a", "a1", "a_", "aA0", "A1B2-", "xf", "HY26", "+86", "8-", "wx", "vx_", "1a@"),
    *("一", "一1", "一二三", "19000139000 ", "皖A", "皖A12345 ", "银行卡6222", "XF2026-", "2001-01-01 ", "http://a.b/"),
    *("我", "这", "那个", "就", "主要", "要", "哎", "是", "了", "吧", "别", "不对", "不是", "不是这个,我是问", "没人"),
    *("我叫", "我叫张三 ", "张小三 ", "阿·", "我老婆叫", "站长叫李四", "单位给了我一个码", "扣了", "块", "百", "几"),
    *("路", "号", "1号楼", "合肥市包河区徽州大道1号 ", "被车撞了", "自杀", "如果被打", "，", "？", " ", "[", "ﷺ"),
)


def test_a_very_long_text_is_sent_back():
    chat = Chat()

    chat.say("我要投诉" * 600, answer("report_problem"))

    assert "太长" in chat.said
    assert chat.state.form is None


@pytest.mark.parametrize("text", ["张三 " * 10_000, "1 " * 40_000, "ﷺ" * 40_000], ids=["names", "digits", "ligatures"])
def test_a_huge_text_takes_no_more_work_than_the_longest_one(text: str):
    _calls_for(text)  # what is made once, at the first text

    assert _calls_for(text) <= 1.1 * _calls_for(normalised(text))


@pytest.mark.parametrize("piece", ["张小三 ", "1 ", "我"], ids=["names", "digits", "words"])
def test_work_grows_no_faster_than_the_text(piece: str):
    longest = (piece * MOST_READ)[:MOST_READ]
    _calls_for(longest)

    assert _calls_for(longest) <= 2.2 * _calls_for(longest[: MOST_READ // 2])


@pytest.mark.parametrize("characters", [MOST_READ, MAX_CHARACTERS], ids=["longest", "long"])
@pytest.mark.parametrize("start", [Chat, rider_at_consent], ids=["no form", "form"])
def test_a_fragment_over_and_over_is_answered(start: Callable[[], Chat], characters: int):
    for fragment in _FRAGMENTS:
        chat = start()

        with _patience(fragment):
            chat.say((fragment * characters)[:characters])

        assert chat.said


@pytest.mark.parametrize("opening", ["不对", "我问的不是", "加我微信", "车牌号", "我叫"])
def test_a_fragment_after_words_that_lead_on_is_answered(opening: str):
    for fragment in _FRAGMENTS:
        chat = Chat()

        with _patience(fragment):
            chat.say((opening + fragment * MAX_CHARACTERS)[:MAX_CHARACTERS])

        assert chat.said


@contextmanager
def _patience(fragment: str) -> Iterator[None]:
    """Raises AssertionError in the middle of the reading: a broken pattern would hold the suite for hours."""

    def give_up(*_: Any) -> None:
        raise AssertionError(f"still reading {fragment!r} after {PATIENCE_SECONDS} s")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _calls_for(text: str) -> int:
    """How many functions are called until a text that is too long has been answered."""
    chat = rider_at_consent()
    calls = 0

    def count(_: Any, event: str, __: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        chat.say(text)
    finally:
        sys.setprofile(None)
    assert "太长" in chat.said
    return calls
