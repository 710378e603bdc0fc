"""Where and as what somebody works: trade, platform or company, and region, read from closed lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.control_words import is_question
from bot.dialogue.feed import bare
from bot.dialogue.form import NOTHING, Field, Reading
from bot.dialogue.personal import redact
from bot.dialogue.region_offers import ELSEWHERE, likeliest_cities, offered_regions
from bot.dialogue.region_reading import guess_confirmed, is_settled, lies_elsewhere, region_codes, region_value
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

_OUTER_SIGNS = " ,,。.!!"
_UNCLEAR_COMPANY = "field.employer.unclear"
_LONGEST_COMPANY = 40  # characters
_COMPANY = re.compile(r"[\w·&()() \-]{2,}")
_NO_COMPANY = re.compile(r"(?:我)?(?:不知道|不清楚|说不准|记不清|忘了|随便|没有?(?:公司|单位|老板))[了啊呀吧的]*")
_MEANINGLESS = re.compile(r"(.)\1{2,}|[\d\W]{4,}")  # one key held down; digits are no name
_FILLER = re.compile(
    r"我|是|在|的|跑|送|做|干|就|工作|上班|给|开|那边|这边|这里|公司|平台|现在|主要|应该|改成|换成|改为|啊|呀|吧|了|也|和|还有|叫|区|县|市"
)
_COUNTED = re.compile("一?[名个位]")
_LEFT_OVER = 3  # so many other characters beside the value still make a plain answer


def is_plain_answer(text: str, words: tuple[str, ...]) -> bool:
    """Whether little more than `words` is in `text`: "我是送美团的" is, "美团扣钱怎么申诉" is not."""
    return len(_beside(text, words)) <= _LEFT_OVER and not is_question(text)


def _beside(text: str, words: tuple[str, ...]) -> str:
    rest = bare(text)
    for word in words:
        rest = rest.replace(bare(word), "")
    return _FILLER.sub("", rest)


def says_only(text: str, words: tuple[str, ...]) -> bool:
    """Whether nothing but `words` is in `text`: "我是一名快递员" is, "快递员欠薪" is not."""
    return not is_question(text) and not _COUNTED.sub("", _beside(text, words))


def named_work(talk: Talk, kind: str) -> tuple[str, tuple[str, ...]]:
    """The last unambiguous trade or platform in the text and the words it stood in."""
    found = [(entity.value, entity.text) for entity in talk.entities if entity.kind == kind and entity.value]
    if not found:
        found = [(codes[0], words) for words, codes in talk.reference.find(kind, talk.text) if len(codes) == 1]
    known = talk.reference.trades if kind == "trade" else talk.reference.platforms
    codes = [(code, words) for code, words in found if code in known]
    return (codes[-1][0], tuple(words for _, words in found)) if codes else ("", ())


def _platform_values(talk: Talk, run: FormRun, code: str) -> dict[str, Value]:
    platform = talk.reference.platforms[code]
    values = {"platform": Value(platform.name, code)}
    if len(platform.trades) == 1 and "trade" not in run.values:
        values |= _trade_values(talk, platform.trades[0])
    return values


def _trade_values(talk: Talk, code: str) -> dict[str, Value]:
    return {"trade": Value(talk.reference.trades[code].name, code)}


def works_for(talk: Talk, trade: str, platform: str) -> bool:
    """Whether a trade is found at a platform of the list at all; "other" fits every trade."""
    named = talk.reference.platforms.get(platform)
    return named is None or platform == "other" or not named.trades or trade in named.trades


def told_work(values: Mapping[str, Value]) -> dict[str, Value]:
    """Values as they are read back: beside a named company the platform "other" tells nothing and is left out."""
    employer, platform = values.get("employer"), values.get("platform")
    is_filler = employer is not None and employer.value and platform is not None and platform.value == "other"
    return {name: value for name, value in values.items() if not (is_filler and name == "platform")}


def _platform_of_another_trade(talk: Talk, run: FormRun) -> tuple[str, ...]:
    platform = run.values["platform"].value if "platform" in run.values else ""
    return () if works_for(talk, run.values["trade"].value, platform) else ("platform",)


def _spot_trade(talk: Talk, run: FormRun) -> Reading:
    code, words = named_work(talk, "trade")
    if code and code != "other":
        return Reading(values=_trade_values(talk, code), certain=is_plain_answer(talk.text, words))
    return NOTHING


def _read_trade(talk: Talk, run: FormRun) -> Reading:
    code, words = named_work(talk, "trade")
    if code:
        return Reading(values=_trade_values(talk, code), certain=is_plain_answer(talk.text, words))
    platform = _spot_platform(talk, run)
    if "trade" in platform.values:
        return platform
    half = _FILLER.sub("", bare(talk.text))
    begun = [trade.code for trade in talk.reference.trades.values() if len(half) > 1 and trade.name.startswith(half)]
    return Reading(values=_trade_values(talk, begun[0])) if len(begun) == 1 else NOTHING


def _choose_trade(talk: Talk, run: FormRun, value: str) -> Reading:
    return Reading(values=_trade_values(talk, value)) if value in talk.reference.trades else NOTHING


def _trade_offers(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    return tuple((trade.name, trade.code) for trade in talk.reference.trades.values())


def _spot_platform(talk: Talk, run: FormRun) -> Reading:
    code, words = named_work(talk, "platform")
    if code and code != "other":
        return Reading(values=_platform_values(talk, run, code), certain=is_plain_answer(talk.text, words))
    return NOTHING


def _read_platform(talk: Talk, run: FormRun) -> Reading:
    code, words = named_work(talk, "platform")
    if code:
        return Reading(values=_platform_values(talk, run, code), certain=is_plain_answer(talk.text, words))
    if "skip" in talk.controls or talk.yes is False:
        return _choose_platform(talk, run, "other")
    employer = _read_employer(talk, run)
    if employer.declined:
        return _choose_platform(talk, run, "other")
    if employer.fault == _UNCLEAR_COMPANY:
        return replace(employer, fault="field.platform.unclear")
    if employer.values:
        other = Value(talk.words("label.other_platform"), "other")
        return replace(employer, values={"platform": other, **employer.values})
    return employer


def _choose_platform(talk: Talk, run: FormRun, value: str) -> Reading:
    if value not in talk.reference.platforms:
        return NOTHING
    return Reading(values=_platform_values(talk, run, value))


def _platform_offers(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    trade = run.values["trade"].value if "trade" in run.values else ""
    offered = talk.reference.platforms_for(trade) or talk.reference.platforms_for("")
    return tuple((platform.name, platform.code) for platform in offered)[:12]


def _works_elsewhere(run: FormRun) -> bool:
    """Whether the platform is none of the list, so that the company's name is worth asking."""
    return "platform" in run.values and run.values["platform"].value == "other"


def _has_platform(run: FormRun) -> bool:
    """Whether a trade works for a platform or company of the list at all."""
    return not ("trade" in run.values and run.values["trade"].value == "other")


def _read_employer(talk: Talk, run: FormRun) -> Reading:
    if "skip" in talk.controls or talk.yes is False:
        return Reading(declined=True)
    words = talk.text.strip(_OUTER_SIGNS)
    if _NO_COMPANY.fullmatch(words):
        return Reading(declined=True)
    if _MEANINGLESS.fullmatch(words) and not talk.findings:
        return Reading(fault=_UNCLEAR_COMPANY)
    if talk.findings or talk.controls or is_question(words) or not _COMPANY.fullmatch(words):
        return NOTHING
    if len(words) > _LONGEST_COMPANY:
        most = {"most": _LONGEST_COMPANY}
        return Reading(fault="fault.employer.too_long", fault_values=most, certain=False, is_whole=True)
    regions, named = region_codes(talk)
    if regions and not _beside(words, named):
        return NOTHING
    said = words if words.endswith("公司") else _FILLER.sub("", words)
    if any(talk.reference.is_bare_name(one) for one in (words, said, *words.split())):
        # It may as well be the worker's own (or a boss's) name, which must not be kept readable.
        return Reading(fault="fault.employer.a_name", certain=False)
    name = redact(talk.state, words, talk.reference.names)
    return Reading(values={"employer": Value(name, name)}, certain=False, is_whole=True)


def _needs_employer(run: FormRun) -> bool:
    return _works_elsewhere(run) or not _has_platform(run)


def _read_region(talk: Talk, run: FormRun) -> Reading:
    offered = run.choices or _known_region(talk, run)
    if guess_confirmed(talk, offered):
        return _choose_region(talk, run, offered[0])
    return read_region(talk, run.choices)


def _spot_region(talk: Talk, run: FormRun) -> Reading:
    reading = read_region(talk, ())
    return NOTHING if reading.fault else reading


def read_region(talk: Talk, narrowed: tuple[str, ...]) -> Reading:
    """The county a text names; choices when it may be several; `narrowed` are the codes offered before."""
    codes, words = region_codes(talk, narrowed)
    is_named = is_settled(talk, codes, words, narrowed)
    if not is_named and lies_elsewhere(talk, narrowed):
        return Reading(fault="fault.region.elsewhere", none_fits=True, certain=not is_question(talk.text))
    if codes and not is_named:
        return Reading(choices=codes, certain=is_plain_answer(talk.text, words))
    if len(codes) == 1 and talk.reference.regions[codes[0]].level == "county":
        return Reading(values=region_value(talk, codes[0]), certain=is_plain_answer(talk.text, words))
    if len(codes) == 1:
        return Reading(choices=talk.reference.counties_of(codes[0]), certain=is_plain_answer(talk.text, words))
    if codes:
        return Reading(choices=codes, certain=is_plain_answer(talk.text, words))
    if 2 <= len(talk.text) <= 12 and re.search(r"[区县市镇乡村街路道]$", talk.text):
        return Reading(fault="fault.region.unknown", certain=False)
    return NOTHING


def _choose_region(talk: Talk, run: FormRun, value: str) -> Reading:
    if value == ELSEWHERE:
        return Reading(fault="fault.region.elsewhere", none_fits=True)
    region = talk.reference.regions.get(value)
    if region is None:
        return NOTHING
    if region.level == "city":
        counties = talk.reference.counties_of(value)
        inside = tuple(code for code in run.choices if code in counties) or counties
        return _choose_region(talk, run, inside[0]) if len(inside) == 1 else Reading(choices=inside)
    return Reading(values=region_value(talk, value))


def _known_region(talk: Talk, run: FormRun) -> tuple[str, ...]:
    """Where the worker said to work, as an answer to agree to; not again once it went wrong."""
    return (talk.state.region,) if talk.state.region in talk.reference.regions and not run.tries else ()


def _region_offers(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    regions = talk.reference.regions
    if run.choices:
        return offered_regions(talk, run.choices)
    if run.tries:
        cities = likeliest_cities(talk, (code for code, region in regions.items() if region.level == "city"))
        return tuple((regions[code].name, code) for code in cities)
    return tuple((talk.reference.full_region(code), code) for code in _known_region(talk, run))


TRADE = Field(
    "trade",
    read=_read_trade,
    spot=_spot_trade,
    choose=_choose_trade,
    offers=_trade_offers,
    called=r"工种|职业|行业|岗位",
    outdates=_platform_of_another_trade,
)
PLATFORM = Field(
    "platform",
    read=_read_platform,
    spot=_spot_platform,
    choose=_choose_platform,
    offers=_platform_offers,
    needed=_has_platform,
    called=r"平台|公司|单位",
)
EMPLOYER = Field(
    "employer",
    read=_read_employer,
    optional=True,
    needed=_needs_employer,
    called=r"公司名?称?|单位名?称?|老板",
)
REGION = Field(
    "region",
    read=_read_region,
    spot=_spot_region,
    choose=_choose_region,
    offers=_region_offers,
    called=r"地区|区县|县区|区域|工作地点?|地方|城市",
)
