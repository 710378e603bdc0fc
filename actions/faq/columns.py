"""The columns of a list of answers, as sheets and reports name them. Lists stand in one cell."""

from __future__ import annotations

from collections.abc import Mapping

from actions.faq.categories import CATEGORY_NAMES

#: Column → its headings, the one shown to staff first. The review mark is exported and not taken in.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "topic": ("编号", "问题编号"),
    "areas": ("地区",),
    "trades": ("行当",),
    "title": ("标题",),
    "category": ("分类",),
    "sensitive": ("敏感",),
    "answer": ("回答", "答案"),
    "source": ("来源",),
    "source_date": ("来源日期",),
    "facts": ("依据",),
    "valid_from": ("生效日期",),
    "valid_until": ("失效日期",),
    "buttons": ("按钮",),
    "phrasings": ("问法",),
    "review": ("复核",),
    "revision": ("版本", "第几版"),
}

#: A sheet may do without them.
OPTIONAL = frozenset({"areas", "trades", "facts", "valid_until", "buttons", "review", "revision"})


def heading(column: str) -> str:
    """As staff know the column; parts that are no column (a wrong key of a file) by themselves."""
    return HEADINGS[column][0] if column in HEADINGS else column


#: What belongs into a column, for whoever fills in the template.
GUIDE: Mapping[str, str] = {
    "topic": "问题的编号：小写英文字母开头，只用小写字母、数字和下划线，定了就不再变。写已有的编号，就是改那一条。",
    "areas": "只对哪些地区的工友这样答：市、县、区的名称或 6 位代码，几个用竖线 | 隔开。空着就是对所有人。",
    "trades": "只对哪些行当的工友这样答，如 外卖骑手，几个用竖线 | 隔开。空着就是对所有人。",
    "title": "问题的名字，一行，最多 60 个字。分地区、行当的行空着。",
    "category": f"填一个：{'、'.join(CATEGORY_NAMES.values())}。分地区、行当的行空着。",
    "sensitive": "填 是 或 否。填 是，小蜂答完会问工友要不要找人谈。分地区、行当的行空着。",
    "answer": "答给工友的话，最多 350 个字。可以用变量，如 {地区}，发的时候换成工友自己的；别的字一字不改。",
    "source": "这句话的依据：文件或出处的名字，一行。",
    "source_date": "依据的日期，如 2026-11-22。",
    "facts": "依据的编号，有就写，几个用竖线 | 隔开。",
    "valid_from": "从哪天起这样答，如 2026-11-22。",
    "valid_until": "有效的最后一天。一直有效就空着。",
    "buttons": "答完给工友的按钮：别的问题或办事的编号，最多 5 个，用竖线 | 隔开。",
    "phrasings": "工友会怎么问，每行一种（在格子里换行按 Alt+Enter），最多 300 种。分地区、行当的行空着。",
    "review": "只在导出时有，导入时不看。",
    "revision": "导出时写好的，别改：导入时照它看这条答复后来有没有发布新的一版。写新的一条就空着。",
}

#: The template's row; a list that still holds it, unchanged, goes without it.
EXAMPLE: Mapping[str, str] = {
    "topic": "example_topic",
    "title": "示例：会费怎么交",
    "category": CATEGORY_NAMES["join"],
    "sensitive": "否",
    "answer": "这一行只是示例，照着写您的答复。导入时不读它。",
    "source": "中国工会章程",
    "source_date": "2023-10-12",
    "valid_from": "2026-11-22",
    "phrasings": "示例问法一\n示例问法二",
}
