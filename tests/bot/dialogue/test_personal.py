"""Personal data never reaches nlu, and never stays in anything kept."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.personal import redact, wording_for_nlu
from bot.dialogue.state import FormRun, State
from tests.bot.dialogue.driver import NOON, reference
from tests.bot.dialogue.people import NAME, PHONE, id_number, id_number_ending_in_x

NAMES = reference().names


def asking(field: str) -> State:
    return replace(State(), form=FormRun("enroll", 1, NOON, asked=field))


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        (f"我身份证{id_number()}能入会吗", "我身份证[身份证号]能入会吗"),
        (f"打我{PHONE}怎么没人回", "打我[手机号]怎么没人回"),
        ("打我 190-0000-4711 怎么没人回", "打我 [手机号] 怎么没人回"),
        (f"少一位 {id_number()[:-1]} 怎么办", "少一位 [身份证号] 怎么办"),
        (f"少一位 {PHONE[:-1]} 怎么办", "少一位 [手机号] 怎么办"),
        ("我的电话一九零零零零零四七一一怎么改", "我的电话[手机号]怎么改"),
        ("皖A12345的车能入会吗", "[车牌]的车能入会吗"),
        ("皖A·D12345这车能停吗", "[车牌]这车能停吗"),
        ("我叫张三想入会", "我叫[姓名]想入会"),
        ("我是欧阳小明,想问会费", "我是[姓名],想问会费"),
        ("我叫古丽娜尔·买买提,想入会", "我叫[姓名],想入会"),
        ("姓名 王小二,怎么入会", "姓名 [姓名],怎么入会"),
        (f"{NAME} {PHONE} 想入会", "[姓名] [手机号] 想入会"),
        ("我的车牌是A12345能停吗", "我的车牌是[车牌]能停吗"),
        (f"T{PHONE}打不通", "T[手机号]打不通"),
        ("工单T2026-000123-4怎么样了", "工单T2026-000123-4怎么样了"),
        (f"工单T2026-000123-4 {PHONE}怎么样了", "工单T2026-000123-4 [手机号]怎么样了"),
        ("扣了我50,100,200块", "扣了我50,100,200块"),
        ("周三2026-11-22能办吗", "周三2026-11-22能办吗"),
        ("12351是干什么的", "12351是干什么的"),
        ("申请XF20261122001到哪一步了", "申请XF20261122001到哪一步了"),
        ("2026-11-22能办吗", "2026-11-22能办吗"),
        ("扣了我3000块怎么办", "扣了我3000块怎么办"),
        ("/我要入会", "我要入会"),
        ("我是马鞍山的能入会吗", "我是马鞍山的能入会吗"),
        ("我是高德司机", "我是高德司机"),
        ("我是江淮汽车的", "我是江淮汽车的"),
    ],
)
def test_placeholders_stand_for_personal_values(text: str, wording: str):
    assert wording_for_nlu(State(), text, NAMES) == wording


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("id_number", id_number()),
        ("id_number", f"我的身份证号是{id_number_ending_in_x()}"),
        ("id_number", "340102"),
        ("phone", PHONE),
        ("phone", "1900000"),
        ("plate", "皖A12345"),
        ("plate", "A12345"),
        ("name", NAME),
        ("name", "我叫" + NAME),
        ("name", "欧阳小明"),
        ("name", "古丽娜尔·买买提"),
        ("name", f"{NAME},{PHONE}"),
        ("", id_number()),
    ],
)
def test_nlu_is_not_asked_about_personal_values_alone(field: str, text: str):
    assert wording_for_nlu(asking(field) if field else State(), text, NAMES) is None


@pytest.mark.parametrize(
    "text",
    [
        "要交钱吗",
        "马上",
        "高德",
        "谢谢",
        "安全吗",
        "查进度",
        "转人工",
        "方便吗",
        "为什么要填",
        "平台罚款",
        "时间多久",
        "不想填",
    ],
)
def test_words_are_no_names_even_when_a_name_is_asked(text: str):
    assert wording_for_nlu(asking("name"), text, NAMES) == text


@pytest.mark.parametrize("field", ["", "name", "id_number", "phone", "plate", "description"])
def test_nothing_personal_is_left_in_what_is_kept(field: str):
    text = f"我叫{NAME},身份证{id_number()}电话{PHONE},车牌皖A12345"

    kept = redact(asking(field), text, NAMES)

    assert not any(secret in kept for secret in (NAME, id_number(), PHONE, "12345"))


@pytest.mark.parametrize("gap", ["/", ",", "_", "*", "~", "。", "👉", ") "])
def test_the_groups_of_a_number_are_one_number_whatever_parts_them(gap: str):
    number = id_number_ending_in_x()
    phone, id_card = gap.join((PHONE[:3], PHONE[3:7], PHONE[7:])), gap.join((number[:6], number[6:14], number[14:]))

    for text in (f"打{phone}怎么没人回", f"我身份证{id_card}能入会吗"):
        for left in (wording_for_nlu(State(), text, NAMES) or "", redact(State(), text, NAMES)):
            assert "[" in left
            assert not re.search(r"\d", left)


@pytest.mark.parametrize("phone", ["一三八 零零一三 八零零零", "壹叁捌零零壹叁捌零零零", "1三8零零1三8零零零"])
def test_a_number_in_words_is_a_number_too(phone: str):
    assert wording_for_nlu(State(), f"打{phone}怎么没人回", NAMES) == "打[手机号]怎么没人回"


@given(
    secret=st.sampled_from([id_number(), PHONE, id_number()[:-1], PHONE[:-1]]),
    gap=st.sampled_from(["", " ", "-"]),
    before=st.text("我的号是打收到找车站吗。,12 ", max_size=8),
    after=st.text("我的号是打收到找车站吗。,", max_size=8),
    field=st.sampled_from(["", "name", "id_number", "phone", "plate", "employer"]),
)
def test_no_long_number_gets_through_whatever_surrounds_it(secret: str, gap: str, before: str, after: str, field: str):
    text = before + gap.join(secret) + after

    for left in (wording_for_nlu(asking(field), text, NAMES) or "", redact(asking(field), text, NAMES)):
        assert not re.search(r"\d{7}", re.sub(r"[\s-]", "", left))
