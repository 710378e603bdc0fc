"""Answers in a sheet, at the desk: all that is out and a template to take along, a list in with a report first."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, takes_uploads, typed
from actions.errors import InvalidField, Refusal
from actions.excel_file import UnreadableSheet
from actions.faq.acting import acting_as
from actions.faq.columns import heading
from actions.faq.difference_lines import column_changes
from actions.faq.differences import Difference
from actions.faq.discarding import discard_import, discarded_lately, untouched_imports
from actions.faq.documents import topic_documents
from actions.faq.errors import ListOutdated
from actions.faq.importing import CheckedList, check_list, draft_list
from actions.faq.kept_lists import keep_list, kept_list, packed, take_list
from actions.faq.list_rows import MOST_ROWS, AnswerList, sendable, whole_report
from actions.faq.queries import all_published, drafts_of
from actions.faq.reason_form import LONGEST_REASON, read_reason
from actions.faq.rows import ImportRow
from actions.faq.sheet import answers_sheet, read_answers, template_sheet
from actions.faq.short_changes import are_seen_at_once, shorten
from actions.faq.titles import titles_of
from actions.staff.model import Role
from actions.web import CHECKPOINT, CLOCK, DATABASE, NEW_TOKEN, REFERENCE

#: Five thousand long answers with thirty phrasings each come to half of it, as Excel and as CSV.
LARGEST_FILE_BYTES = 16 * 1024 * 1024
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HERE = "/desk/faq/lists"
_MOST_SHOWN = 200
PAGE_LENGTH = 25

routes = web.RouteTableDef()


@dataclass(frozen=True)
class Shown:
    """A report on its page: what each changed row changes, by its place; `token` when drafts can be made by it."""

    report: Mapping[str, Any]
    titles: Sequence[str]
    found: Mapping[str, Sequence[Difference]]
    notes: Sequence[str] = ()
    token: str | None = None


@routes.get(_HERE)
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def lists_page(request: web.Request) -> web.StreamResponse:
    """What is left of lists that were drafted, to be discarded; for editors also files to take along, a form to send
    one in, and the colleague's own drafts, to be submitted one by one.
    """
    return await _page(request)


@routes.get(f"{_HERE}/answers.xlsx")
@for_staff(Role.FAQ_EDITOR)
async def answers_file(request: web.Request) -> web.StreamResponse:
    """200 with all that is out, as it can be taken in again."""
    async with request.app[DATABASE].read() as session:
        out = await all_published(session)
    return _file(await asyncio.to_thread(lambda: answers_sheet(topic_documents(out))), "answers.xlsx")


@routes.get(f"{_HERE}/template.xlsx")
@for_staff(Role.FAQ_EDITOR)
async def template_file(request: web.Request) -> web.StreamResponse:
    """200 with a template."""
    return _file(await asyncio.to_thread(template_sheet), "template.xlsx")


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _page(request, refusal=refusal)


@routes.post(_HERE)
@for_staff(Role.FAQ_EDITOR)
@takes_uploads(LARGEST_FILE_BYTES + 64 * 1024)
@shows_again(_page_again)
async def list_form(request: web.Request) -> web.StreamResponse:
    """200 with a file's report, 422 when a row is wrong; with `token` 303 and the drafts of the list checked before."""
    token = (await typed(request)).get("token")
    if token is not None:
        return await _drafted(request, token)
    found = await _uploaded(request)
    rows = [ImportRow.model_validate(row) for row in sendable(found.rows)]
    checked = await _checked(request, rows) if rows else None
    report = whole_report(found.rows, checked.report.document() if checked else None)
    titles = [cells.get("title", "") for _, cells, _ in found.rows]
    kept = await _kept(request, rows, checked) if checked is not None and not report["wrong"] else None
    return await _page(request, shown=Shown(report, titles, _found(checked), found.notes, kept))


@routes.post(f"{_HERE}/imports/{{number}}/rejection")
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
@shows_again(_page_again)
async def rejection_form(request: web.Request) -> web.StreamResponse:
    """303 to the page; what nobody has touched of the list is discarded."""
    app, number, reason = request.app, request.match_info["number"], read_reason(await typed(request))
    async with app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, Role.FAQ_EDITOR, Role.FAQ_APPROVER, on=None)
        count = await discard_import(number, reason=reason, by=by, session=session, now=app[CLOCK]())
        await session.commit()
    app[CHECKPOINT]("faq.committed")
    return redirected(f"{_HERE}?discarded={count}")


async def _uploaded(request: web.Request) -> AnswerList:
    """Raises InvalidField."""
    file = (await request.post()).get("file")
    if not isinstance(file, web.FileField) or not file.filename:
        raise InvalidField("file", "请先选一个 .xlsx 或 .csv 文件。")
    try:
        found = await asyncio.to_thread(read_answers, file.file.read(), file.filename)
    except UnreadableSheet as error:
        raise InvalidField("file", str(error)) from None
    if not found.rows:
        raise InvalidField("file", "".join((*found.notes, "文件里只有列名，没有答复。")))
    return found


async def _checked(request: web.Request, rows: Sequence[ImportRow]) -> CheckedList:
    async with request.app[DATABASE].read() as session:
        return await check_list(rows, by=member_of(request), session=session, reference=request.app[REFERENCE])


async def _kept(request: web.Request, rows: Sequence[ImportRow], checked: CheckedList) -> str | None:
    """The token to draft it by; None when there is nothing to draft."""
    if all(row.outcome == "unchanged" for row in checked.report.rows):
        return None
    app, token = request.app, request.app[NEW_TOKEN]()
    content = await packed([row.model_dump(exclude_defaults=True) for row in rows])
    async with app[DATABASE].write() as session:
        await keep_list(session, content, by=member_of(request), token=token, basis=checked.basis, now=app[CLOCK]())
        await session.commit()
    return token


async def _drafted(request: web.Request, token: str) -> web.Response:
    """Checked again beforehand, so that writing holds nobody up for longer than it takes."""
    app, by = request.app, member_of(request)
    async with app[DATABASE].read() as session:
        kept = await kept_list(session, by=by, token=token)
    checked = await _checked(request, kept.rows)
    if checked.basis != kept.basis or not checked.report.is_sound:
        async with app[DATABASE].read() as session:
            await kept_list(session, by=by, token=token)  # its button pressed twice: what moved are its own drafts
        return await _outdated(request, kept.rows, checked)
    try:
        async with app[DATABASE].write() as session:
            await take_list(session, by=by, token=token)
            await draft_list(checked, by=by, session=session, now=app[CLOCK]())
            await session.commit()
    except ListOutdated:
        return await _outdated(request, kept.rows, await _checked(request, kept.rows))
    app[CHECKPOINT]("faq.committed")
    return redirected(f"{_HERE}?done={sum(row.draft is not None for row in checked.report.rows)}")


async def _outdated(request: web.Request, rows: Sequence[ImportRow], checked: CheckedList) -> web.Response:
    """The report as it is now, to be read again."""
    token = await _kept(request, rows, checked) if checked.report.is_sound else None
    shown = Shown(checked.report.document(), [row.title for row in rows], _found(checked), token=token)
    return await _page(request, refusal=ListOutdated(), shown=shown)


async def _page(request: web.Request, *, refusal: Refusal | None = None, shown: Shown | None = None) -> web.Response:
    member, page = member_of(request), _number(request, "page") or 1
    async with request.app[DATABASE].read() as session:
        drafts = await drafts_of(session, member, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH)
        imports = await untouched_imports(session, member)
        gone = await discarded_lately(session, member, request.app[CLOCK]())
        spoken_of = {draft.entry.topic for draft in drafts} | (_buttons_in(shown) if shown else set())
        titles = await titles_of(session, spoken_of, request.app[REFERENCE])
    is_wrong = shown is not None and bool(shown.report["wrong"])
    return render(
        request,
        "faq_lists.html",
        status=refusal.status if refusal else 422 if is_wrong else 200,
        problem=refusal.detail if refusal else None,
        fault_at=refusal.field if refusal else None,
        shown=_on_a_page(shown, titles) if shown else None,
        drafts=[(one, titles.get(one.entry.topic, one.entry.topic)) for one in drafts[:PAGE_LENGTH]],
        page=page,
        is_last=len(drafts) <= PAGE_LENGTH,
        imports=imports,
        gone=gone,
        done=_number(request, "done"),
        discarded=_number(request, "discarded"),
        typed=await typed(request) if request.method == "POST" else {},
        act=request.path if request.method == "POST" else "",
        longest_reason=LONGEST_REASON,
        most_rows=MOST_ROWS,
        most_megabytes=LARGEST_FILE_BYTES // (1024 * 1024),
    )


def _number(request: web.Request, name: str) -> int | None:
    """From the address of a page that is looked at."""
    text = request.query.get(name, "") if request.method == "GET" else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _found(checked: CheckedList | None) -> dict[str, Sequence[Difference]]:
    return {row.place: row.found for row in checked.report.rows if row.found} if checked is not None else {}


def _buttons_in(shown: Shown) -> set[str]:
    """Ids of topics and tasks that the first rows put under their answers, or no longer do."""
    found = [one for each in list(shown.found.values())[:_MOST_SHOWN] for one in each if one.column == "buttons"]
    return {code for one in found for code in (*one.before, *one.after)}


def _changes(found: Sequence[Difference], titles: Mapping[str, str]) -> dict[str, Any]:
    changes = [shorten(change) for change in column_changes(found, titles)]
    return {"changes": changes, "is_short": are_seen_at_once(changes)}


def _on_a_page(shown: Shown, titles: Mapping[str, str]) -> dict[str, Any]:
    """What is wrong cell by cell, what would change row by row, both up to `_MOST_SHOWN`; the rest by their places."""
    rows = list(zip(shown.report["rows"], shown.titles, strict=True))
    problems = [(row["place"], one) for row, _ in rows for one in row["problems"]]
    coming = [
        {**row, "title": title, "columns": "、".join(map(heading, row["columns"]))}
        for row, title in rows
        if row["outcome"] in ("new", "changed")
    ]
    return {
        **shown.report,
        "count": len(rows),
        "notes": shown.notes,
        "token": shown.token,
        "problems": [(place, {**one, "column": heading(one["column"])}) for place, one in problems[:_MOST_SHOWN]],
        "problem_count": len(problems),
        "coming": [row | _changes(shown.found.get(row["place"], ()), titles) for row in coming[:_MOST_SHOWN]],
        "left_out": _places([row["place"] for row in coming[_MOST_SHOWN:]]),
        "same": _places([row["place"] for row, _ in rows if row["outcome"] == "unchanged"]),
    }


def _places(places: Sequence[str]) -> str:
    """`第 2–14、17 行` of `第 2 行` …, which come in order."""
    spans: list[list[int]] = []
    for number in (int(place.split()[1]) for place in places):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    told = "、".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return f"第 {told} 行" if told else ""


def _file(content: bytes, name: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=EXCEL, headers=headers)
