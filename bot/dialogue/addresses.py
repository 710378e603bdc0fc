"""Where somebody lives: the number of a house and what follows it. A street or an estate alone tells of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"(?:\d{1,5}|[〇零一二三四五六七八九十百两]{1,5})"
_NUMBERS = rf"{_NUMBER}(?:\s?[-—–#之]\s?{_NUMBER}){{0,3}}"
_BUILDING = rf"(?:[A-Za-z]?{_NUMBERS}\s?(?:号楼|号院|栋|幢|座|单元|室|弄|#)|[A-Za-z][座栋幢])(?!下)"
_PART = rf"(?:{_BUILDING}|{_NUMBERS}\s?(?:号|楼|层|户|房))"
_ROOM = r"[A-Za-z]?(?:\d{3,4}|[〇零一二三四五六七八九]{3,4})(?!\d|\s?[块元多人单个点天次年月米公斤])"
_GAP = r"[\s,,、.\-—]{0,2}"
_REST = rf"(?:{_GAP}{_PART})*(?:{_GAP}{_ROOM}[室房号]?)?"
_HOME = (
    r"(?:小区|花园|家园|公寓|[花雅嘉佳馨锦]?苑|新村|[一-鿿]{2}(?:府|庭|湾|郡|里|村)|宿舍|大厦|广场|城|"
    r"住在?|家住?在?|门牌号?是?|地址是?[::\s]?)"
)
_PATTERNS = tuple(
    map(
        re.compile,
        (
            # 濉溪路88号3栋302
            rf"(?<=[路街巷弄道庄屯同])(?<!街道)\s?(?P<address>{_NUMBERS}\s?[号弄]{_REST})",
            # 濉溪路88, not 88路 or 高速路3公里
            r"(?<=[路街巷])\s?(?P<address>\d{1,4}(?:-\d{1,4})?)(?![\d路.]|\s?[号块元点个天次年月分多小公米站人家单%度万百千时])",
            # 3栋302, 2号楼1单元, 12弄5号
            rf"(?P<address>{_BUILDING}(?:(?:{_GAP}{_PART})+(?:{_GAP}{_ROOM}[室房]?)?|{_GAP}{_ROOM}[室房]?))",
            rf"(?P<address>{_NUMBERS}\s?号{_GAP}{_BUILDING}{_REST})",
            # 阳光小区3栋, 住3-2-302, 家住6号楼
            rf"{_HOME}\s?(?P<address>{_BUILDING}{_REST})",
            rf"{_HOME}\s?(?P<address>\d{{1,3}}(?:\s?[-—#]\s?\d{{1,4}}){{1,3}}(?![\d\s]*[点号日月]))",
            rf"(?:小区|家园|新村|[一-鿿]村|门牌|地址[是::\s]?)\s?(?P<address>{_NUMBERS}\s?号{_REST})",
            # 王村三组12号
            rf"(?P<address>{_NUMBER}组\s?{_NUMBER}[号户])",
            r"(?P<address>(?:\d{3,4}|[〇零一二三四五六七八九]{3,4})室)",
        ),
    )
)


def addresses_in(text: str) -> Iterator[tuple[int, int]]:
    """Spans of house numbers with what follows; they may overlap. The street stays: where it begins nobody can tell."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield match.span("address")
