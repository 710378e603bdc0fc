"""Whether a message names what it is about: "那要多久" and "要准备什么材料" do not, "驿站在哪" does.

Closed lists of words that can be said of any matter, in standard words: the cleaner has rewritten Anhui speech.
"""

from __future__ import annotations

import re

from nlu.language.placeholders import SIGNS

LONGEST = 24  # characters; whoever writes more tells something

# At least one of these must stand there: "好的" and "我可以" ask for nothing.
_ASKING_WORDS = """
多久 多长时间 多长 多少天 多少 几天 几个工作日 几个月 几个星期 几年 几周 几点 几号 几时 几个 几块 几
什么时候 什么时间 何时 哪天 哪一天 哪年 哪里 哪儿 哪边 哪些 哪个 哪种 哪 谁 问谁 怎么用 怎么查
怎么报名 怎么报 怎么走 怎么 怎样 如何
什么人 什么用 什么 在哪报名 去哪报名 在哪报 去哪报 打什么电话 打哪个电话 打哪个
材料 资料 证件 证明 手续 流程 步骤 程序 条件 费用 手续费 收费 免费 块钱 钱 电话 号码 地址 网上 线上 现场 手机上
办理 办 弄 搞 申请 领取 领
"""
_WORDS_BESIDE = """
那么 那个 那 这个 这样 这 它 还有 然后 接着 之后 以后 完了 还 再 就 也 都 又 先 到底 究竟
大概 大约 一般 具体 一共 总共 最多 最快 最少 至少
好的 好 嗯 哦 噢 行吧 知道了 明白了 懂了 谢谢 请问 我们 他们 他 她们 她 自己 别人
有没有 有 是不是 是 能不能 可不可以 可以 能 会不会 会 要不要 需不需要 需要 要 用不用 得 行不行
出结果 结果 拿到 到账 到手 下来 办好 办下来 办完 批下来 审批 批 等 花 收 给 发 拿 带 交 提交 提供 准备 填 联系 找
去 到 走 来 在 往 从 跟 东西 地方 窗口 时间 时候 期限 要求 表 开始 截止 算 的 了 呢 吗 嘛 吧 啊 呀 个 点 些 样 上
"""
_OWN = "我(?!的)"  # "看我的资料" is about the worker's own
_TRAILING_NO = re.compile("(?:不|没有|没)$")  # "要钱不"; anywhere else it denies, and that tells something
_ASKING, _BESIDE_IT = _ASKING_WORDS.split(), _WORDS_BESIDE.split()
_ASKS = re.compile("|".join(_ASKING))
_WORD = re.compile("|".join([*sorted({*_ASKING, *_BESIDE_IT}, key=len, reverse=True), _OWN]))


def names_no_subject(cleaned: str) -> bool:
    """Whether a cleaned text asks for something, and all its words could be said of anything."""
    said = _TRAILING_NO.sub("", "".join(char for char in cleaned if char not in SIGNS))
    if len(said) > LONGEST or not _ASKS.search(said):
        return False
    read = 0
    # One by one, the longest first: tried in every way a text takes too long.
    while word := _WORD.match(said, read):
        read = word.end()
    return read == len(said)
