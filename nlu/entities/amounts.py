"""Money, in yuan with two decimals: "五百块钱" is 500.00, "2万3" and "2w3" are 23000.00.

"两百多" is the 200.00 that are sure; "三四百" has both as candidates; "几百块" has neither value nor candidates. A
number without a unit is money only behind a word for money ("罚了200"), or when it is the whole message.
"""

from __future__ import annotations

import re
from decimal import Decimal

from nlu.entities.mention import AMOUNT, Mention
from nlu.entities.numbers import DIGIT, NUMBER, UNIT, read_number

LARGEST = Decimal(100_000_000)  # yuan; a longer row of digits is no amount anybody here talks of

_NO_NUMBER_BEFORE = r"(?<![\d.,:/\-几数好上零〇一二两三四五六七八九十百千万])"
# "元旦" is a holiday, "两块电池" are things.
_UNIT = r"(?:元(?!旦|素|老|月|宵|一时代|[一二三]次)|块(?![电砖屏表板地牌玻石肉儿去来吃干跑走])|rmb|人民币)"
_A_PIECE = "[一每][单个次件趟天票公月小]"
_WITH_UNIT = re.compile(
    rf"{_NO_NUMBER_BEFORE}(?P<number>{NUMBER})(?P<thousand>k|w)?[多来余]?(?P<unit>{_UNIT})"
    rf"(?:(?<=块)(?!{_A_PIECE})(?P<tenth>[1-9一二两三四五六七八九])毛?(?!\d|(?!{_A_PIECE}){DIGIT}|{UNIT}))?多?(?P<money>钱)?"
)
_DIMES = re.compile(rf"{_NO_NUMBER_BEFORE}(?P<tenth>[1-9一二两三四五六七八九])毛钱?")
_SIGNED = re.compile(r"[¥￥](?P<number>\d[\d,]*(?:\.\d+)?)(?P<thousand>[kw])?(?:元|块)?")
_THOUSANDS = re.compile(
    r"(?<![a-z0-9.])(?P<number>\d+(?:\.\d+)?)(?P<thousand>[kw])(?P<hundred>(?<!\.\d.)[1-9])?多?(?:块钱?|元)?(?![a-z0-9])"
)
_VAGUE = re.compile(
    rf"(?:[几数好上]+{UNIT}+|{DIGIT}?十几|[百千]十|[百千万][把来])[来多]?(?:块钱?|元)|几(?:块钱|元|毛钱)"
)
_BETWEEN = re.compile(rf"{_NO_NUMBER_BEFORE}(?P<low>{DIGIT})(?P<high>{DIGIT})(?P<units>{UNIT}+)多?(?P<unit>块钱?|元)?")
_BARE = re.compile(rf"(?<![a-z]){_NO_NUMBER_BEFORE}(?P<number>{NUMBER})[多来]?(?![\d.a-z:/\-])")

_MONEY_BEFORE = re.compile(
    r"(?:扣|罚|掏|贴|转|给|要我|要俺|欠|赔|付|交|押金|工资|薪水?|奖|补|抽|花|借|挣|赚|亏|退|骗|损失|收入|价|费|钱|金|款|额)"
    r"(?:我|他|她|你|俺|人家|们|了|掉|走|过|到|有|是|就|才|要|不|大概|差不多|将近|快|至少|一共|共|都|只|每月|一个月|每单|一单)*$"
)
_MONEY_AFTER = re.compile(r"的?(?:\w{0,3}[费金款]|工资|补助|补贴)")
_BROKEN_BEFORE = re.compile(r"[碎坏裂]了?$")
_OTHER_UNIT = re.compile(
    r"[几单个人里名件月票家次天年月日号路分秒点斤克吨米度步字位户辆台岁楼层%级平套份本趟条种项遍回场周行倍折成站区县期代线栋室瓶箱车张顿口只头部时]"
    r"|公里|小时|公斤|千米|星期|礼拜"
)
_ANY_NUMBER = re.compile(r"[\d几十百千万一二两三四五六七八九]")
_HOTLINE = re.compile(r"11[09]|122|12\d{3}|100\d\d|95\d{3}")
_LARGE_ENOUGH = re.compile(r"\d\d|[十百千万拾佰仟]")  # "欠一" begins much else
_LARGE_UNIT = re.compile(r"[百千万佰仟]")
_TENTH_SAID = re.compile(r"[百千万][1-9一二两三四五六七八九]$")
_NOTHING_ELSE = re.compile(r"[。.!?,;~吧呢啊呀了左右钱]*")
_THOUSAND = {"k": 1000, "w": 10_000, None: 1}


def find_amounts(text: str) -> list[Mention]:
    """Amounts of money in plain text, overlapping ones too."""
    if not _ANY_NUMBER.search(text):
        return []
    found = [_amount(match) for match in _WITH_UNIT.finditer(text) if not _counts_no_money(text, match)]
    for pattern in (_DIMES, _SIGNED, _THOUSANDS):
        found += [_amount(match) for match in pattern.finditer(text)]
    found += [_amount(match) for match in _BARE.finditer(text) if _is_money(text, match)]
    found += [_between(match) for match in _BETWEEN.finditer(text) if match["unit"] or _is_money(text, match)]
    vague = [Mention(AMOUNT, (), match.start(), match.end()) for match in _VAGUE.finditer(text)]
    return [*filter(None, found), *vague]


def _amount(match: re.Match[str]) -> Mention | None:
    said = match.groupdict()
    number = read_number(said.get("number") or "零")
    if number is None:
        return None
    thousand = _THOUSAND[said.get("thousand")]
    yuan = number * thousand + (read_number(said.get("tenth") or "零") or 0) / Decimal(10)
    yuan += int(said.get("hundred") or 0) * thousand / Decimal(10)  # 3k5
    return Mention(AMOUNT, (f"{yuan:.2f}",), match.start(), match.end()) if 0 < yuan < LARGEST else None


def _between(match: re.Match[str]) -> Mention | None:
    low, high = (read_number(match[name] + match["units"]) for name in ("low", "high"))
    if low is None or high is None or low >= high:
        return None
    return Mention(AMOUNT, (f"{low:.2f}", f"{high:.2f}"), match.start(), match.end())


def _counts_no_money(text: str, match: re.Match[str]) -> bool:
    """ "一块" without more says "together" or "this bit"; what broke in "碎了两块" is no money either."""
    if _BROKEN_BEFORE.search(text, 0, match.start()) and not match["money"]:
        return True
    alone = match["number"] in ("一", "1") and match["unit"] == "块" and not (match["tenth"] or match["money"])
    return alone and not _MONEY_BEFORE.search(text, 0, match.start())


def _is_money(text: str, match: re.Match[str]) -> bool:
    said, after = match.group(), text[match.end() :]
    if not _LARGE_ENOUGH.search(said):
        return False
    if _OTHER_UNIT.match(after) or _HOTLINE.fullmatch(said):
        return False
    if _NOTHING_ELSE.fullmatch(after) and match.start() == 0 and _LARGE_UNIT.search(said):
        return True
    if _MONEY_BEFORE.search(text, max(0, match.start() - 12), match.start()):
        return True
    if _LARGE_UNIT.search(said) and _MONEY_AFTER.match(after):
        return True
    return bool(_TENTH_SAID.search(said)) and said != "二百五"
