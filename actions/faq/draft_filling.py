"""What the fields of a draft's page hold: what was typed, or what its writing begins with, and what lies beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from actions.clock import local_date
from actions.errors import Refusal
from actions.faq.draft_form import Cells, blank_cells, buttons_named, cells_from, cells_of, with_buttons
from actions.faq.draft_meeting import OF_DRAFT, OF_OUT, text_against
from actions.faq.draft_place import Place, standing_at
from actions.faq.errors import DraftExists, DraftGone, DraftMoved, TopicNotFound
from actions.faq.model import FaqRevision
from actions.faq.opened import opened_with, read_opened
from actions.faq.sides import Sides, lay_beside, sort_out
from actions.faq.writing import Seen, Standing
from actions.questions.answering import ticked, wordings_of
from actions.questions.clusters import known_cluster, picked_of
from actions.web import CLOCK, DATABASE, REFERENCE, VAULT

#: In the address of a form that begins with the newest wording somebody said no to, instead of what is out.
AGAIN = "again"


@dataclass(frozen=True)
class Filling:
    """`is_sent`: from a form; `again`: from the wording somebody said no to; `other`: whose text lies beside.

    `against` says which text that is (`draft_meeting.text_against`); `is_gone`: the form's own draft is no more.
    """

    sides: Sides
    is_sent: bool
    again: FaqRevision | None
    against: str
    other: FaqRevision | None
    is_gone: bool


async def fill(request: web.Request, place: Place, refusal: Refusal | None) -> tuple[Standing, Filling]:
    """Of a page that is opened, or of a form that was sent and perhaps refused. Raises TopicNotFound."""
    form = await request.post()
    sent = cells_from(form, narrower=place.narrower) if request.method == "POST" else None
    async with request.app[DATABASE].read() as session:
        buttons = buttons_named(sent) if sent is not None else []
        standing = await standing_at(session, place, request.app[REFERENCE], buttons=buttons)
    if (place.narrower and standing.general is None) or not (standing.exists or place.is_new):
        raise TopicNotFound
    again = standing.refused if sent is None and AGAIN in request.query else None
    is_gone = isinstance(refusal, (DraftGone, DraftMoved, DraftExists)) and standing.draft is None
    against = text_against(refusal, standing, str(form.get("theirs", "")) if sent is not None else None)
    other = {OF_DRAFT: standing.draft, OF_OUT: standing.out}.get(against)
    if sent is None:
        cells = cells_of(again.says, narrower=place.narrower) if again else await _beginning(request, place, standing)
        sides = _of_opened(cells, other, place, is_again=again is not None)
    elif other is not None:
        sides = sort_out(with_buttons(sent, standing), other, form, seen=seen_in(form), narrower=place.narrower)
    else:  # what comes after a draft that went was not made from it
        sides = Sides(with_buttons(sent, standing), {} if is_gone else read_opened(form.get("opened")))
    return standing, Filling(sides, sent is not None, again, against, other, is_gone)


def _of_opened(cells: Cells, other: FaqRevision | None, place: Place, *, is_again: bool) -> Sides:
    if other is not None:
        return lay_beside(cells, other, narrower=place.narrower)
    return Sides(cells, {} if is_again else opened_with(cells))  # a refused wording was not made from what is out


async def _beginning(request: web.Request, place: Place, standing: Standing) -> Cells:
    first = standing.begins_with if place.narrower or not place.is_new else None
    if first is not None:
        return cells_of(first, narrower=place.narrower)
    cells = blank_cells(local_date(request.app[CLOCK]()))
    cells["phrasings"] = "\n".join(await _asked(request))
    return cells


async def _asked(request: web.Request) -> list[str]:
    """What workers asked, where the page's address names a cluster and questions of it: the first phrasings."""
    if not (name := request.query.get("cluster", "")):
        return []
    picked = ticked(request.query, "question")
    async with request.app[DATABASE].read() as session:
        questions = await picked_of(session, await known_cluster(session, name), picked)
    return [one.text for one in wordings_of(questions, request.app[VAULT]) if one.fits]


def seen_in(form: Mapping[str, Any]) -> Seen:
    """What the form that was sent says it was made over."""
    return Seen(*(_number(form.get(name)) for name in ("draft", "draft_version", "out")))


def _number(sent: object) -> int | None:
    text = sent if isinstance(sent, str) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
