"""Personal data inside a text: finding it, and putting placeholders in its place for nlu and for anything kept."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.dialogue.accounts import accounts_in
from bot.dialogue.addresses import addresses_in
from bot.dialogue.hotlines import is_hotline
from bot.dialogue.incoming_text import cleaned, is_wordless, normalised
from bot.dialogue.invitation_code import PLACEHOLDER, replaced
from bot.dialogue.names import HANZI, PersonNames
from bot.dialogue.phone_number import SPOKEN_DIGITS, spoken_digits
from bot.dialogue.plate import PROVINCES
from bot.dialogue.state import State

PLACEHOLDERS = {
    "id_number": "[身份证号]",
    "phone": "[手机号]",
    "plate": "[车牌]",
    "name": "[姓名]",
    "account": "[账号]",
    "address": "[地址]",
}
# nlu is taught the marks of what forms ask for; an account or an address tells it nothing and leaves no mark there.
_FOR_NLU = PLACEHOLDERS | {"account": "", "address": ""}

# The number of an application or a ticket is no personal value.
_OUR_NUMBER = re.compile(
    r"(?<![A-Z])(?:XF|HY|T)(?:20\d\d-?\d{3,9}(?:-?[\dX])?|\d\d-?\d{6}-?[\dX])(?!\d)", re.IGNORECASE
)
# Seven digits and more, malformed ones too.
_DIGITS = re.compile(r"(?<!\d)\+?\d(?:[\s\-—–.]{0,2}\d){6,}(?:[\s\-]?[X×✕✖✗хХχ])?", re.IGNORECASE)
_FEWER_DIGITS = re.compile(r"(?<!\d)\d(?:[\s\-—–.]{0,2}\d){4,}(?:[\s\-]?[X×✕✖✗хХχ])?", re.IGNORECASE)
# The groups of a whole number, whatever stands between them: 138/0013/8000, 340102,19900101,…
_GROUPED_ID = re.compile(r"(?<!\d)\d{6}[\W_]{1,3}(?:19|20)\d{6}[\W_]{1,3}\d{3}[\dX×✕✖✗хХχ]", re.IGNORECASE)
_GROUPED_PHONE = re.compile(r"(?<!\d)1[3-9]\d[\W_]{1,3}\d{4}[\W_]{1,3}\d{4}(?!\d)")
_SPOKEN = re.compile(rf"[{SPOKEN_DIGITS}](?:[\s\-—–]{{0,2}}[{SPOKEN_DIGITS}]){{6,}}")
_HALF_SPOKEN = re.compile(
    rf"(?<![\d{SPOKEN_DIGITS}])(?=\d*[{SPOKEN_DIGITS}])(?=[{SPOKEN_DIGITS}]*\d)[\d{SPOKEN_DIGITS}]{{7,}}"
)
_DATE = re.compile(r"(?:19|20)\d\d\s?[-./—]\s?\d{1,2}\s?[-./—]\s?\d{1,2}(?:\s\d{1,2})?")
_PLATE = re.compile(rf"[{PROVINCES}]\s?[A-Za-z](?:[\s·•・.\-]?[A-Za-z0-9]){{4,7}}挂?(?![A-Za-z0-9])")
# Any sign may stand for the province (晚A12345): three digits at least make it a plate.
_PLATE_MISTYPED = re.compile(rf"{HANZI}[A-Za-z][\s·•・.\-]?(?=(?:[A-Za-z]*\d){{3}})[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])")
_PLATE_TAIL = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*\d)[A-Za-z]?[A-Za-z0-9]{5,6}挂?(?![A-Za-z0-9])")
_PLATE_TOLD = re.compile(
    r"车牌号?码?[是为::\s]{0,3}(?P<plate>[A-Z][\s·•・.\-]?(?=[A-Z0-9]*\d)[A-Z0-9]{4,6})(?![A-Z0-9])", re.I
)
# Five digits and more, or letters with two, unless they are an amount or one of our own numbers.
_LOOSE_NUMBER = re.compile(
    r"(?<![\dA-Za-z.])(?<!__)(?!iphone)"
    r"(?:\d{5,}|(?=[A-Za-z_]{3}[A-Za-z_\-]*\d[A-Za-z_\-]*\d)[\w\-]{6,})"
    r"(?![\dA-Za-z.])(?!\s?(?:[块元万人次单多米步]|公里|k))",
    re.IGNORECASE | re.ASCII,
)
_MONEY_BEFORE = re.compile(r"(?:扣|罚|赔|欠|花|挣|赚|交|补|工资|罚款|保证金|押金|[¥¥])(?:了|过)?我?[的是有]?\s?$")
_LONGEST_BEFORE = 8  # characters that _MONEY_BEFORE takes at most
_APART = re.compile(r"[\s\0,,。;;、::!!.]+")
_FILLER = re.compile(
    r"[\s\W_]|我的|我|是|叫|的|号码|手机号|手机|电话|身份证号|身份证|车牌号|车牌|姓名|名字|号|本人|这个|和|联系|"
    r"老婆|老公|媳妇|爱人|对象|儿子|女儿|朋友|同事|就行|就好|吧|俺|咱|她|他|帮|办|给"
)
_UNBROKEN = re.compile(r"[^\s—–.]+")
_WHOLE_NUMBER = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx×]|\d{15}")
_NAME_IS_NEAR = ("consent", "name", "page")  # what the conversation waits for when a name may come any moment
_ID_DIGITS = 14  # from this many on a number is taken for an ID number (or a bank card) rather than a phone


@dataclass(frozen=True)
class Finding:
    """A personal value in a text, its kind one of PLACEHOLDERS; `start` and `end` in the normalised text."""

    kind: str
    text: str
    start: int
    end: int


def findings(asked: str | None, text: str, names: PersonNames) -> tuple[Finding, ...]:
    """Personal values forms ask for in `text`, left to right; `asked` is the field the conversation waits for."""
    plain = normalised(text)
    return _without_overlaps(_candidates(asked, plain, names))


def _hidden(asked: str | None, plain: str, names: PersonNames) -> tuple[Finding, ...]:
    """What nobody else may see: findings, accounts, and beside a number whatever may be a name (张三 138…)."""
    accounts = _spans("account", plain, accounts_in(plain))
    found = _without_overlaps(
        (
            *(one for one in accounts if not _WHOLE_NUMBER.fullmatch(one.text)),
            *findings(asked, plain, names),
        )
    )
    beside = _bare_names(plain, names) if any(one.kind in ("id_number", "phone", "account") for one in found) else ()
    spans = [*names.told_of_others(plain), *(names.possible(plain) if asked in _NAME_IS_NEAR else ())]
    return _without_overlaps((*found, *beside, *_spans("name", plain, spans)))


def _spans(kind: str, plain: str, spans: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    return (Finding(kind, plain[start:end], start, end) for start, end in _joined(spans))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in order, those that overlap made one: no rest of a name is left between them."""
    start = end = -1
    for first, last in sorted(spans):
        if first >= end:
            if end > start:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end > start:
        yield start, end


def _without_overlaps(candidates: Iterable[Finding]) -> tuple[Finding, ...]:
    """The candidates from left to right; of those that overlap the first one given."""
    taken: list[Finding] = []  # in order, so that only its neighbors can overlap the next
    for finding in candidates:
        at = bisect_left(taken, finding.start, key=lambda other: other.start)
        ends_before = at == 0 or taken[at - 1].end <= finding.start
        if ends_before and (at == len(taken) or finding.end <= taken[at].start):
            taken.insert(at, finding)
    return tuple(taken)


def wording_for_nlu(state: State, text: str, names: PersonNames) -> str | None:
    """`text` as nlu may see it: personal values replaced by placeholders. None: nothing is left to understand."""
    plain = cleaned(text)
    hidden = _hidden(state.asked_field, plain, names)
    found = _without_overlaps((*hidden, *_spans("address", plain, addresses_in(plain))))
    if is_wordless(plain) or (found and not words_beside(plain, found)):
        return None
    return _replaced(plain, found, _FOR_NLU).strip()


def words_beside(plain: str, found: tuple[Finding, ...]) -> str:
    """What is said beside the personal values, without the words that only introduce them."""
    return _FILLER.sub("", _replaced(plain, found, dict.fromkeys(PLACEHOLDERS, "")))


def redact(state: State, text: str, names: PersonNames) -> str:
    """`text` as those may read it who see to its worker: placeholders for personal values and invitation codes.

    Addresses stay: they may be where help is needed. What others read as well goes through `for_strangers`, too.
    """
    plain = replaced(normalised(text), PLACEHOLDER)
    return _replaced(plain, _hidden(state.asked_field, plain, names))


def for_strangers(redacted: str, names: PersonNames) -> str:
    """A redacted text as those may read it who do not see to its worker: no address and no number of anything.

    What follows an address and may be a name is taken for one; before it stands the name of a place.
    """
    addresses = _without_overlaps(_spans("address", redacted, addresses_in(redacted)))
    apart = _replaced(redacted, addresses, {"address": "\0"})
    loose = filter(_is_loose, _LOOSE_NUMBER.finditer(_without_our_numbers(apart)))
    numbers = _spans("account", apart, (match.span() for match in loose))
    beside = (name for name in _bare_names(apart, names) if apart[: name.start].rstrip().endswith("\0"))
    shown = _replaced(apart, _without_overlaps((*numbers, *beside)))
    return shown.replace("\0", PLACEHOLDERS["address"])


def holds_mark(redacted: str) -> bool:
    """Whether anything was taken out of a text."""
    return any(mark in redacted for mark in (*PLACEHOLDERS.values(), PLACEHOLDER))


def _is_loose(match: re.Match[str]) -> bool:
    return not (
        is_hotline(match.group())
        or _MONEY_BEFORE.search(match.string, max(0, match.start() - _LONGEST_BEFORE), match.start())
    )


def _candidates(asked: str | None, text: str, names: PersonNames) -> Iterator[Finding]:
    plain = replaced(_without_our_numbers(text), "#")
    for match in _PLATE.finditer(plain):
        yield Finding("plate", match.group(), match.start(), match.end())
    for match in _PLATE_TOLD.finditer(plain):
        yield Finding("plate", match.group("plate"), match.start("plate"), match.end("plate"))
    for match in _PLATE_MISTYPED.finditer(plain):
        yield Finding("plate", match.group(), match.start(), match.end())
    if asked == "plate":
        for match in _PLATE_TAIL.finditer(plain):
            yield Finding("plate", match.group(), match.start(), match.end())
    for match in _GROUPED_ID.finditer(plain):
        yield Finding("id_number", re.sub(r"[^\w×✕✖✗]|_", "", match.group()), match.start(), match.end())
    for match in (_FEWER_DIGITS if asked in ("id_number", "id_tail", "phone") else _DIGITS).finditer(plain):
        for start, end in _numbers_in(match):
            number = plain[start:end]
            if not (_DATE.fullmatch(number) or is_hotline(number)):
                yield Finding(_number_kind(asked, number), number, start, end)
    for match in _GROUPED_PHONE.finditer(plain):
        yield Finding("phone", re.sub(r"[\W_]", "", match.group()), match.start(), match.end())
    for spoken in (_SPOKEN, _HALF_SPOKEN):
        for match in spoken.finditer(plain):
            number = spoken_digits(match.group())
            yield Finding(_number_kind(asked, number), number, match.start(), match.end())
    introduced = names.introduced(plain)
    if introduced:
        start = plain.index(introduced)
        yield Finding("name", introduced, start, start + len(introduced))
    if asked in ("name", "consent"):
        yield from _bare_names(plain, names)


def _without_our_numbers(text: str) -> str:
    """As long as `text`: positions stay."""
    return _OUR_NUMBER.sub(lambda match: "#" * len(match.group()), text)


def _bare_names(plain: str, names: PersonNames) -> Iterator[Finding]:
    if names.is_name(plain):
        yield Finding("name", plain, 0, len(plain))
    start = 0
    for match in [*_APART.finditer(plain), None]:
        end = match.start() if match else len(plain)
        if names.is_name(plain[start:end]):
            yield Finding("name", plain[start:end], start, end)
        start = match.end() if match else end


def _numbers_in(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Spans of the numbers in a run of digits and gaps: two whole numbers side by side are two, a spaced one is one."""
    parts = list(_UNBROKEN.finditer(match.group()))
    if len(parts) > 1 and any(_WHOLE_NUMBER.fullmatch(part.group()) for part in parts):
        for part in parts:
            yield match.start() + part.start(), match.start() + part.end()
    else:
        yield match.span()


def _number_kind(asked: str | None, digits: str) -> str:
    if re.fullmatch(r"(?:(?:\+|00)?86)?1[3-9]\d{9}", re.sub(r"[\s\-—–.]", "", digits)):
        return "phone"
    count = len(re.sub(r"\D", "", digits))
    if count >= _ID_DIGITS or re.search(r"[^\d\s]$", digits):
        return "id_number"
    return "id_number" if asked in ("id_number", "id_tail") else "phone"


def _replaced(plain: str, found: Iterable[Finding], marks: Mapping[str, str] = PLACEHOLDERS) -> str:
    parts, at = [], 0
    for finding in found:
        parts += [plain[at : finding.start], marks[finding.kind]]
        at = finding.end
    return "".join([*parts, plain[at:]])
