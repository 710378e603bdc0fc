"""Whether a text says that its place is not in Anhui: another province is named, or what we guessed is refused."""

from __future__ import annotations

import re

# The other provinces, and the cities around Anhui that are named without theirs.
_NAMES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃"
    "|青海|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾|南京|徐州|无锡|常州|南通|杭州|宁波|温州|湖州|武汉|郑州|广州|深圳|外省|外地"
)
# "马鞍山东站" holds 山东: a name stands at the beginning or behind one of these. "江苏路" is a street, "江苏人" says
# where from.
_ELSEWHERE = re.compile(
    rf"(?:^|[在是到去来从住的,。;、!\s])(?:{_NAMES})(?!.{{0,2}}(?:路|街|大道|巷)|人|的?(?:老家|户口|车|牌)|籍|牌)"
)
_NOT_THERE = re.compile(r"(?:我|俺)?(?:不是|不在|不对|没在)")


def names_elsewhere(text: str) -> bool:
    return _ELSEWHERE.search(text) is not None


def begins_with_no(text: str) -> bool:
    """ "不是宿州", "不在安徽"."""
    return _NOT_THERE.match(text) is not None
