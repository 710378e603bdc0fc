"""Correcting an application that was handed over: the returned or the named fields, or which union decides.

What it was filed with stands in the run, so that a changed company or county can be asked about anew. `filed` tells
what the union was chosen for, beside the values no question has (bot/dialogue/fields_union.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.applications import CORRECTABLE, chosen, returned_fields, union_name
from bot.dialogue.buttons import label_buttons, menu_buttons, person_button
from bot.dialogue.fields_union import UNION, look_for_unions, work_said
from bot.dialogue.fields_work import EMPLOYER
from bot.dialogue.form import skipped
from bot.dialogue.form_corrections import named_fields
from bot.dialogue.form_engine import spotted, start
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

_WORK = ("trade", "platform", "employer", "region")
_OTHER_UNION = re.compile(
    r"(?:换|改|别|不)[^,,。]{0,8}工会|工会[^,,。]{0,6}(?:换|改)"
    r"|(?:公司|单位)[^,,。]{0,6}(?:审|知道|晓得)|属地|(?:街道|乡镇|地方|当地|区里|县里)[^,,。]{0,6}审"
)


_MISFILLED = re.compile(r"(?:[填写输打选留弄搞报]|号码?|名字?|证)(?:的|得)?(?:错|反|不对|有误)")
_TO_BE_CHANGED = re.compile(r"[改换]")
_OF_APPLICATIONS = ("enroll", "transfer", "enrollment_status", "enrollment_correct")


def says_misfilled(talk: Talk) -> bool:
    """Whether a field of the application just handed over, or asked about, is said to be wrong (手机号填错了).

    No form runs. The title 换手机号或信息填错怎么改 asks for its answer.
    """
    if talk.feed.is_title(talk.text):
        return False
    steps_back = talk.sure == "back"  # 我要改手机号: where no form runs there is only the application to go back to
    is_about_it = steps_back or talk.state.context_at(talk.now) in _OF_APPLICATIONS
    is_wrong = _MISFILLED.search(talk.text) or (steps_back and _TO_BE_CHANGED.search(talk.text))
    return is_about_it and bool(is_wrong) and bool(named_fields("enrollment_correct", talk.text))


def correct(talk: Talk, number: str = "") -> None:
    """Reopens a returned or not yet reviewed application at the returned and the named fields."""
    application = chosen(talk, "enrollment_correct", CORRECTABLE, number)
    if application is None:
        return
    talk.answered("enrollment_correct")
    if talk.text and _OTHER_UNION.search(talk.text):
        choose_union(talk, str(application["number"]))
        return
    filed = _as_filed(talk, application)
    said = spotted(talk, replace(filed, values={})) if talk.text else {}
    wanted = named_fields(filed.name, talk.text) if talk.text else ()
    fields = tuple(dict.fromkeys((*returned_fields(application), *wanted, *said)))
    if not fields:
        filed = _with_unions(talk, filed)
    _begin(talk, filed, fields, {name: value for name, value in said.items() if name in fields})


def choose_union(talk: Talk, number: str = "") -> None:
    """Which union shall decide, asked of whoever's company has one; a choice already said is taken."""
    application = chosen(talk, "enrollment_correct", CORRECTABLE, number)
    if application is None:
        return
    filed = _with_unions(talk, _as_filed(talk, application))
    if "union_found" not in filed.values:
        talk.say("actions_down", buttons=menu_buttons(talk))
        return
    if not filed.values["union_found"].label:
        talk.say(
            "enrollment_correct.no_other_union",
            union=union_name(talk, application),
            buttons=(*label_buttons(talk, ("enrollment_status",)), person_button(talk)),
        )
        return
    said = UNION.read(talk, filed).values if talk.text else {}
    _begin(talk, filed, ("union",), dict(said))


def _begin(talk: Talk, filed: FormRun, fields: tuple[str, ...], said: Mapping[str, Value]) -> None:
    values = {name: value for name, value in filed.values.items() if name not in fields}
    start(
        talk,
        "enrollment_correct",
        values={**values, **said},
        target=filed.target,
        only=fields,
        asked="" if fields else "change",
    )


def _as_filed(talk: Talk, application: Mapping[str, Any]) -> FormRun:
    """A run that holds where and as what the worker said they work."""
    reference = talk.reference
    trade, region = str(application.get("trade") or ""), str(application.get("region") or "")
    platform, employer = application.get("platform"), application.get("employer")
    values: dict[str, Value] = {}
    if trade in reference.trades:
        values["trade"] = Value(reference.trades[trade].name, trade)
    if region in reference.regions:
        values["region"] = Value(reference.full_region(region), region)
    if platform in reference.platforms or employer:
        code = str(platform or "other")
        values["platform"] = Value(reference.platforms[code].name, code)
    run = FormRun("enrollment_correct", 0, talk.now, values=values, target=str(application["number"]))
    if employer:
        values["employer"] = Value(str(employer), str(employer))
    elif EMPLOYER.needed(run):
        values["employer"] = skipped(talk)
    if not {"trade", "region"} <= set(values):
        return run  # nothing can be asked about its unions
    return run.holding({**values, "filed": Value("", work_said(run.holding(values)))})


def _with_unions(talk: Talk, run: FormRun) -> FormRun:
    """The same with the unions there are to choose from; without them while actions do not say."""
    if "filed" not in run.values:
        return run
    found = look_for_unions(talk, replace(run, values={name: run.values[name] for name in _WORK if name in run.values}))
    if "union" in found.values:
        return run
    return run.holding({name: found.values[name] for name in ("union_found", "townships_found")})
