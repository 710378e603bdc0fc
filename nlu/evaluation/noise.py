"""What is put into development messages on purpose, typing errors and introductions, the same each time."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable

from opencc import OpenCC

from nlu.language.pinyin import syllable

_INTRODUCTIONS = (
    "我在包河区送美团，",
    "你好我是合肥送快递的，",
    "我开货车的 ",
    "俺在蚌埠跑滴滴的。",
    "我是阜阳颍上跑货拉拉的 ",
    "我在芜湖送饿了么",
    "我是送外卖的",
)
_FILLERS = ("嗯", "那个", "就是", "哎", "额", "我说", "你看")


class Noise:
    """The kinds of noise by name; each turns a text into a noisy copy of it."""

    def __init__(self, known_texts: Iterable[str]) -> None:
        """`known_texts`: where the characters come from that stand in for others of the same sound."""
        self._alike: dict[str, list[str]] = defaultdict(list)
        for char in sorted({char for text in known_texts for char in text if _is_chinese(char)}):
            self._alike[syllable(char)].append(char)
        self._converter = OpenCC("s2t")
        self.kinds: dict[str, Callable[[str], str]] = {
            "one homophone": lambda text: self._homophones(text, 1),
            "two homophones": lambda text: self._homophones(text, 2),
            "homophone, slip and filler": self._mixed,
            "traditional script": self._converter.convert,
            "introduction in front": self._introduced,
        }

    def _homophones(self, text: str, count: int) -> str:
        """`count` characters replaced by others of the same sound, fewer where the text has no more."""
        dice = random.Random(f"{count} {text}")  # noqa: S311, no secret
        chars = list(text)
        places = [index for index, char in enumerate(chars) if len(self._others(char)) > 0]
        for index in dice.sample(places, min(count, len(places))):
            chars[index] = dice.choice(self._others(chars[index]))
        return "".join(chars)

    def _mixed(self, text: str) -> str:
        """One homophone, one character dropped or doubled, a filler word in front."""
        dice = random.Random(f"mixed {text}")  # noqa: S311, no secret
        chars = list(self._homophones(text, 1))
        if len(chars) > 3:
            index = dice.randrange(len(chars))
            chars[index : index + 1] = [] if dice.random() < 0.5 else [chars[index]] * 2
        return dice.choice(_FILLERS) + "".join(chars)

    def _introduced(self, text: str) -> str:
        """Who the worker is and where, in front: with a pause or in one breath."""
        return random.Random(f"introduced {text}").choice(_INTRODUCTIONS) + text  # noqa: S311, no secret

    def _others(self, char: str) -> list[str]:
        return [other for other in self._alike.get(syllable(char), []) if other != char] if _is_chinese(char) else []


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
