"""Days a message names, written so that no clock is needed; whoever has one counts from it.

    day         = when [ "/" part ]
    when        = "day:" offset                          今天 day:0, 昨天 day:-1, 三天后 day:+3
                | "week:" offset                         上周 week:-1
                | "weekday:" [ offset ":" ] 1-7          上周五 weekday:-1:5; 周五 weekday:5, of a week not said
                | "month:" offset [ ":" DD ]             上个月 month:-1, 上个月15号 month:-1:15
                | "year:" offset [ ":" MM "-" DD ]       去年 year:-1, 去年3月5号 year:-1:03-05
                | "date:" [ YYYY "-" ] MM "-" DD         11月25日 date:11-25
    offset      = "0" | "+" digits | "-" digits          days, weeks, months or years from now
    part        = "dawn" | "early" | "morning" | "noon" | "afternoon" | "night"

Monday is 1. A night belongs to the day it begins on, dawn to the day it ends in. A time of day is a mention of its own.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable

from nlu.entities.mention import DAY, Mention
from nlu.entities.numbers import DIGIT, read_number

_PARTS = {
    "dawn": "凌晨|清晨",
    "early": "一大早|大清早|清早|早上|早晨|早",
    "morning": "上午|前晌",
    "noon": "大中午|中午|晌午",
    "afternoon": "下午|午后|后晌",
    "night": "大晚上|晚上|夜晚|夜里|夜间|半夜|深夜|傍晚|傍黑|晚|夜",
}
_PART = "(?:的?(?:" + "|".join(f"(?P<{part}>{words})" for part, words in _PARTS.items()) + "))"

_DAYS = {
    "大前": -3,
    "前": -2,
    "昨": -1,
    "今": 0,
    "明": 1,
    "后": 2,
    "大后": 3,
    "夜个": -1,
    "街个": 0,
}
_SMALL = rf"(?:\d{{1,2}}|{DIGIT}?十{DIGIT}?|{DIGIT})"
_OFFSETS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_OFFSET = "(?P<offset>上上|下下|上|下|这|本)"
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_WEEKDAYS = "一二三四五六日"

_RELATIVE = re.compile(
    # "以前天天", "提前天数", "最后天气" and "后个月" name no day.
    rf"(?:(?P<day>大前|大后|(?<![大以之目提先])前|昨|今|明|(?<![大以之最然先])后)(?:天|日|儿个?|个)|(?P<dialect>夜个|街个))"
    rf"(?!天天|个?月|星期|礼拜|周|气|子){_PART}?"
)
_SHORT = re.compile(
    r"(?:(?P<day>[昨今明])|(?<![^我俺他她在是从就,.!?;])(?P<before>前)(?=晚))(?:(?P<night>晚上?|夜里?)|(?P<early>早上?))"
    r"(?!饭|期|年|会|安|报)"
)
_COUNTED = re.compile(rf"(?<![\d第每])(?P<count>{_SMALL})[天日](?P<way>之?前|以前|之?后|以后)(?!天)")
_WEEK = re.compile(
    rf"{_OFFSET}个?(?:周|星期|礼拜)(?:(?P<weekday>[一二三四五六日天1-7])(?!定|样|直|共|个|次|天|\d){_PART}?|(?![一二三四五六日天1-7末]))"
)
_WEEKDAY = re.compile(
    rf"(?<![上下这本一二两三四五六七八九十几半每整个\d])(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-7])"
    rf"(?!定|样|直|共|个|次|天|岁|年|期|\d){_PART}?"
)
_MONTH = re.compile(rf"{_OFFSET}个?月(?!底|初)(?:的?(?P<day>{_SMALL})[号日]{_PART}?)?")
_DATE_OF_YEAR = rf"(?P<month>{_SMALL})月份?(?P<date>{_SMALL})[号日]{_PART}?"
_YEAR = re.compile(rf"(?<![以之目提过])(?P<year>前年|去年|今年|明年)(?:的?{_DATE_OF_YEAR})?")
_DATE = re.compile(rf"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年)?{_DATE_OF_YEAR}")
_ISO_DATE = re.compile(r"(?<![\d.\-/])(?P<year>(?:19|20)\d\d)([-/.])(?P<month>\d{1,2})\2(?P<date>\d{1,2})(?![\d.\-/])")


def find_days(text: str) -> list[Mention]:
    """Days named in plain text, overlapping ones too. "每周五" and "这几天" name none."""
    if not _ANY_DAY.search(text):
        return []
    return [
        Mention(DAY, (when + _part(match),), match.start(), match.end())
        for pattern, reads in _READERS
        for match in pattern.finditer(text)
        if (when := reads(match))
    ]


def _relative(match: re.Match[str]) -> str:
    return f"day:{_signed(_DAYS[match['day'] or match['dialect']])}"


def _short(match: re.Match[str]) -> str:
    return f"day:{_signed(_DAYS[match['day'] or match['before']])}"


def _counted(match: re.Match[str]) -> str:
    count = int(read_number(match["count"]) or 0)
    return f"day:{_signed(-count if '前' in match['way'] else count)}"


def _week(match: re.Match[str]) -> str:
    offset = _signed(_OFFSETS[match["offset"]])
    return f"weekday:{offset}:{_weekday(match)}" if match["weekday"] else f"week:{offset}"


def _named_weekday(match: re.Match[str]) -> str:
    return f"weekday:{_weekday(match)}"


def _weekday(match: re.Match[str]) -> int:
    said = match["weekday"].replace("天", "日")
    return _WEEKDAYS.index(said) + 1 if said in _WEEKDAYS else int(said)


def _month(match: re.Match[str]) -> str:
    month = f"month:{_signed(_OFFSETS[match['offset']])}"
    if not match["day"]:
        return month
    day = int(read_number(match["day"]) or 0)
    return f"{month}:{day:02}" if 1 <= day <= 31 else ""


def _year(match: re.Match[str]) -> str:
    year = f"year:{_signed(_YEARS[match['year']])}"
    if not match["month"]:
        return year
    date = _date_of_year(match)
    return f"{year}:{date}" if date else ""


def _date(match: re.Match[str]) -> str:
    date = _date_of_year(match)
    year = f"{match['year']}-" if match["year"] else ""
    return f"date:{year}{date}" if date else ""


def _date_of_year(match: re.Match[str]) -> str:
    """MM-DD, "" for a day no year has."""
    month, day = (int(read_number(match[name]) or 0) for name in ("month", "date"))
    return f"{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1] else ""


def _part(match: re.Match[str]) -> str:
    said = match.groupdict()
    return next((f"/{part}" for part in _PARTS if said.get(part)), "")


def _signed(offset: int) -> str:
    return f"{offset:+}" if offset else "0"


_ANY_DAY = re.compile(r"[天日儿个晚夜早周月年]|星期|礼拜|20\d\d")
_LEAP_YEAR = 2024
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_RELATIVE, _relative),
    (_SHORT, _short),
    (_COUNTED, _counted),
    (_WEEK, _week),
    (_WEEKDAY, _named_weekday),
    (_MONTH, _month),
    (_YEAR, _year),
    (_DATE, _date),
    (_ISO_DATE, _date),
)
