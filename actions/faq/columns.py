"""The columns of a list of answers, as sheets and reports name them. Lists stand in one cell."""

from __future__ import annotations

from collections.abc import Mapping

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
}

#: A sheet may do without them.
OPTIONAL = frozenset({"areas", "trades", "facts", "valid_until", "buttons", "review"})


def heading(column: str) -> str:
    """As staff know the column; parts that are no column (a wrong key of a file) by themselves."""
    return HEADINGS[column][0] if column in HEADINGS else column
