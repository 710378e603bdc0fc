"""Which union shall decide: asked only where the worker's company, or a township of the county, has one.

What actions said stays with the form under names no question has: `union_found` (the company's union) and
`townships_found`. The value of the first tells what it was said about.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.fields_work import EMPLOYER, PLATFORM, REGION, TRADE
from bot.dialogue.form import NOTHING, Field, Reading
from bot.dialogue.messages import Unavailable
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

_WORK = ("trade", "region", "platform", "employer")
ENTERPRISE, TERRITORIAL = "enterprise", "territorial"
_SHOWN = 12
_OWN = re.compile(r"公司|单位")
_OF_THE_PLACE = re.compile(r"属地|地方|街道|乡镇|当地|[区县]里|不(?:要|想|让|告诉).*(?:公司|单位)|别.*(?:公司|单位)")


def look_for_unions(talk: Talk, run: FormRun) -> FormRun:
    """Asks actions once it is known where and as what somebody works, and again when that changes.

    When it does not answer, the union of the place decides: nothing goes to a company that was not asked about.
    """
    asked_before = [field for field in (TRADE, PLATFORM, EMPLOYER, REGION) if field.needed(run)]
    if any(field.name not in run.values for field in asked_before):
        return run
    about = work_said(run)
    work = dict(zip(_WORK, about.split("|"), strict=True))
    if "union_found" in run.values and run.values["union_found"].value == about:
        return run
    run = run.without("union", "township")
    answer = talk.ask_actions("unions_for", **work)
    if isinstance(answer, Unavailable) or answer.get("problem"):
        found, townships, decides = "", "", {"union": Value(label="", value=TERRITORIAL)}
    else:
        found = str((answer.get("enterprise") or {}).get("name") or "")
        townships, decides = "|".join(str(one) for one in answer.get("townships") or ()), {}
    found_now = {"union_found": Value(found, about), "townships_found": Value(label="", value=townships)}
    return run.holding({**found_now, **decides})


def look_again_for_unions(talk: Talk, run: FormRun) -> FormRun:
    """Asks what a changed work makes necessary: the company of another platform, and which union then decides."""
    if "filed" not in run.values or not run.only:
        return run
    missing = [field.name for field in (PLATFORM, EMPLOYER) if field.needed(run) and field.name not in run.values]
    run = replace(run, only=tuple(dict.fromkeys((*run.only, *missing))))
    changed = work_said(run) != run.values["filed"].value
    if missing or not (changed or "union" in run.only):
        return run
    run = look_for_unions(talk, run)
    has_choice = bool(run.values["union_found"].label)
    only = [name for name in run.only if name not in ("union", "township")]
    if has_choice or "union" in run.values:
        only.append("union")
    decided = run.values["union"].value if "union" in run.values else ""
    if run.values["townships_found"].value and (decided == TERRITORIAL or (changed and not has_choice)):
        only.append("township")
    return replace(run, only=tuple(only))


def work_said(run: FormRun) -> str:
    """Trade, county, platform and company as they stand in a run, between bars; empty for what it need not say."""
    return "|".join(_said(run, field).replace("|", " ") for field in (TRADE, REGION, PLATFORM, EMPLOYER))


def _said(run: FormRun, field: Field) -> str:
    value = run.values[field.name].value if field.name in run.values and field.needed(run) else ""
    return "" if field is PLATFORM and value == "other" else value


def _found(run: FormRun) -> str:
    return run.values["union_found"].label if "union_found" in run.values else ""


def _read_union(talk: Talk, run: FormRun) -> Reading:
    text = talk.text
    if _OF_THE_PLACE.search(text):
        return _choose_union(talk, run, TERRITORIAL)
    if _OWN.search(text) or _found(run) in text:
        return _choose_union(talk, run, ENTERPRISE)
    return NOTHING


def _choose_union(talk: Talk, run: FormRun, value: str) -> Reading:
    if value == ENTERPRISE:
        return Reading(values={"union": Value(_found(run), ENTERPRISE)})
    if value == TERRITORIAL:
        return Reading(values={"union": Value(talk.words("label.territorial"), TERRITORIAL)})
    return NOTHING


def _union_offers(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    own = talk.words("button.union_enterprise", union=_found(run))
    return ((own, ENTERPRISE), (talk.words("button.union_territorial"), TERRITORIAL))


def _townships(run: FormRun) -> tuple[str, ...]:
    known = run.values["townships_found"].value if "townships_found" in run.values else ""
    return tuple(known.split("|")) if known else ()


def _needs_township(run: FormRun) -> bool:
    chosen = run.values["union"].value if "union" in run.values else ""
    return bool(_townships(run)) and chosen != ENTERPRISE


def _read_township(talk: Talk, run: FormRun) -> Reading:
    if "skip" in talk.controls or talk.yes is False:
        return Reading(declined=True)
    named = [one for one in _townships(run) if one in talk.text or (len(talk.text) > 1 and one.startswith(talk.text))]
    return _choose_township(talk, run, named[0]) if len(named) == 1 else NOTHING


def _choose_township(talk: Talk, run: FormRun, value: str) -> Reading:
    return Reading(values={"township": Value(value, value)}) if value in _townships(run) else NOTHING


def _township_offers(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    return tuple((one, one) for one in _townships(run)[:_SHOWN])


UNION = Field(
    "union",
    read=_read_union,
    choose=_choose_union,
    offers=_union_offers,
    needed=lambda run: bool(_found(run)),
    called=r"哪家工会|哪个工会|受理工会|审核工会",
)
TOWNSHIP = Field(
    "township",
    read=_read_township,
    choose=_choose_township,
    offers=_township_offers,
    optional=True,
    needed=_needs_township,
    called=r"街道|乡镇",
)
