"""What two revisions say differently, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.faq.content import VariantContent

#: Columns of a revision's content in the order staff read them, with the names they know.
COLUMNS: Mapping[str, str] = {
    "title": "标题",
    "category": "分类",
    "sensitive": "敏感",
    "answer": "回答",
    "source": "来源",
    "source_date": "来源日期",
    "facts": "依据",
    "valid_from": "生效日期",
    "valid_until": "失效日期",
    "buttons": "按钮",
    "phrasings": "问法",
}


@dataclass(frozen=True)
class Difference:
    """One column. For lists `before` and `after` hold only what left and what came; both empty: the order changed."""

    column: str
    before: list[str]
    after: list[str]


def differences(before: VariantContent | None, after: VariantContent) -> list[Difference]:
    """In the order of COLUMNS; against nothing, everything is new."""
    old, new = columns_of(before) if before is not None else {}, columns_of(after)
    found = []
    for column in COLUMNS:
        was, now = old.get(column), new.get(column)
        if was == now:
            continue
        if isinstance(was or now, list):
            gone, come = was or [], now or []
            found.append(
                Difference(column, [one for one in gone if one not in come], [one for one in come if one not in gone])
            )
        else:
            found.append(Difference(column, [str(was)] if was else [], [str(now)] if now else []))
    return found


def columns_of(content: VariantContent) -> dict[str, str | list[str]]:
    """The content as one text or list of texts per column; what it does not say is left out."""
    document: dict[str, Any] = content.document()
    source = document.pop("source")
    document |= {"source": source["text"], "source_date": source["date"], "facts": source["facts"]}
    if "sensitive" in document:
        document["sensitive"] = "是" if document["sensitive"] else "否"
    return {column: document[column] for column in COLUMNS if document.get(column) is not None}
