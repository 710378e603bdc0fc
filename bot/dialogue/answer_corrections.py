"""Corrections of an answer: "不是这个,我是问会费", "你理解错了". A running form hears the same words as its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.incoming_text import is_wordless
from bot.dialogue.state import MAX_REJECTED, State

_THIS = r"(?:(?:这|那)(?:个|些|种|件|回)?(?:问题|事情?|意思)?的?)"
_ASK = r"(?:(?:问|说|讲|咨询|打听|想知道|要)(?![了过]))"
_SURELY = r"(?:根本|真的?|压根|又|也|都|还|全)*"
# What was answered is not what was meant; the bot has misunderstood.
_NOT_THAT = rf"""
    (?:我|俺)?{_SURELY}不是(?:在|想|要)?{_ASK}?(?:你|您)?{_THIS}
  | (?:我|俺)(?:想|要)?{_ASK}的?{_SURELY}不是{_THIS}
  | {_ASK}的{_SURELY}不是{_THIS}
  | 不是我(?:想|要|在)?(?:问|说|讲|要|找)的(?:问题|意思|东西|事)?
  | 不是我的?意思
  | (?:我|俺)没有?{_ASK}(?:你|您)?{_THIS}
  | 都不是
"""
_MISTAKEN = rf"""
    (?:你|您|小蜂)?{_SURELY}(?:理解|搞|弄|听|会|看|答|回答|说|讲|想)(?:错|岔|拧|偏)(?:误|我的?意思|意思)?
  | (?:你|您|小蜂)?理解(?:有误|错误|得不对)
  | (?:你|您|小蜂)没有?(?:听|看|搞|弄|理解)?(?:懂|明白|清楚?)(?:我的?)?(?:意思|问题|话)?
  | (?:你|您|小蜂)?(?:答非所问|所答非所问|文不对题|牛头不对马嘴|驴唇不对马嘴|驴头不对马嘴|跑题|扯远)
  | (?:你|您|小蜂)?没有?(?:答|说|回答)(?:到点子?上|我的?问题)
  | (?:你|您|小蜂)?这?(?:答|回答)得?的?{_SURELY}不对
"""
# The same, naming what was not meant: 我不是问入会费用,… 我问的不是入会费用,…
_NOT_THE_NAMED = r"""
    (?:(?:我|俺)?不是(?:在|想|要)?(?:问|说|讲|咨询|打听)(?![了过])|(?:我|俺)?(?:想|要)?(?:问|说|讲)的不是
      |(?:我|俺)(?:不是(?:想|要|来)|没有?(?:问|说)(?![了过题])))
    (?P<named>[^吗嘛,。;!?\s]{1,20}?)
"""
_NO = r"不对(?:不对)*|不是的?(?:不是)*|错了|不{2,}"  # may as well dispute what the answer says
_SOUND = r"(?:哎呀?|唉|诶|额|呃|嗯|喂|啊|晕|我去|大哥|师傅|同志|那个)"
_PARTICLES = r"[了啊呀哦噢喔诶欸啦咯嘛呢哈的]*"
_GAP = r"[\s,。.!?;:、~…—\-]"
_ASKING = r"(?:问|说|讲|知道|了解|咨询|打听|请教)(?![了过题明法到])(?:的|一下|一哈|下子?|你(?!们)|您|清楚)*"
# Leads over to what is meant: 我是问…, 我问的是…, 我想知道…, 是问…
_LEAD_IN = (
    rf"(?:其实|而|就|只|主要)*+是?(?:我|俺)?(?:其实|就|只|主要)*+(?:是)?(?:想|要)*+{_ASKING}(?:其实)?(?:就?是(?!不是))?"
)
# The same where nothing but the words themselves shows that a new clause begins.
_UNMARKED = rf"(?:其实|而|就|只|主要)*+(?:是?(?:我|俺)(?:其实|就|只|主要)*+是?|而?是)(?:想|要)*+{_ASKING}|而是"
_ONLY_IS = r"(?:其实|而|就|应该|应当)?是(?!不是)"
_OPENING = re.compile(
    rf"(?:{_SOUND}{_GAP}*)*+(?:(?P<not_that>{_NOT_THAT})吧?{_PARTICLES}吧?|(?P<mistaken>{_MISTAKEN})吧?{_PARTICLES}吧?|(?P<no>{_NO})|{_NOT_THE_NAMED}){_PARTICLES}"
    rf"(?:$|{_GAP}+|(?={_UNMARKED}))",
    re.VERBOSE,
)
_LEADING_IN = re.compile(rf"(?:{_LEAD_IN}|{_ONLY_IS}){_GAP}*")
# Without any "no" before it: said right after an answer, it corrects the answer all the same.
_RATHER = re.compile(
    rf"(?:我|俺)(?:其实|就)?(?:是(?:想|要)?(?:问|说)(?![了过题])的?|(?:想|要)?(?:问|说)的(?:其实)?是(?!不是)){_GAP}*"
)


@dataclass(frozen=True)
class Correction:
    """`meant` is what the worker says was meant, "" when that is left open.

    `is_plain`: it is the understanding that was wrong; a mere "不对,…" may also dispute what the answer says.
    `blames`: nothing but that the bot has misunderstood.
    """

    meant: str
    is_plain: bool = True
    blames: bool = False


def correction_in(state: State, text: str) -> Correction | None:
    """The correction a cleaned text begins with; None inside a form and where nothing is corrected."""
    if state.form is not None:
        return None
    rest = text
    openings: list[str] = []  # what each was: not_that, mistaken, no, named
    while match := _OPENING.match(rest):
        rest = rest[match.end() :]
        openings.append(match.lastgroup or "")
    if not openings:
        match = _RATHER.match(text) if state.just_answered else None
        meant = text[match.end() :] if match else ""
        return None if is_wordless(meant) else Correction(meant)
    lead_in = _LEADING_IN.match(rest)
    meant = (rest[lead_in.end() :] if lead_in else rest).strip()
    return Correction(
        "" if is_wordless(meant) else meant,
        is_plain=set(openings) != {"no"} or lead_in is not None,
        blames=set(openings) == {"mistaken"},
    )


def rejected_by(state: State, correction: Correction | None, now: datetime) -> tuple[str, ...]:
    """The ids that are not meant by a text: what was just answered and what was rejected before it."""
    if correction is not None and (correction.is_plain or not correction.meant):
        answered = state.answered.ids if state.just_answered and state.answered else ()
        return tuple(dict.fromkeys((*state.rejected_at(now), *answered)))[-MAX_REJECTED:]
    return () if state.just_answered or state.form is not None else state.rejected_at(now)
