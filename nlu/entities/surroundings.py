"""Whether a spelling that also arises by chance stands where a name stands.

"经县" is 泾县 misspelt in "我在经县", and nothing in "已经县里批了"; "新站" is a zone, but not in "更新站点".
"""

from __future__ import annotations

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


def is_easily_chance(spelling: str, misspelling: bool) -> bool:
    """True for two Chinese characters that are no name's right spelling, and for a few right ones."""
    return spelling in _COMMON or (misspelling and len(spelling) == 2 and not spelling.isascii())


def stands_like_a_name(text: str, start: int, end: int, is_name: Callable[[str], bool]) -> bool:
    """`is_name`: whether a word is a name itself, as 合肥 before "包何"."""
    before, after = text[:start], text[end:]
    led = not before or before.endswith(_BEFORE) or any(is_name(before[-size:]) for size in (2, 3, 4))
    return led and (not after or after.startswith(_AFTER))
