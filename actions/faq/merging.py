"""Two people wrote in one draft: where they differ, and what stands once somebody has chosen, column by column."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from actions.faq.draft_form import Cells, lines_of
from actions.faq.errors import NotChosen

MINE, THEIRS, BOTH = "mine", "theirs", "both"


def differing(mine: Cells, theirs: Cells) -> list[str]:
    """Columns that do not say the same, in the form's order; blanks at the ends and blank lines say nothing."""
    return [column for column in mine if lines_of(mine[column]) != lines_of(theirs.get(column, ""))]


def merged(mine: Cells, theirs: Cells, *, shown: Collection[str], picks: Mapping[str, str]) -> dict[str, str]:
    """What stands of `mine` after the picks; `shown` are the columns that were laid side by side.

    Raises NotChosen for columns among them that still differ and have no pick.
    """
    still = [column for column in differing(mine, theirs) if column in shown]
    if missing := [column for column in still if picks.get(column) not in (MINE, THEIRS, BOTH)]:
        raise NotChosen(dict.fromkeys(missing, "两边不一样，请选用哪一个。"))
    chosen = dict(mine)
    for column in still:
        if picks[column] == THEIRS:
            chosen[column] = theirs[column]
        elif picks[column] == BOTH:
            chosen[column] = "\n".join(dict.fromkeys((*lines_of(mine[column]), *lines_of(theirs[column]))))
    return chosen


def only_there(here: str, there: str) -> list[str]:
    """The lines of a column that the other one has besides."""
    known = set(lines_of(here))
    return [line for line in lines_of(there) if line not in known]
