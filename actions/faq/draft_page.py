"""The page a draft is written on: what it shows at first, again after a refusal, and where two people differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from actions.clock import local_date
from actions.desk.frame import member_of, render
from actions.errors import Forbidden, NotFound, Refusal
from actions.faq.categories import CATEGORY_NAMES
from actions.faq.choices import choices
from actions.faq.content import (
    LONGEST_ANSWER,
    LONGEST_PHRASING,
    LONGEST_SOURCE,
    LONGEST_TITLE,
    MOST_BUTTONS,
    MOST_PHRASINGS,
)
from actions.faq.differences import COLUMNS
from actions.faq.draft_filling import Filling, fill, seen_in
from actions.faq.draft_form import Cells, codes_of
from actions.faq.draft_meeting import problem_words, whose_text
from actions.faq.draft_place import Place
from actions.faq.errors import DraftFaults, ScopeTaken
from actions.faq.merging import BOTH, MINE, THEIRS
from actions.faq.opened import carried
from actions.faq.preview import Previewed, Shown, previews
from actions.faq.trying import TriedOut
from actions.faq.understanding import LONGEST_TEXT
from actions.faq.variables import longest_values, written
from actions.faq.words import in_titles, whom
from actions.faq.writing import Seen, Standing
from actions.reference import Reference
from actions.staff.access import PROVINCE, covers
from actions.staff.model import StaffMember
from actions.web import CLOCK, REFERENCE

#: What can be wrong, as its field is called and where it stands on the page.
_FIELDS: Mapping[str, str] = {
    column: {"trades": "行当", "areas": "地区", "topic": "编号", **COLUMNS}[column]
    for column in (
        *("trades", "areas", "title", "topic", "category", "answer", "sensitive", "phrasings"),
        *("source", "source_date", "facts", "valid_from", "valid_until", "buttons"),
    )
}
_ANCHORS: Mapping[str, str] = {"trades": "trades-fault"}  # boxes without an id of their own


@dataclass(frozen=True)
class Trial:
    """A question that was tried: what it came to, or why that is not known."""

    asked: str
    tried: Sequence[TriedOut] = ()
    problem: str | None = None


async def draft_page(
    request: web.Request, place: Place, *, refusal: Refusal | None = None, trial: Trial | None = None
) -> web.Response:
    """The form as somebody finds it, or with what was typed. Raises TopicNotFound, and refusals no form can mend."""
    if isinstance(refusal, (Forbidden, NotFound)):
        raise refusal
    standing, filling = await fill(request, place, refusal)
    form, now, reference = await request.post(), request.app[CLOCK](), request.app[REFERENCE]
    sides, is_sent, against = filling.sides, filling.is_sent, filling.against
    cells, conflicts = sides.cells, sides.conflicts
    faults = dict(refusal.faults) if isinstance(refusal, DraftFaults) else {}
    if isinstance(refusal, ScopeTaken):
        faults["areas"] = in_titles(refusal.detail, standing.titles, reference)
    problem = problem_words(
        refusal, standing, against, member_of(request), is_gone=filling.is_gone, asks=bool(conflicts)
    )
    chosen = codes_of(cells["buttons"])
    return render(
        request,
        "faq_draft.html",
        status=refusal.status if refusal is not None else 200,
        place=place,
        standing=standing,
        heading=cells.get("title") or (standing.general.title if standing.general else "") or "新问题",
        holds_for=whom(place.name.scope, reference) if place.name.scope.key else None,
        cells=cells,
        names=COLUMNS,
        faults=faults,
        faulty=_faulty(faults, conflicts),
        problem=in_titles(problem, standing.titles, reference) if problem else None,
        seen=_seen(form, standing, filling),
        opened=carried(sides.opened),
        against=against,
        taken={column: COLUMNS[column] for column in sides.taken},
        whose=whose_text(filling.other),
        conflicts=conflicts,
        other_shown={column: shown_cell(column, one.theirs, standing) for column, one in conflicts.items()},
        picks={column: form.get(f"pick_{column}", "") for column in conflicts},
        pick_words={MINE: "用我的（框里的，还可以改）", THEIRS: "用对方的", BOTH: "两边的都要"},
        is_in_review=standing.in_review is not None and not is_sent,
        is_unsaved=is_sent,
        again=filling.again,
        categories=CATEGORY_NAMES,
        button_choices=_button_choices(standing, reference),
        buttons=[*choices(chosen, standing.titles), *[""] * (MOST_BUTTONS - len(chosen))],
        facts=codes_of(cells["facts"]),
        limits={
            "title": LONGEST_TITLE,
            "answer": LONGEST_ANSWER,
            "source": LONGEST_SOURCE,
            "phrasing": LONGEST_PHRASING,
            "phrasings": MOST_PHRASINGS,
            "asked": LONGEST_TEXT,
        },
        typed_topic=str(form.get("topic", "")),
        cluster=str(form.get("cluster", "") if is_sent else request.query.get("cluster", "")),
        areas=_areas(member_of(request), reference) if place.is_new and place.narrower else [],
        trades=dict(reference.trades),
        chosen_areas=place.name.scope.areas,
        chosen_trades=place.name.scope.trades,
        variables=_variables(reference),
        shown=shown_in_channels(place, standing, cells, reference, local_date(now)),
        trial=trial,
        colliding=_colliding(standing),
    )


def shown_in_channels(place: Place, standing: Standing, cells: Cells, reference: Reference, today: date) -> list[Shown]:
    """What is typed now, in every channel; [] while there is no answer. `today` is China's."""
    if not cells["answer"].strip():
        return []
    general = standing.general
    if place.narrower:
        sensitive = general is not None and general.sensitive
        category = general.category if general is not None else ""
    else:
        sensitive, category = cells["sensitive"] == "是", cells["category"]
    one = Previewed(
        name=place.name,
        answer=cells["answer"],
        source=cells["source"],
        source_date=cells["source_date"],
        buttons=codes_of(cells["buttons"]),
        offers_person=sensitive and category != "not_ours",
        differs=place.narrower and general is not None and cells["answer"].strip() != general.answer.strip(),
    )
    return previews(one, standing.titles, reference, today)


def _faulty(faults: Collection[str], conflicts: Collection[str]) -> dict[str, str]:
    """The anchor of each field that is wrong, with the field's name, in the order of the page."""
    return {
        f"pick-{column}" if column in conflicts else _ANCHORS.get(column, column): name
        for column, name in _FIELDS.items()
        if column in faults
    }


def _variables(reference: Reference) -> list[dict[str, Any]]:
    """What may be put into the answer, in words."""
    longest = longest_values(reference)
    return [
        {
            "name": one.name,
            "written": written(one.name),
            "means": one.means,
            "fallback": one.fallback,
            "longest": longest[one.name],
        }
        for one in reference.variables.values()
    ]


def shown_cell(column: str, cell: str, standing: Standing) -> str:
    """A column as staff read it."""
    if column == "category":
        return CATEGORY_NAMES.get(cell, cell)
    if column == "buttons":
        return "、".join(standing.titles.get(code, code) for code in codes_of(cell)) or "没有按钮"
    if column == "facts":
        return "、".join(codes_of(cell)) or "没有"
    return cell or "（空着）"


def _seen(form: Mapping[str, Any], standing: Standing, filling: Filling) -> Seen:
    """Who was shown what is there now has seen that; who was not goes on with what the form said."""
    is_met = filling.against != "" or filling.is_gone
    return standing.seen if is_met or not filling.is_sent else seen_in(form)


def _button_choices(standing: Standing, reference: Reference) -> list[str]:
    """Tasks first, then topics: those that are out, and some nobody published yet."""
    titles = standing.offered
    topics = sorted((titles[code], code) for code in titles if code not in reference.tasks)
    return choices([*reference.buttons, *(code for _, code in topics if code != standing.name.topic)], titles)


def _areas(member: StaffMember, reference: Reference) -> list[tuple[str, dict[str, str]]]:
    """The areas a colleague may write for, by city: its name, then code → name of it and its counties."""
    groups = [("全省", {PROVINCE: "全省"})] if covers(member, PROVINCE) else []
    for city in (region for region in reference.regions.values() if region.level == "city"):
        inside = [city, *(one for one in reference.regions.values() if one.parent == city.code)]
        mine = {one.code: f"{one.name}全市" if one is city else one.name for one in inside if covers(member, one.code)}
        if mine:
            groups.append((city.name, mine))
    return groups


def _colliding(standing: Standing) -> list[tuple[str, str, str]]:
    """Of the draft's last check: a phrasing, the title it sounds like, and how much."""
    result = standing.draft.check_result if standing.draft is not None else None
    return [
        (one["phrasing"], standing.titles.get(one["other"], one["other"]), f"{one['score']:.0%}")
        for one in (result or {}).get("colliding", [])
    ]
