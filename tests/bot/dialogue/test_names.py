"""A name reaches nobody but actions, however it is told; what is no name is left as it was typed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.incoming_text import cleaned
from bot.dialogue.personal import redact, wording_for_nlu
from bot.dialogue.state import FormRun, State
from tests.bot.dialogue.driver import DATA, NOON, reference

NAMES = reference().names
AT_THE_NAME = replace(State(), form=FormRun("enroll", 1, NOON, asked="name"))


def marked(text: str) -> tuple[str, list[str]]:
    """A text with its names in braces → the text, and the names."""
    return re.sub(r"[{}]", "", text), re.findall(r"{(.+?)}", text)


ANSWERS = (
    """
{王芳}|我老婆叫{王芳}|我老公叫{刘大志},他能入会吗|{Aishan Yusup}|{aishan yusup}
我是 {Aishan Yusup}|{John}|{wang xiaoming}|{WANG FANG}|叫我{王二狗}就行|俺叫{王二狗}
帮我老公{李强}办|{阿依古丽}|{迪丽娜尔}|{卓玛}|{买买提}|{买买提·吐尔逊}|{阿依古丽.买买提}
{买买提吐尔逊}|{叶赫那拉小满}|{王芳},她能入会吗|{王芳}(我老婆)|我是{张建国}
{张建国},男,35岁|我姓刘名{大海}|名字是{欧阳小雨}|{陈 晓 明}|{李小龙}入会要交钱吗
我叫{高明},要不要交钱|叫{方圆}|{赵四}|{马冬梅} 马什么梅|我儿子{刘小虎}想入会咋弄
{亓官小雨}|{王·小波}|{朱小满}是我|{徐凤霞}(回族)|写我对象的 {孙丽}|她叫{何丽}
小名{狗蛋} 大名{李国庆}|{黄河}|我叫{江山}|{温暖}|{次仁卓嘎}能入会不|{巴特尔}
姓名:{宫小满}|{宫小满}。|😀{宫小满}|真名{马小满}行吧|{乌小满}这三个字
给我朋友{庞小满}填的|{Nur Ahmad},要交钱吗|我的名字叫{谷小满}啊|{龙小满}
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_answer_to_the_name_question_reaches_nlu_with_the_name(answer: str) -> None:
    text, names = marked(answer)
    wording = wording_for_nlu(AT_THE_NAME, text, NAMES) or ""
    kept = redact(AT_THE_NAME, text, NAMES)
    assert names
    assert [name for name in names if name in wording or name in kept] == []


@pytest.mark.parametrize(
    "question",
    """
入会要不要交钱|身份证号安全吗|你们是骗子吧|先不弄了|填错了怎么改|我老婆能不能一起入|审核要多久|会不会告诉公司|没签合同能入吗|外地户口行吗
入了有什么好处|合肥南站附近有没有驿站|转人工|不想填了|取消|上一步|不填身份证行不行|保险赔多少钱|住院能报销吗|站长扣我钱怎么办|我被封号了
工资拖欠找谁|谢谢|退休了还能入吗|电话多少|工会地址在哪|手机号换了咋办|我在老家入过会了|兼职的能不能入|众包骑手能不能入|孩子上学有补助吗
""".replace("\n", "|")
    .strip("|")
    .split("|"),
)
def test_a_question_in_place_of_the_name_is_understood_as_typed(question: str) -> None:
    assert wording_for_nlu(AT_THE_NAME, question, NAMES) == cleaned(question)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("我老婆叫王芳能入会吗", "我老婆叫[姓名]能入会吗"),
        ("李强经理扣我钱", "[姓名]经理扣我钱"),
        ("王建国师傅推荐我来的", "[姓名]师傅推荐我来的"),
        ("我叫Aishan Yusup想入会", "我叫[姓名]想入会"),
        ("帮我老公李强,问下能不能入会", "帮我老公[姓名],问下能不能入会"),
        ("晚A12345被扣了", "[车牌]被扣了"),
    ],
)
def test_names_of_others_and_mistyped_plates_are_held_back_everywhere(text: str, wording: str) -> None:
    assert wording_for_nlu(State(), text, NAMES) == wording


@pytest.mark.parametrize(
    "text",
    [
        "他叫我去加班",
        "师傅叫车",
        "站长叫我滚",
        "先生你好",
        "高新区站长要我赔钱",
        "找李师傅",
        "A12栋在哪",
        "XF26-000001-5到哪了",
        "T26-000002-3怎么样了",
    ],
)
def test_what_only_looks_like_a_name_stays(text: str) -> None:
    assert wording_for_nlu(State(), text, NAMES) == text


def test_hardly_any_phrasing_outside_the_form_is_taken_for_a_name() -> None:
    lines = [line for line in _task_lines(DATA / "tasks") if line]
    taken = [line for line in lines if "[姓名]" in (wording_for_nlu(State(), line, NAMES) or "")]
    assert len(lines) > 1000
    assert len(taken) <= len(lines) // 200, taken


def _task_lines(folder: Path) -> list[str]:
    return [
        re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.strip().removeprefix("- "))
        for file in sorted(folder.glob("*.yml"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("    - ")
    ]


@pytest.mark.parametrize("dot", "·•・.．‧∙")
def test_every_kind_of_middle_dot_becomes_one_where_a_name_is_asked(dot: str) -> None:
    for first, last in (("阿依古丽", "买买提"), ("迪丽娜尔", "吐尔逊")):
        assert NAMES.with_middle_dots(f"{first}{dot}{last}") == f"{first}·{last}"
    assert NAMES.with_middle_dots(f"阿依古丽 {dot} 买买提") == "阿依古丽·买买提"


@pytest.mark.parametrize("text", ["谢谢.不用了", "不想填.转人工", "王芳.女", "要交钱吗.谢谢", "取消.", "王芳.谢谢"])
def test_a_dot_that_ends_a_sentence_makes_no_name(text: str) -> None:
    assert NAMES.with_middle_dots(text) == text
