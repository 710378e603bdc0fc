"""Words that others than those who see to their worker may read hold no account, no address and no loose number."""

from __future__ import annotations

import pytest

from bot.dialogue.names import PersonNames
from bot.dialogue.personal import for_strangers, holds_mark, redact, wording_for_nlu
from bot.dialogue.state import State
from tests.bot.dialogue.driver import reference
from tests.people import person

NAMES = reference().names
SOMEONE = person(11)


def read_by_strangers(text: str, names: PersonNames = NAMES) -> str:
    return for_strangers(redact(State(), text, names), names)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("微信号zhangwq1988怎么进群", "微信号[账号]怎么进群"),
        ("加我vx: zhang_wq88", "加我vx: [账号]"),
        ("加我ＶＸ：zhang_wq88", "加我VX:[账号]"),
        ("我的微信是zhangwangqiang,入会找谁", "我的微信是[账号],入会找谁"),
        ("加我 wxid_ab12cd34 拉我进群", "加我 [账号] 拉我进群"),
        ("QQ 123456 能收到通知吗", "QQ [账号] 能收到通知吗"),
        ("扣扣123456789加我", "扣扣[账号]加我"),
        ("抖音号:dy2024abc被封了", "抖音号:[账号]被封了"),
        ("支付宝账号zhang88@example.com收不到钱", "支付宝账号[账号]收不到钱"),
        ("发到zhang.wq@example.com.cn行吗", "发到[账号]行吗"),
        ("zhangwq1988是我微信", "[账号]是我微信"),
        ("工号83715的补贴呢", "工号[账号]的补贴呢"),
        ("zhangwq1988这个号登不上", "[账号]这个号登不上"),
    ],
)
def test_accounts_are_taken_out(text: str, read: str) -> None:
    assert read_by_strangers(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("住濉溪路88号3栋302的王小丽能入会吗", "住濉溪路[地址]的[姓名]能入会吗"),
        ("濉溪路88号3栋302王小丽,能入会吗", "濉溪路[地址][姓名],能入会吗"),
        ("阳光花园3栋2单元501室能送吗", "阳光花园[地址]能送吗"),
        ("我住滨湖世纪城5幢,发的东西寄哪", "我住滨湖世纪城[地址],发的东西寄哪"),
        ("三栋二单元五零二怎么收", "[地址]怎么收"),
        ("家住3-2-302", "家住[地址]"),
        ("王村三组12号有工会吗", "王村[地址]有工会吗"),
        ("长江大道１８８号Ａ座1203上门吗", "长江大道[地址]上门吗"),
        ("302室的能寄吗", "[地址]的能寄吗"),
    ],
)
def test_house_numbers_and_what_follows_are_taken_out(text: str, read: str) -> None:
    assert read_by_strangers(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("找王小丽退钱", "找[姓名]退钱"),
        ("隔壁的王小丽怎么有", "隔壁的[姓名]怎么有"),
        ("站里管事的是张建国", "站里管事的是[姓名]"),
    ],
)
def test_who_is_pointed_at_is_not_named(text: str, read: str) -> None:
    assert read_by_strangers(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "12351是什么",
        "12333打不通",
        "扣了200块",
        "扣了我50000怎么办",
        "罚款10000元合理吗",
        "工资12000要交税吗",
        "5号能发工资吗",
        "5号10号都发工资吗",
        "3栋楼下的驿站几点关",
        "88路公交站有驿站吗",
        "蜀山街道有工会吗",
        "送到3楼多收2块行吗",
        "6楼以上没电梯的有补贴吗",
        "一天跑了100单没奖励",
        "微信怎么交会费",
        "QQ群在哪",
        "支付宝扣了20000块",
        "iPhone15能用吗",
        "XF26-000001-5到哪了",
        "找李师傅",
        "2026年能领吗",
    ],
)
def test_what_makes_the_question_stays(text: str) -> None:
    assert read_by_strangers(text) == text


def test_nlu_reads_neither_accounts_nor_addresses_and_no_mark_it_was_not_taught() -> None:
    asked = wording_for_nlu(State(), f"我{SOMEONE.name},住濉溪路88号3栋302,微信zhangwq1988,入会要钱吗", NAMES)

    assert asked is not None
    assert "入会要钱吗" in asked
    assert "濉溪路" in asked
    assert not any(part in asked for part in ("88", "302", "zhangwq", "账号", "地址"))


def test_who_sees_to_the_worker_reads_where_help_is_needed() -> None:
    assert redact(State(), "濉溪路88号3栋门口摔了,微信zhangwq1988", NAMES) == "濉溪路88号3栋门口摔了,微信[账号]"


@pytest.mark.parametrize(("text", "holds"), [("我叫[姓名]", True), ("住濉溪路[地址]", True), ("[包河]要钱吗", False)])
def test_a_text_tells_whether_anything_was_taken_out(text: str, holds: bool) -> None:
    assert holds_mark(text) == holds
