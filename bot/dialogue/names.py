"""Recognising a Chinese person's name by its surname, from data/surnames.txt and data/not_names.txt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

HANZI = r"[㐀-鿿\U00020000-\U000323af]"
_DOTS = "·•・．‧∙"
_WHOLE = re.compile(rf"{HANZI}{{2,4}}")
_DOTTED = re.compile(rf"{HANZI}{{1,12}}(?:·{HANZI}{{1,12}}){{1,4}}")
_INTRODUCED = re.compile(
    rf"(?P<cue>我叫|名叫|(?:姓名|名字)(?:是|叫|改成|改为|换成|应该是|[::\s])|我是|本人)\s*"
    rf"(?P<words>{HANZI}{{1,12}}(?:[{_DOTS}]{HANZI}{{1,12}}){{1,4}}|{HANZI}{{2,4}})"
)
_ENDS = re.compile(r"\s*(?:$|[,,。;;、!!.\[\d\s])")
_GOES_ON = re.compile(r"[来在今住送跑开手电身加申的是现从到就]")
_ASKING = re.compile(r"[吗呢么嘛吧啥咋哪谁几??多怎什可不没能会要想办有]")


class PersonNames:
    """Knows surnames, single and compound, and words that begin like a name but are none."""

    def __init__(self, surnames: Iterable[str], not_names: Iterable[str] = ()) -> None:
        self._surnames = frozenset(surnames)
        self._not_names = tuple(not_names)

    @classmethod
    def load(cls, surnames: Path, not_names: Path) -> PersonNames:
        """Reads both lists, words split by white space; raises OSError when one is missing."""
        return cls(surnames.read_text(encoding="utf-8").split(), not_names.read_text(encoding="utf-8").split())

    def is_name(self, text: str) -> bool:
        """Whether `text` as a whole reads as a person's name: surname and 1–2 more, or parts joined by a dot."""
        text = with_one_dot(text)
        if _DOTTED.fullmatch(text):
            return True
        if not _WHOLE.fullmatch(text) or any(word in text for word in self._not_names):
            return False
        surname = self.surname_of(text)
        given = text[len(surname) :]
        return bool(surname) and 1 <= len(given) <= 2 and not _ASKING.search(given)

    def surname_of(self, name: str) -> str:
        for size in (2, 1):
            if len(name) > size and name[:size] in self._surnames:
                return name[:size]
        return ""

    def introduced(self, text: str) -> str:
        """The name in a sentence such as 我叫张三, "" when there is none."""
        for match in _INTRODUCED.finditer(text):
            words = match.group("words")
            if self.is_name(words) and _ENDS.match(text, match.end("words")):
                return words
            for size in (4, 3, 2):
                name = words[:size]
                if len(name) < size or not self.is_name(name):
                    continue
                ends = bool(_ENDS.match(text, match.start("words") + size))
                # "我是" begins far more sentences than introductions, so there the name must be all that follows.
                if ends or (match.group("cue") not in ("我是", "本人") and not _GOES_ON.search(name[1:])):
                    return name
        return ""


def with_one_dot(text: str) -> str:
    """`text` without spaces, every kind of middle dot written as `·`."""
    return re.sub(rf"\s*[{_DOTS}]\s*", "·", re.sub(r"\s+", "", text))
