"""Whether a new answer fits in with what there is: every problem is named with its column and a way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.faq.categories import CATEGORY_NAMES
from actions.faq.content import LONGEST_ANSWER, MOST_BUTTONS, TopicContent, VariantContent, bare
from actions.faq.scope import MOST_CODES, EntryName, is_topic_id
from actions.faq.surroundings import Surroundings
from actions.faq.variables import listed, lone_brace_in, told_length, unknown_in

#: Texts that teach nothing and lead anywhere.
_SHORTEST_PHRASING = 2


@dataclass(frozen=True)
class Fault:
    """Something about one column; `advice` says what to do."""

    column: str
    problem: str
    advice: str


def faults_of(name: EntryName, content: VariantContent, around: Surroundings) -> Iterator[Fault]:
    """What keeps this content from being drafted for that entry."""
    yield from name_faults(name, around)
    yield from _answer_faults(content, around)
    yield from _button_faults(name, content, around)
    if content.valid_until is not None and content.valid_until < content.valid_from:
        yield Fault("valid_until", "失效日期早于生效日期", "失效日期是有效的最后一天，不早于生效日期")
    if isinstance(content, TopicContent):
        yield from _topic_faults(name, content, around)


def name_faults(name: EntryName, around: Surroundings) -> Iterator[Fault]:
    """What keeps an entry from being called so."""
    if not name.topic:
        yield Fault("topic", "编号空着", "改已有的问题，填它的编号；新问题用小写字母开头起一个，如 join_cost")
    elif not is_topic_id(name.topic):
        yield Fault(
            "topic", f"“{name.topic[:40]}”不能做编号", "用小写字母开头，只含小写字母、数字和下划线，最长 60 个字"
        )
    elif name.topic in around.tasks:
        yield Fault("topic", f"{name.topic} 是一项办事的编号", "换一个编号")
    elif name.scope.key and name.topic not in around.topics:
        yield Fault("topic", f"没有 {name.topic} 这个问题", "先给它写不分地区、行当的答复")
    for area in name.scope.areas:
        if area not in around.areas:
            yield Fault("areas", f"不认识地区“{area[:40]}”", "填安徽的省、市、县区名称或 6 位代码，如 340100")
    for trade in name.scope.trades:
        if trade not in around.trades:
            yield Fault("trades", f"不认识行当“{trade[:40]}”", f"可以填：{'、'.join(around.trades.values())}")
    for column, codes in (("areas", name.scope.areas), ("trades", name.scope.trades)):
        if len(codes) > MOST_CODES:
            yield Fault(column, f"超过 {MOST_CODES} 个", "分成几条答复，或改用上一级地区")


def _answer_faults(content: VariantContent, around: Surroundings) -> Iterator[Fault]:
    length = told_length(content.answer, around.variables)
    if unknown := unknown_in(content.answer, around.variables):
        yield Fault("answer", f"没有变量 {unknown}", f"能用的有 {listed(around.variables)}")
    elif brace := lone_brace_in(content.answer):
        yield Fault(
            "answer",
            f"花括号“{brace}”只有一半",
            f"变量要写全，能用的有 {listed(around.variables)}；不是变量就换成（）",
        )
    elif length > LONGEST_ANSWER:
        yield Fault(
            "answer", f"变量换成最长的内容后有 {length} 个字，超过 {LONGEST_ANSWER} 个字", "请写短一些，或者少用变量"
        )


def _button_faults(name: EntryName, content: VariantContent, around: Surroundings) -> Iterator[Fault]:
    for button in content.buttons:
        if button == name.topic:
            yield Fault("buttons", "按钮指向自己", "删掉它")
        elif button not in around.topics and button not in around.tasks:
            yield Fault("buttons", f"没有“{button[:40]}”这个问题或办事", "填问题或办事的编号")
    if len(set(content.buttons)) < len(content.buttons):
        yield Fault("buttons", "有重复的按钮", "每个只填一次")
    if len(content.buttons) > MOST_BUTTONS:
        yield Fault("buttons", f"超过 {MOST_BUTTONS} 个", "只留最有用的")


def _topic_faults(name: EntryName, content: TopicContent, around: Surroundings) -> Iterator[Fault]:
    if content.category not in CATEGORY_NAMES:
        yield Fault("category", f"没有“{content.category}”这一类", f"可以填：{'、'.join(CATEGORY_NAMES.values())}")
    if not bare(content.title):
        yield Fault("title", "标题里没有文字", "写上问题的名字")
    asked: set[str] = set()
    for phrasing in content.phrasings:
        plain = bare(phrasing)
        if len(plain) < _SHORTEST_PHRASING:
            yield Fault("phrasings", f"“{phrasing}”太短", f"至少 {_SHORTEST_PHRASING} 个字")
        elif plain in asked:
            yield Fault("phrasings", f"“{phrasing}”写了两次", "只留一个")
        asked.add(plain)
    if (taken := around.wording_of_another(name.topic, content)) is not None:
        wording, owner = taken
        column = "title" if wording == content.title else "phrasings"
        yield Fault(column, f"“{wording}”已经是 {owner} 的问法", "一种问法只能属于一个问题，从其中一个里删掉")
