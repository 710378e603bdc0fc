"""An answer as each channel would show it, before anybody publishes it.

`bot/dialogue/faq.py` puts the words together and `bot/channels/` draws them; a test holds this page to what these do.
WeChat has no channel yet: what is shown of it is what its text messages could hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from actions.faq.content import TopicContent, VariantContent
from actions.faq.scope import PROVINCE, EntryName, Scope
from actions.faq.variables import filled
from actions.reference import Reference

WECHAT_MOST_BYTES = 2_048  # of one text message, in UTF-8
_SHORT_TITLE = 8  # characters; two such buttons stand side by side on Telegram
_TRANSFER = "membership_transfer"  # the bot puts a button of its own under this topic
#: As the chat page finds them (`bot/channels/page/view.js`).
_LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_ENDS_A_SENTENCE = ".,;:!?)'"


@dataclass(frozen=True)
class Previewed:
    """What of an answer shows. `offers_person`: its topic is sensitive, and the union's own business."""

    name: EntryName
    answer: str
    source: str
    source_date: str
    buttons: Sequence[str]  # ids of topics and tasks
    offers_person: bool
    differs: bool  # a narrower answer that says something else than the topic says to everybody


def previewed(name: EntryName, says: VariantContent, general: TopicContent | None) -> Previewed:
    """What a revision shows; `general`: what its topic says to everybody, None where nobody knows."""
    topic = says if isinstance(says, TopicContent) else general
    return Previewed(
        name=name,
        answer=says.answer,
        source=says.source.text,
        source_date=says.source.date.isoformat(),
        buttons=says.buttons,
        offers_person=topic is not None and topic.sensitive and topic.category != "not_ours",
        differs=topic is not None and topic is not says and says.answer.strip() != topic.answer.strip(),
    )


@dataclass(frozen=True)
class Piece:
    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Shown:
    """One channel: its messages in pieces, the rows of buttons under the last one, and what to know about it."""

    channel: str
    messages: list[list[Piece]]
    rows: list[list[str]]
    remarks: list[str]


def previews(one: Previewed, titles: Mapping[str, str], reference: Reference, today: date) -> list[Shown]:
    """The web chat, Telegram and WeChat, in this order. An id without a title has no button, as in the bot.

    `today` is China's.
    """
    text, buttons = _said(one, reference, today), _buttons(one, titles, reference)
    return [_web(text, buttons), _telegram(text, buttons), _wechat(text, buttons)]


def _said(one: Previewed, reference: Reference, today: date) -> str:
    """The whole bubble, word for word, its variables as the first worker reads them whom the scope names.

    What is still being written may have no source, or one without its date; the bot gets neither.
    """
    words, scope = reference.around_answers, one.name.scope
    region, trade = _area(scope), scope.trades[0] if scope.trades else ""
    below = []
    if one.differs:
        below.append(words["faq.holds_for"].format(whom=_whom(scope, reference)))
    if source := one.source.strip():
        below.append(words["faq.source"].format(source=source, date=one.source_date).rstrip("，"))
    if one.offers_person:
        below.append(words["faq.sensitive"])
    answer = filled(one.answer.strip(), reference, region=region, trade=trade, day=today)
    return "\n".join([answer, *(["", *below] if below else [])])


def _whom(scope: Scope, reference: Reference) -> str:
    """As the first worker the scope names reads it; each reads of their own place and trade."""
    area = reference.region_name(_area(scope))
    trade = reference.trades.get(scope.trades[0], "") if scope.trades else ""
    return "、".join(filter(None, (area, trade))) or reference.around_answers["faq.holds_in_anhui"]


def _area(scope: Scope) -> str:
    return next((code for code in scope.areas if code != PROVINCE), "")


def _buttons(one: Previewed, titles: Mapping[str, str], reference: Reference) -> list[str]:
    words = reference.around_answers
    shown = [titles[button] for button in dict.fromkeys(one.buttons) if button in titles]
    if one.name.topic == _TRANSFER:
        shown.insert(0, words["button.transfer"])
    if one.offers_person and "human" not in one.buttons:
        shown.append(words["button.human"])
    return [*shown, words["button.unhelpful"]]


def _web(text: str, buttons: list[str]) -> Shown:
    return Shown("网页聊天", [list(_pieces(text))], [buttons] if buttons else [], [])


def _telegram(text: str, buttons: list[str]) -> Shown:
    """An answer always fits into one message: what a revision may hold is less than a tenth of Telegram's limit."""
    rows: list[list[str]] = []
    for title in buttons:
        beside = rows and len(rows[-1]) == 1 and len(rows[-1][0]) <= _SHORT_TITLE
        if beside and len(title) <= _SHORT_TITLE:
            rows[-1].append(title)
        else:
            rows.append([title])
    return Shown("Telegram", [list(_pieces(text))], rows, [])


def _wechat(text: str, buttons: list[str]) -> Shown:
    choices = [f"{number}. {title}" for number, title in enumerate(buttons, start=1)]
    parts = _in_parts("\n".join([text, "", *choices] if choices else [text]), WECHAT_MOST_BYTES)
    remarks = ["微信还没有接通，这是按它的规矩估计的：没有按钮，回数字来选。"]
    if len(parts) > 1:
        remarks.append(f"超过一条消息的 {WECHAT_MOST_BYTES} 字节，要分成 {len(parts)} 条。")
    return Shown("微信", [list(_pieces(part)) for part in parts], [], remarks)


def _in_parts(text: str, most_bytes: int) -> list[str]:
    """Cut at line ends; no line of an answer is longer than a message."""
    parts: list[str] = []
    for line in text.split("\n"):
        if parts and len(f"{parts[-1]}\n{line}".encode()) <= most_bytes:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return parts


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for found in _LINK.finditer(text):
        link = found[0].rstrip(_ENDS_A_SENTENCE)
        if before := text[end : found.start()]:
            yield Piece(before)
        yield Piece(link, is_link=True)
        end = found.start() + len(link)
    if text[end:]:
        yield Piece(text[end:])
