"""Recognising a person's name: by its surname (data/surnames.txt, data/not_names.txt), by the words around it, and by
being wording the house has never seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.dialogue.familiar_wording import FamiliarWording

HANZI = r"[㐀-鿿\U00020000-\U000323af]"
_DOTS = "·•・．‧∙"
_WHOLE = re.compile(rf"{HANZI}{{2,4}}")
_KEYBOARD_DOTTED = re.compile(rf"{HANZI}{{2,15}}(?:[.．]{HANZI}{{2,15}})+")
_DOTTED = re.compile(rf"{HANZI}{{1,12}}(?:·{HANZI}{{1,12}}){{1,4}}")
_INTRODUCED = re.compile(
    rf"(?P<cue>[我俺咱]叫|叫我|名叫|(?:姓名|名字)(?:[^,,。;;!?]{{0,6}}(?:错|反|不对)了?[,,。\s]*)?"
    rf"(?:是|叫|改成|改为|换成|应该是|应该叫|[::\s])|我是|本人)\s*"
    rf"(?P<words>{HANZI}{{1,12}}(?:[{_DOTS}]{HANZI}{{1,12}}){{1,4}}|{HANZI}{{2,4}})"
)
_THIRD_PERSON = re.compile(
    r"(?:老婆|老公|媳妇|爱人|对象|丈夫|妻子|儿子|女儿|闺女|爸爸?|妈妈?|父亲|母亲|[哥姐弟妹嫂叔姨舅]|[他她]|朋友|同事|老乡|亲戚|"
    rf"徒弟|师傅|站长|经理|队长|主管|老板|组长|主任|人|本名|真名)(?:的?(?:名字|姓名))?[叫是]做?\s*(?P<words>{HANZI}{{2,4}})"
)
_TITLE = "站长|经理|队长|主管|老板|组长|主任|师傅|先生|女士|大哥|大姐|同志"
_BEFORE_TITLE = re.compile(rf"(?=(?P<words>{HANZI}{{2,3}})(?:{_TITLE}))")
_AFTER_TITLE = re.compile(
    rf"(?:{_TITLE}|[帮替给]我?(?:老婆|老公|儿子|女儿|爸|妈|朋友|同事|哥|弟|姐|妹))(?P<words>{HANZI}{{2,4}})"
)
# 住三栋的王小丽, 找李强怎么投诉: behind these stands a name only if the sentence ends or plainly goes on after it.
_POINTED_AT = re.compile(
    rf"(?:[叫找的]|(?<!还)是)(?P<words>{HANZI}{{2,3}}?)"
    r"(?=$|[\s,,。;;、!!.??(\[\d]|的?(?:电话|手机|微信|号码)|的[车单]|"
    r"怎么|咋|要|想|能|在|住|说|让|不给|不让|扣|欠|打我|骂|退|报|问|领|投诉)"
)
_FOREIGN = re.compile(
    r"(?:叫|名字是?|姓名|我是)[::\s]*(?P<words>[A-ZÀ-Þ][A-Za-zÀ-ɏ'’]+(?:[\s.·]+[A-ZÀ-Þ][A-Za-zÀ-ɏ'’]+)*)"
)
_ENDS = re.compile(r"\s*(?:$|[,,。;;、!!.\[\d\s])")
_GOES_ON = re.compile(r"[来在今住送跑开手电身加申的是现从到就]")
_ASKING = re.compile(r"[吗呢么嘛吧啥咋哪谁几??多怎什可不没能会要想办有]")


class PersonNames:
    """Knows surnames, single and compound, and words that begin like a name but are none."""

    def __init__(self, surnames: Iterable[str], not_names: Iterable[str], familiar: FamiliarWording) -> None:
        self._surnames = frozenset(surnames)
        self._not_names = tuple(not_names)
        self._familiar = familiar

    @classmethod
    def load(cls, folder: Path) -> PersonNames:
        """Reads surnames.txt and not_names.txt (words split by white space) and the data folder's wording.

        Raises OSError when a list is missing.
        """
        surnames, not_names = (
            (folder / name).read_text(encoding="utf-8").split() for name in ("surnames.txt", "not_names.txt")
        )
        return cls(surnames, not_names, FamiliarWording.load(folder))

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

    def with_middle_dots(self, text: str) -> str:
        """`text`, which may be a name that was asked for, without spaces and with `·` for every kind of dot.

        The keyboard's dot ends sentences as well (谢谢.不用了): it is a name's only where each part is new wording.
        """
        name = with_one_dot(text)
        if not _KEYBOARD_DOTTED.fullmatch(name):
            return name
        parts = re.split("[.．]", name)
        is_new = all(any(True for _ in self._familiar.strange_spans(part)) for part in parts)
        return "·".join(parts) if is_new else name

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

    def told_of_others(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of names told of somebody else (我老婆叫…, 站长…) and of foreign names told of anybody."""
        for pattern in (_THIRD_PERSON, _AFTER_TITLE, _BEFORE_TITLE):
            for match in pattern.finditer(text):
                yield from self._name_in(text, *match.span("words"), from_the_end=pattern is _BEFORE_TITLE)
        for match in _POINTED_AT.finditer(text):
            yield from self._whole_name(text, *match.span("words"))
        for match in _FOREIGN.finditer(text):
            yield match.span("words")

    def possible(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of all that may be a name where one was asked for: a surname in new company, and any new wording."""
        for at in range(len(text) - 1):
            size = next((size for size in (2, 1) if text[at : at + size] in self._surnames), 0)
            given = re.match(rf"{HANZI}{{1,2}}", text[at + size :]) if size else None
            if given is None or self._familiar.knows(text[at + size - 1 : at + size + 1]):
                continue
            end = at + size + len(given.group())
            yield at, end - 1 if len(given.group()) == 2 and self._familiar.knows(text[end - 2 : end]) else end
        yield from self._familiar.strange_spans(text)

    def _whole_name(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        surname = self.surname_of(text[start:end])
        new = bool(surname) and not self._familiar.knows(text[start + len(surname) - 1 : start + len(surname) + 1])
        if new and self.is_name(text[start:end]):
            yield start, end

    def _name_in(self, text: str, start: int, end: int, *, from_the_end: bool) -> Iterator[tuple[int, int]]:
        for size in range(end - start, 1, -1):
            first = end - size if from_the_end else start
            for name in self._whole_name(text, first, first + size):
                yield name
                return


def with_one_dot(text: str) -> str:
    """`text` without spaces, every kind of middle dot written as `·`."""
    return re.sub(rf"\s*[{_DOTS}]\s*", "·", re.sub(r"\s+", "", text))
