"""Words of emergency come before everything; questions about the consequences are none."""

from __future__ import annotations

import pytest

from bot.dialogue.emergencies import emergency_in
from tests.bot.dialogue.driver import Chat, answer, feed
from tests.bot.dialogue.riders import rider_at

INJURY = [
    "撞到人了现在躺地上",
    "我撞了一个老人",
    "被车撞了",
    "我被货车撞了起不来",
    "刚出车祸了",
    "我出车祸了",
    "出车祸了怎么办",
    "同事晕倒了",
    "有人昏迷了叫不醒",
    "流了好多血",
    "血流不止",
    "腿断了动不了",
    "我中暑了喘不上气",
    "救命",
    "快来人啊",
    "翻车了",
    "胸口疼得厉害",
    "骑手倒在路边没有意识",
    "不小心撞到人了",
    "摔倒了站不起来",
    "卸货时触电了",
]
VIOLENCE = [
    "被打了流血了",
    "被顾客打了",
    "有人打我",
    "他拿刀要砍我",
    "保安正在打人",
    "我被几个人围殴",
    "被站长打伤了",
    "顾客动手打我",
    "被捅了一刀",
]
HELD = ["他们不让我走", "被扣住了", "货主把我扣在厂里了", "我被关起来了", "一群人围着我不让走", "被人绑架了"]
FIRE = ["电动车着火了", "车冒烟了", "仓库起火了", "驿站着火了快来", "电池自燃了"]
DESPAIR = [
    "不想活了",
    "活着没意思",
    "我想死",
    "真的扛不住了",
    "跳了算了",
    "我要跳楼",
    "想从桥上跳下去",
    "死了算了",
    "对不起孩子",
    "活不下去了",
    "我想自杀",
    "不如死了",
    "我自杀了保险赔不赔家里",
]
NONE = [
    "出事故怎么认定工伤",
    "送单路上出交通事故怎么办",
    "送单/跑车路上出交通事故怎么办",
    "送单跑车撞了别人谁来赔",
    "工伤怎么认定",
    "上个月被车撞了能赔吗",
    "去年撞到人了",
    "骨折了能申请互助金吗",
    "出了意外怎么申请互助金",
    "被打差评了怎么办",
    "申请被打回来了",
    "被顾客打骂/恶意差评/保安不让进",
    "站长打我电话",
    "被砍单价了",
    "累死了",
    "热死我了",
    "想死你了",
    "困死了",
    "站点不让我走离职手续",
    "保安不让进小区",
    "车被扣了怎么办",
    "公司扣我工资",
    "我身份证被扣了",
    "这个平台火了",
    "生意火爆",
    "爆单了",
    "跳楼价",
    "中暑算工伤吗",
    "高温天扛不住了有补贴吗",
    "压力大想找人聊聊",
    "意外险赔多少",
    "如果撞到人怎么办",
    "被罚款了",
    "救命钱什么时候发",
    "流量不够",
    "骑手自杀算不算工伤",
    "打人工客服",
    "我要入会",
    "",
    "昨天被顾客打了想申诉",
    "封号了",
    "怎么预防中暑",
    "晕倒了算工伤吗",
]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, text)
        for kind, texts in (
            ("injury", INJURY),
            ("violence", VIOLENCE),
            ("held", HELD),
            ("fire", FIRE),
            ("despair", DESPAIR),
        )
        for text in texts
    ],
)
def test_an_emergency_is_recognised(kind: str, text: str):
    assert emergency_in(text) == kind


@pytest.mark.parametrize("text", NONE)
def test_this_is_no_emergency(text: str):
    assert emergency_in(text) is None


@pytest.mark.parametrize("entry_id", ["traffic_accident", "customer_conflict", "platform_fine", "mental_health"])
def test_no_title_of_a_topic_is_an_emergency(entry_id: str):
    assert emergency_in(feed().get(entry_id).title) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("撞到人了现在躺地上", ("120", "122")),
        ("被打了流血了", ("110", "120")),
        ("不想活了", ("12356", "110")),
        ("电动车着火了", ("119",)),
        ("他们不让我走", ("110",)),
    ],
)
@pytest.mark.parametrize("nlu_down", [False, True])
def test_the_right_number_and_a_person_come_first(text: str, numbers: tuple[str, ...], nlu_down: bool):
    chat = Chat(nlu_down=nlu_down)

    chat.say(text, answer("platform_fine"))

    assert all(number in chat.replies[0].text for number in numbers)
    assert "转人工" in chat.titles
    chat.say("好的")
    assert chat.state.form.name == "human"


def test_an_emergency_inside_a_form_leaves_the_form_as_it_is():
    chat = rider_at("name")
    before = chat.state.form

    chat.say("有人打我")

    assert "110" in chat.said
    assert len(chat.replies) == 1
    assert chat.state.form == before
