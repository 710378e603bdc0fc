"""The form a draft is written in: each column one text, whatever somebody typed there, until it is read as content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from multidict import MultiMapping

from actions.faq.categories import CATEGORIES
from actions.faq.checking import Fault, faults_of, name_faults
from actions.faq.choices import code_in, find_fitting, tell_unclear
from actions.faq.content import TopicContent, VariantContent
from actions.faq.differences import COLUMNS, columns_of
from actions.faq.rows import ImportRow, read_row
from actions.faq.scope import EntryName
from actions.faq.surroundings import Surroundings
from actions.faq.writing import Standing

#: Column → what stands in its field. Phrasings are one a line, buttons and facts are divided by "|".
Cells = Mapping[str, str]

TOPIC_ONLY = ("title", "category", "sensitive", "phrasings")
LONGEST_CELL = 40_000
_CHOSEN_FROM_LISTS = ("buttons", "facts")


def columns_for(*, narrower: bool) -> list[str]:
    """Title and phrasings belong to the general answer alone."""
    return [column for column in COLUMNS if not (narrower and column in TOPIC_ONLY)]


def cells_of(content: VariantContent, *, narrower: bool) -> dict[str, str]:
    """The form filled in with a content."""
    known = columns_of(content)
    return {column: _cell(column, known.get(column, "")) for column in columns_for(narrower=narrower)}


def blank_cells(today: date) -> dict[str, str]:
    """The form of a topic nobody wrote about yet; `today` is China's."""
    blank = dict.fromkeys(columns_for(narrower=False), "")
    return blank | {"category": CATEGORIES[0], "sensitive": "否", "valid_from": today.isoformat()}


def cells_from(form: MultiMapping[Any], *, narrower: bool) -> dict[str, str]:
    """What a browser sent, buttons as they were typed. A box that is not ticked is not sent at all."""
    cells = {column: _plain(form.get(column, "")) for column in columns_for(narrower=narrower)}
    for column in _CHOSEN_FROM_LISTS:
        cells[column] = "|".join(one for one in map(_in_a_cell, form.getall(column, [])) if one)
    if "sensitive" in cells:
        cells["sensitive"] = "是" if cells["sensitive"] == "是" else "否"
    return cells


def buttons_named(cells: Cells) -> list[str]:
    """The ids that were typed as buttons, whether there are such topics or not."""
    return [code for code in map(code_in, codes_of(cells["buttons"])) if code]


def with_buttons(cells: Cells, standing: Standing) -> dict[str, str]:
    """The cells with the id of each button that was typed, where just one fits; what does not stays as it is."""
    found = []
    for typed in codes_of(cells["buttons"]):
        fitting = find_fitting(typed, standing.offered, known=standing.titles)
        found.append(fitting[0] if len(fitting) == 1 else code_in(typed) or typed)
    return {**cells, "buttons": "|".join(found)}


def read_cells(
    name: EntryName, cells: Cells, around: Surroundings, standing: Standing
) -> tuple[VariantContent | None, dict[str, str]]:
    """The content, when it can be drafted for that entry, and what is wrong with each column otherwise."""
    too_long = [Fault(column, "太长了", "请写短一些") for column, cell in cells.items() if len(cell) > LONGEST_CELL]
    if too_long:
        return None, _by_column(too_long)
    read = read_row(ImportRow.model_validate({"place": "-", "topic": name.topic, **cells}), name.scope)
    if read.content is None:
        return None, _with_unclear_button(_by_column([*name_faults(name, around), *read.faults]), cells, standing)
    faults = _with_unclear_button(_by_column(faults_of(name, read.content, around)), cells, standing)
    if isinstance(read.content, TopicContent) and (taken := around.wording_of_another(name.topic, read.content)):
        wording, owner = taken
        column = "title" if wording == read.content.title else "phrasings"
        known_as = standing.titles.get(owner, owner)
        faults[column] = f"“{wording}”已经是“{known_as}”的问法。一种问法只能属于一个问题，从其中一个里删掉。"
    return (None if faults else read.content), faults


def for_trying(cells: Cells) -> VariantContent | None:
    """What of a half-written form can be tried already, unchecked: title and phrasings; None without a title."""
    if "title" not in cells:
        return VariantContent.model_construct(answer=cells["answer"])
    if not (title := cells["title"].strip()):
        return None
    return TopicContent.model_construct(
        title=title,
        category=cells["category"],
        sensitive=cells["sensitive"] == "是",
        phrasings=lines_of(cells["phrasings"]),
    )


def lines_of(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def codes_of(cell: str) -> list[str]:
    return [code for code in cell.split("|") if code]


def _by_column(faults: Iterable[Fault]) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(fault.column, f"{fault.problem}。{fault.advice}。")
    return found


def _with_unclear_button(faults: dict[str, str], cells: Cells, standing: Standing) -> dict[str, str]:
    """What is wrong with the buttons told by the first that is none, and how it is chosen."""
    for typed in codes_of(cells["buttons"]) if "buttons" in faults else ():
        fitting = find_fitting(typed, standing.offered, known=standing.titles)
        if len(fitting) != 1:
            return faults | {"buttons": tell_unclear(typed, fitting, standing.offered, kind="问题或办事")}
    return faults


def _cell(column: str, said: str | list[str]) -> str:
    if isinstance(said, str):
        return said
    return ("\n" if column == "phrasings" else "|").join(said)


def _in_a_cell(sent: Any) -> str:
    """What was chosen or typed; a bar divides those of one cell."""
    return _plain(sent).replace("|", " ").strip()


def _plain(sent: Any) -> str:
    """A text with one kind of line end; a file has none."""
    return sent.replace("\r\n", "\n").replace("\r", "\n") if isinstance(sent, str) else ""
