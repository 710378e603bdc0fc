"""Words that steer the conversation, recognised letter by letter: they work when nlu is down and inside every form."""

from __future__ import annotations

import re

from bot.dialogue.feed import bare

_CONTROLS = {
    "cancel": "取消 不办了 不办 先不办了 算了 算了吧 不填了 不弄了 不搞了 退出 停止 结束 "
    "不入了 先不入了 先不填了 不删了 不撤了 不撤回了 不改了 cancel stop",
    "back": "上一步 返回 后退 回去 回上一步 返回上一步 填错了 写错了 输错了 上一个 刚才填错了 上一步填错了 back",
    "restart": "重新开始 重来 重新来 从头来 从头开始 重置 清空 restart",
    "help": "帮助 菜单 功能 主菜单 你会什么 你能做什么 能做什么 有什么功能 怎么用 help menu",
    "affirm": "是 是的 好 好的 好吧 行 行的 可以 嗯 嗯嗯 对 对的 没错 确认 确定 同意 我同意 要 要的 "
    "需要 照 中 管 ok yes "
    "确认提交 提交 没问题 好嘞 好呀 是啊 对啊 接着填 继续 继续填 "
    "继续填表 接着填表 继续填写 继续办 接着办 可以的 愿意 确定提交 同意并继续 同意继续",
    "deny": "不 不是 不要 不用 不用了 不行 不对 不同意 我不同意 没有 不需要 别 否 no 不了 先不 "
    "不愿意 不照 不中 不管 不是的 "
    "不提交 不确认 无 没",
    "skip": "跳过 不填 略过 先跳过 没有 不用 不用了 不想填 不方便 skip 没 无 直接转 直接转人工",
    "greet": "你好 您好 在吗 在不在 hi hello 喂 早上好 下午好 晚上好 早 嗨 哈喽",
    "thanks": "谢谢 多谢 谢了 谢谢你 谢谢您 感谢 辛苦了 谢谢啊",
    "goodbye": "再见 拜拜 拜 回见 bye 88 走了",
    "enroll": "入会 我要入会 加入工会 我要加入工会 申请入会 我想入会 办入会 "
    "重新申请 重新申请入会 我要重新申请 我想重新申请 再申请 再申请一次 再次申请 重新入会",
    "find_station": "找驿站 驿站 工会驿站 附近驿站 附近的驿站 找附近驿站 附近有驿站吗",
    "enrollment_status": "查进度 查入会进度 进度 入会进度 查询进度 查申请",
    "human": "转人工 人工 找人工 人工客服 人工服务 找人 真人 转真人 我要人工 找个人",
    "my_data": "我的信息 我的个人信息 查看我的信息 查看我的个人信息",
    "enrollment_correct": "改申请 修改申请 我要改申请",
    "notifications_off": "别发消息了 不要发消息了 别再发消息了",
    "notifications_on": "恢复通知",
    "transfer": "转会 办转会 申请转会 我要转会 我要办转会 会籍转移",
    "cover_consent": "参加意外保障 参加意外保障候选 意外保障候选 看看意外保障候选",
    "cover_withdraw": "撤回意外保障同意 撤回意外保障 撤回保障同意 不参加意外保障 不参加意外保障了 退出意外保障候选",
    "delete_my_data": "删除我的信息 删除我的个人信息 删掉我的信息",
}
_GOING_ON = frozenset(map(bare, ["接着填", "接着填表", "接着办", "继续填", "继续填表", "继续填写", "继续办"]))
_BY_WORD: dict[str, list[str]] = {}
for _control, _words in _CONTROLS.items():
    for _word in _words.split():
        _BY_WORD.setdefault(bare(_word), []).append(_control)

_QUESTION = re.compile(
    r"[??]|(?<!饿了)[吗么嘛呢]\s*$|(?:能|会|要|用|可以|行|让|给|收|算).{0,8}不\s*$|怎么|咋|如何|什么|啥|多少|多久|哪|为何|为啥|能不能|可不可以|可以.{0,8}吗|要不要|是不是|有没有|会不会|行不行"
    r"|谁|几[天点个号]|^可[要能有是]"
)
# Asks for a change rather than for an answer: 单价能不能涨一点.
_WISH = re.compile(
    r"(?:能不能|可不可以|可否|能否|能|可以|希望|建议).{0,12}"
    r"(?:涨|加|增|提[高升前]|降|减|少[一点些扣罚派]|多[一点些给派建设放开]|延长|缩短|改|建|装|设[置立个]|放[个些点]|"
    r"开到|发[点些个放]|免[费掉除]|取消|统一|不要|别|安排|照顾)"
)
_ASKS_TO_KNOW = re.compile(r"怎么|咋|如何|什么|啥|多少|多久|哪|为何|谁|几[天点号]|匿名|提建议|提意见")
_TASK_WORDS = (
    ("human", re.compile(r"^(?!.*(?:不用|不要|不需要|不想|别).{0,4}(?:人工|客服)).*(?:转人工|找人工|人工客服)", re.S)),
    ("find_station", re.compile(r"(?:找|有|哪|附近).{0,8}驿站|驿站.{0,4}(?:在哪|有没有)")),
    ("enroll", re.compile(r"(?:想|要|我|申请|帮).{0,8}(?:入会|加入工会|进工会)")),
)


def controls_in(text: str) -> tuple[str, ...]:
    """What the whole of `text` may steer to: control, chat and task ids, and "skip"; () for anything else."""
    return tuple(_BY_WORD.get(bare(text), ()))


def goes_on(text: str) -> bool:
    """Whether a text only says that a form is to be filled in further; that alone agrees to nothing."""
    return bare(text) in _GOING_ON


def is_question(text: str) -> bool:
    return bool(_QUESTION.search(text))


def is_wish(text: str) -> bool:
    """Whether a text asks for a change, question mark or not."""
    return bool(_WISH.search(text)) and not _ASKS_TO_KNOW.search(text)


def task_named_in(text: str) -> str:
    """The task whose key words a text uses, "" for none; joining only when it is wanted, not asked about."""
    named = next((task for task, words in _TASK_WORDS if words.search(text)), "")
    return "" if named == "enroll" and is_question(text) else named
