"""Leaves of a message what tells topics apart: no punctuation, no greeting in front, no particle at the end."""

from __future__ import annotations

import re
import unicodedata

from nlu.language.characters import Characters
from nlu.language.dialect import to_standard
from nlu.language.initials import Initials
from nlu.language.placeholders import SIGNS, collapse

LEAST_LENGTH = 2  # a greeting or particle stays when less than this many characters would be left

_GREETING = re.compile(
    r"^(?:你好|您好|你们好|大家好|哈喽|哈罗|hello|hi|嗨|喂|亲|在吗|在不在|在么|有人吗|请问一下|请问|请教一下|问一下|问下|"
    r"麻烦问一下|麻烦问下|麻烦|想问一下|想问下|想问问|我想问一下|我想问下|我想问问|我想问|我问一下|想请问|咨询一下|我想咨询一下|"
    r"我想咨询|打扰一下|打扰了|小蜂|机器人|师傅|同志|老师|那个|嗯|哎|额|呃)"
)
_PARTICLE = re.compile(
    r"(?:谢谢你|谢谢您|谢谢了|谢谢啦|谢谢|多谢|感谢|谢了|在线等|急急急|急|啊|呀|呢|吧|哦|噢|哈|嘛|吗|嘞|哟|呗|诶|哎|了啦|啦)$"
)


class Cleaner:
    def __init__(self, characters: Characters) -> None:
        self._characters = characters
        self._initials = Initials.shipped()

    def clean(self, text: str) -> str:
        """Letters, digits and Chinese characters only; "" when there are none."""
        plain = "".join(self._characters.plain(char) for char in collapse(text)) if text else ""
        return without_courtesy(to_standard(self._initials.written_out(_letters(plain))))


def _letters(plain: str) -> str:
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LN" or char in SIGNS)


def without_courtesy(text: str) -> str:
    while True:
        shorter = _GREETING.sub("", text)
        if len(shorter) < LEAST_LENGTH:
            shorter = text
        ended = _PARTICLE.sub("", shorter)
        if len(ended) < LEAST_LENGTH:
            ended = shorter
        if ended == text:
            return text
        text = ended
