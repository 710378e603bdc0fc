"""Which union shall decide: asked only where the worker's company, or a township of the county, has one.

What actions said stays with the form under names no question has: `union_found` (the company's union) and
`townships_found`. The value of the first tells what it was said about.
"""

from __future__ import annotations

import re

from bot.dialogue.fields_work import EMPLOYER, PLATFORM, REGION, TRADE
from bot.dialogue.form import NOTHING, Field, Reading
from bot.dialogue.messages import Unavailable
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

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
    work = {name: _said(run, name) for name in ("trade", "region", "platform", "employer")}
    about = "|".join(work.values())
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


def _said(run: FormRun, name: str) -> str:
    value = run.values[name].value if name in run.values else ""
    return "" if name == "platform" and value == "other" else value


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
