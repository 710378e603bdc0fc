"""Who somebody is and where they work ("我在包河区送美团，") tells nothing of what they need: it is read over.

Many begin like this, and whoever asks to join does nearly always, so that an introduction alone looks like just that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

LEAST_LEFT = 3  # characters of a need; what leaves less is not taken for an introduction

_NAMED = "\ue010"  # stands, in here alone, for each character of a name or trade
_KINDS = frozenset({"region", "place", "platform", "trade"})
_PAUSE = re.compile(r"[,，。.!！?？;；:：~～…\s]+")
_WHO = (
    "来电人|来电的|对方|我(?:老公|老婆|爱人|对象|爸爸|妈妈|爸|妈|儿子|女儿|哥|弟|姐|妹|男人|媳妇|家里人)|"
    "我们|俺们|咱们|本人|我|俺|咱|他|她"
)
_POLITE = "你们好|你好|您好|哈喽|喂|嗨|在吗|请问|师傅|同志|小蜂|老师"
_WORDS = (
    "家是|家在|住在|老家|人在|来自|上班|打工|工作|干活|外卖|快递|网约车|货车|大车|卡车|面包车|顺风车|骑手|司机|专送|众包|"
    "一个|一名|这边|这儿|这里|那边|现在|目前|平时|专门|一直|就是|"
    "是|在|住|家|跑|送|开|干|做|拉|个|名|的|人|市|县|区|呢|啊|哈|嗯"
)
_INTRODUCES = re.compile(f"{_POLITE}|{_WHO}|{_WORDS}|{_NAMED}")
# Said in one breath with the need.
_BEGINS = re.compile(f"(?:{_POLITE})?(?:{_WHO})")
_GOES_ON = re.compile(f"是|在|这边|一个|一名|个|名|的|跑|送|开|干|做|拉|{_NAMED}")
_WORKS = re.compile("[跑送开干做拉是]")  # "我在美团被罚了" does not: what the fine is about would be lost
_ON_THE_JOB = re.compile("的?(?:时候|途中|路上)")  # "我送餐的时候摔了": that is no introduction


def without_introductions(text: str, entities: Sequence[Mapping[str, Any]]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """The text with introductions as spaces, so that positions stay, and the entities of the rest; both as they are
    when nothing else is said.

    `entities`: what `EntityExtractor.extract` found in the text.
    """
    spans = _introductions(text, entities)
    said = _blanked(text, spans)
    if not spans or len(_PAUSE.sub("", said)) < LEAST_LEFT:
        return text, entities
    return said, [each for each in entities if not any(start <= each["start"] < end for start, end in spans)]


def only_introduces(text: str, entities: Sequence[Mapping[str, Any]]) -> bool:
    """Whether somebody says who they are, a greeting perhaps, and nothing of what they need."""
    marked = _marked(text, entities)
    spans = _clauses(marked)
    return any(_NAMED in marked[start:end] for start, end in spans) and all(
        _reach(_INTRODUCES, marked, start, end) == end for start, end in spans
    )


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    left = list(text)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    return "".join(left)


def _marked(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    marked = list(text)
    for entity in entities:
        if entity["entity"] in _KINDS:
            marked[entity["start"] : entity["end"]] = _NAMED * (entity["end"] - entity["start"])
    return "".join(marked)


def _introductions(text: str, entities: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    marked = _marked(text, entities)
    found = []
    for start, end in _clauses(marked):
        reach = _reach(_INTRODUCES, marked, start, end)
        if reach < end:
            reach = _one_breath(text, marked, start, end)
        if _NAMED in marked[start:reach]:
            found.append((start, reach))
    return found


def _clauses(marked: str) -> list[tuple[int, int]]:
    pauses = [pause.span() for pause in _PAUSE.finditer(marked)]
    starts, ends = [0, *(end for _, end in pauses)], [*(start for start, _ in pauses), len(marked)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _one_breath(text: str, marked: str, start: int, end: int) -> int:
    """Where what begins there ends to be an introduction; the beginning itself when it is none."""
    begins = _BEGINS.match(marked, start, end)
    if begins is None:
        return start
    last = marked.rfind(_NAMED, begins.end(), _reach(_GOES_ON, marked, begins.end(), end)) + 1
    if last == 0 or _WORKS.search(text, start, last) is None or _ON_THE_JOB.match(marked, last, end):
        return start
    return last + marked.startswith("的", last, end)


def _reach(words: re.Pattern[str], marked: str, start: int, end: int) -> int:
    """Where the words that follow each other from there on end; one by one, since tried in every way a long text takes
    hours."""
    while start < end and (word := words.match(marked, start, end)):
        start = word.end()
    return start
