"""Anhui speech brought to standard words where the meaning would otherwise be lost.

"可 + verb" asks a question in Hefei and north of it ("可要钱" = "要不要钱"), "管", "中" and "照" mean "fine", the
pronouns and question words differ, and young riders call money 米. Spelling errors need no list: the pinyin features
read through them.
"""

from __future__ import annotations

import re

_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[可克格阿]能(?=[^性够])", "能不能"),
        (r"可有(?!可无)", "有没有"),
        (r"可要", "要不要"),
        (r"可晓得", "知不知道"),
        (r"可会", "会不会"),
        (r"可用(?=交|给|带|签|办)", "要不要"),
        (r"可[照管中]", "行不行"),
        (r"管不管(?!用)|中不中|照不照|行不中", "行不行"),
        (r"管不(?=$|,)", "行不行"),
        (r"俺们|咱们|俺|咱", "我"),
        (r"恁们|恁", "你"),
        (r"咋[弄整搞办]", "怎么办"),
        (r"咋", "怎么"),
        (r"弄啥嘞?|搞么事|么事|么东西|哄东西|啥子|啥", "什么"),
        (r"晓得", "知道"),
        (r"今个|今儿|街个", "今天"),
        (r"明个|明儿", "明天"),
        (r"夜个", "昨天"),
        (r"望望", "看看"),
        (r"(?<=[花要收交扣欠退])(多少|几个?|点儿?)?(?:米|大洋|毛爷爷)(?![粉饭线油面远])", r"\1钱"),
    )
)


def to_standard(text: str) -> str:
    """Plain text (see `characters`) in, the same with dialect words replaced."""
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text
