"""Ways of saying a time that no list of words holds: "还开着吗", and the time of day as "HH:MM".

A time of day is 24-hour. "晚上九点半" is 21:30; "九点半" alone may be 09:30 or 21:30 and has both as candidates, unless
it is written like a clock shows it ("9:30"). "多" and "左右" are read over. The word for the part of the day stays a
mention of its own beside it.
"""

from __future__ import annotations

import re

from nlu.entities.mention import CLOCK, TIME, Mention
from nlu.entities.numbers import DIGIT, read_number

_PATTERNS = (
    ("now", re.compile(r"还(?:在)?(?:开|营业)(?:着|门)*(?:吗|没|不)?|开着(?:门)?(?:吗|没|不|的)|开没开|正?营业中")),
    ("24h", re.compile(r"(?:24|二十四|廿四)(?:个)?(?:小时|钟头|h)|全天(?:开|候)|一整?夜都?开|夜里不关")),
)

# Part of the day → the hours on a twelve-hour dial that are meant as afternoon or night.
_LATER_HOURS = {
    "凌晨": range(0),
    "早": range(0),
    "上午": range(0),
    "中午": range(1, 4),
    "下午": range(1, 9),
    "晚": range(5, 12),
    "半夜": range(9, 12),
}
_PART_WORDS = {
    "凌晨": "凌晨|清晨",
    "早": "大清早|一大早|清早|大早上|早上|早晨|[今明昨]早|早",
    "上午": "上午|前晌",
    "中午": "大中午|中午|晌午",
    "下午": "下午|午后|后晌",
    "晚": "大晚上|晚上|夜晚|晚间|傍晚|傍黑|[今昨明前当]晚|夜间|晚",
    "半夜": "后半夜|大半夜|下半夜|半夜|深夜|夜里|[今昨]夜",
}
_PART_OF = {word: part for part, words in _PART_WORDS.items() for word in words.split("|") if "[" not in word}
_PARTS = "|".join(_PART_WORDS.values())

_SMALL = rf"(?:\d{{1,2}}|{DIGIT}?十{DIGIT}?|{DIGIT})"
_SPOKEN = re.compile(
    rf"(?:(?P<part>{_PARTS})的?)?(?<![\d一二两三四五六七八九])(?P<hour>{_SMALL})[点时](?!间)"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d{{2}}(?!\d)|{DIGIT}?十{DIGIT}?|零{DIGIT})分?"
    rf"|(?P<few>\d|{DIGIT})分)?(?P<sure>钟|整)?(?:多|左右)?"
)
_WRITTEN = re.compile(rf"(?P<part>{_PARTS})?(?<![\d:.])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])")
_ANY_CLOCK = re.compile("[点时:]")
_NOT_BEFORE = tuple("第这那几有共")  # "第三点", "有两点"
_NOT_AFTER = re.compile(
    r"几|[\d.]|[零〇一二两三四五六七八九十]|都|也|儿|不|没|意见|建议|要求|问题|希望|想法|疑问|水|钱|积分|点|小|辰|效|代|期|速|候"
)


def find_times(text: str) -> list[Mention]:
    """Times said by pattern in plain text, overlapping ones too."""
    codes = [
        Mention(TIME, (code,), match.start(), match.end())
        for code, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    if not _ANY_CLOCK.search(text):
        return codes
    spoken = [_clock(match, _spoken_minute(match)) for match in _SPOKEN.finditer(text) if _is_time(text, match)]
    written = [_clock(match, int(match["minute"]), dial=False) for match in _WRITTEN.finditer(text)]
    return [*codes, *filter(None, spoken), *filter(None, written)]


def _is_time(text: str, match: re.Match[str]) -> bool:
    """ "三点" may count arguments and "快一点" compares; "21时" needs no more words, "3时" does."""
    said_more = match["half"] or match["quarter"] or match["minute"] or match["few"] or match["sure"]
    if said_more:
        return True
    if "时" in match.group() and not match["part"]:
        return False
    if text[: match.start()].endswith(_NOT_BEFORE) or _NOT_AFTER.match(text, match.end()):
        return False
    return match["hour"] != "一" or bool(match["part"] and match["part"] not in "早晚")


def _spoken_minute(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"] == "一" else 45
    return int(read_number(match["minute"] or match["few"] or "0") or 0)


def _clock(match: re.Match[str], minute: int, *, dial: bool = True) -> Mention | None:
    hour = int(read_number(match["hour"]) or 0)
    if hour > 24 or minute > 59:
        return None
    part = _part(match["part"])
    hours = [_on_day(hour, part)] if part else [hour, hour + 12] if dial and 0 < hour < 12 else [hour]
    return Mention(CLOCK, tuple(f"{each % 24:02}:{minute:02}" for each in hours), match.start(), match.end())


def _part(word: str | None) -> str:
    return _PART_OF.get(word or "") or _PART_OF.get((word or "")[-1:], "半夜" if word else "")


def _on_day(hour: int, part: str) -> int:
    if hour in _LATER_HOURS[part]:
        return hour + 12
    return 0 if hour == 12 and part in ("凌晨", "晚", "半夜") else hour
