"""Two people wrote in one draft: which of them changed a column, and what stands once somebody has chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from actions.faq.draft_form import Cells, lines_of
from actions.faq.errors import NotChosen
from actions.faq.opened import Opened, digest_of

MINE, THEIRS, BOTH = "mine", "theirs", "both"


def differing(mine: Cells, theirs: Cells) -> list[str]:
    """Columns that do not say the same, in the form's order; blanks at the ends and blank lines say nothing."""
    return [column for column in mine if lines_of(mine[column]) != lines_of(theirs.get(column, ""))]


def sorted_out(mine: Cells, theirs: Cells, *, opened: Opened) -> tuple[dict[str, str], list[str], list[str]]:
    """What stands of `mine`; columns to be asked about; columns that only the other one changed, and which are theirs.

    A column only I changed stays mine. One of which nobody knows what it was is asked about; so are the ids of facts
    when the source they belong to is not theirs.
    """
    differ = differing(mine, theirs)
    taken = [column for column in differ if opened.get(column) == digest_of(mine[column])]
    if "facts" in taken and "source" in differ and "source" not in taken:
        taken.remove("facts")
    left = [column for column in differ if column not in taken]
    asked = [column for column in left if opened.get(column) != digest_of(theirs[column])]
    return {**mine, **{column: theirs[column] for column in taken}}, asked, taken


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
