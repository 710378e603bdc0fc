"""How workers say that an answer was of no use: 👎, 没用, 没答对. Said right after it; elsewhere it is nothing,
not a place either.

"不对", "不是这个" and "答非所问" are corrections (bot/dialogue/answer_corrections.py), since what is meant may follow.
"""

from __future__ import annotations

import re

from bot.dialogue.feed import bare

_LONGEST = 20  # characters: longer texts say something else as well
_THUMB = re.compile(r"(?:👎[\U0001f3fb-\U0001f3ff\ufe0f]*\s*)+|\[(?:弱|踩)\]")
_WHO = r"(?:哎|唉|你|您|小蜂|我看|我觉得|这|那|这个|这条|说的|答的|讲的|说了|讲了|答了|回答|答案|答复|话|对我|跟|是)*"
_SURELY = r"(?:根本|完全|压根|真的?|实在|太|一点儿?|半点)?(?:也|都|还是|还)?"
_NO_USE = r"""
    (?:没有?|无)(?:啥|什么|多大|任何|半点)?(?:用处?|帮助|意义)
  | (?:用处?|帮助)(?:也|都)没有?
  | 帮不(?:上|到|了)(?:我|忙)?
  | 没帮(?:上|到)(?:我|忙)?
  | 不(?:管|顶)用
"""
_MISSED = r"""
    没有?(?:答|说|讲|回答)(?:对|清楚?|明白|上来|到(?:点|点子上)?)
  | 没有?回答(?:我|问题|我的?问题)?
  | 没有?解决(?:问题|我的?问题)?
  | 不是我想(?:要|问|知道)的
"""
_BAD = r"""
    (?:答|说|讲|回答)得?(?:太|真)?(?:差|烂|不行|不好)
  | 等于没(?:说|答|讲)
  | 白(?:问|说)
  | 不满意
"""
_UNHELPFUL = re.compile(rf"{_WHO}{_SURELY}(?:{_NO_USE}|{_MISSED}|{_BAD})[了啊呀吧嘛呢的哦]*", re.VERBOSE)


def says_it_missed(text: str) -> bool:
    """Whether a cleaned text says nothing but that."""
    return len(text) <= _LONGEST and bool(_THUMB.fullmatch(text) or _UNHELPFUL.fullmatch(bare(text)))
