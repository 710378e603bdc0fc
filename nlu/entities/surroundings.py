"""Whether what is spelt like a name is one, by what stands around it.

"经县" is 泾县 misspelt in "我在经县", and nothing in "已经县里批了"; "新站" is a zone, but not in "更新站点". A
city's name before 路 is that of a street.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# What a place or a platform follows, and what follows it.
_BEFORE = tuple("在到去来从住是于往离至向搁跑送找问查看那我俺咱你们和跟与、给干做开拉接抢进当省市,.!?;:。~")
_AFTER = tuple(
    "市县区省景还一这那附周有哪送跑干做开上找的拉工驿总站人民医汽火高东西南北边没能可怎离到去来打属是吗呢吧啊不入加老最几和跟与"
    "需要现今明晚早车货司骑快外镇街机旁众专小扣罚咋啥,.!?;:。~、"
)
_COMMON = (
    "经开",
    "高新",
    "新站",
    "三山",
    "北城",
    "上派",
    "药都",
    "安能",
    "低低",
    "哈啰",
    "旗手",
    "骑首",
    "其手",
    "奇手",
    "齐手",
)


# "芜湖路" and "蒙城北路" are streets of other towns, "黄山小区" stands anywhere.
_STREET = re.compile(
    r"[东南西北中]?[一二三四五]?(?:路(?![线上边况段])|大道|街(?![道上边头坊里])|大街|巷)"
    r"|(?:小区|花苑|家园)(?=$|附近|旁|跟前|对面|门口|那|这|[\d,.!?])"
)


def names_a_street(text: str, start: int, end: int) -> bool:
    """Whether a region's name there is that of a street or an estate; 合肥市 before 路 is still the city."""
    is_in_full = text[end - 1] in "市县区" and end - start > len("郊区")
    return not is_in_full and _STREET.match(text, end) is not None


def is_easily_chance(spelling: str, misspelling: bool) -> bool:
    """True for two Chinese characters that are no name's right spelling, and for a few right ones."""
    return spelling in _COMMON or (misspelling and len(spelling) == 2 and not spelling.isascii())


def stands_like_a_name(text: str, start: int, end: int, is_name: Callable[[str], bool]) -> bool:
    """`is_name`: whether a word is a name itself, as 合肥 before "包何"."""
    before, after = text[:start], text[end:]
    led = not before or before.endswith(_BEFORE) or any(is_name(before[-size:]) for size in (2, 3, 4))
    return led and (not after or after.startswith(_AFTER))
