"""What a GBK file could not hold: spreadsheets write ? in place of an emoji, which nobody meant who sends the file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.faq.differences import columns_of
from actions.faq.list_judging import Known
from actions.faq.model import FaqRevision
from actions.faq.rows import GBK, ImportRow, ReadRow, read_row

_COLUMNS = ("title", "answer", "source", "phrasings")


def put_back_lost(read: Sequence[ReadRow], known: Known) -> list[ReadRow]:
    """The rows with each line that only lost signs said as the revision says it from which the row was made."""
    return [_put_back(one, known) for one in read]


def _put_back(one: ReadRow, known: Known) -> ReadRow:
    made_from = _made_from(one, known)
    if one.row.encoding != GBK or made_from is None:
        return one
    said = columns_of(made_from.says)
    cells = {}
    for column in _COLUMNS:
        lines = text if isinstance(text := said.get(column, ""), list) else text.split("\n")
        cells[column] = with_lost_signs(getattr(one.row, column), lines)
    row: ImportRow = one.row.model_copy(update=cells)
    return read_row(row, one.name.scope)


def _made_from(one: ReadRow, known: Known) -> FaqRevision | None:
    former = known.former.get((one.name, one.made_from)) if one.made_from is not None else None
    return former or known.out.get(one.name)


def with_lost_signs(cell: str, said: Sequence[str]) -> str:
    """The cell with each of its lines that was one of `said` before signs were lost; each of those stands for one."""
    if "?" not in cell:
        return cell
    lines = cell.split("\n")
    left = [(line, kept) for line in said if line not in lines and (kept := _as_kept(line)) is not None]
    for place, line in enumerate(lines):
        found = next((one for one in left if one[1].fullmatch(line.strip())), None)
        if found is not None:
            left.remove(found)
            lines[place] = found[0]
    return "\n".join(lines)


def _as_kept(line: str) -> re.Pattern[str] | None:
    """What the line looks like in a GBK file; None where it loses nothing.

    Excel writes a ? for each 16 bits of a sign, other programs one for the sign.
    """
    if _holds(line):
        return None
    signs = (
        re.escape(sign) if _holds(sign) else rf"\?{{1,{len(sign.encode('utf-16-le')) // 2}}}" for sign in line.strip()
    )
    return re.compile("".join(signs))


def _holds(text: str) -> bool:
    try:
        text.encode(GBK)
    except UnicodeEncodeError:
        return False
    return True
