"""What a revision says: the general answer to a topic, or one for a narrower place or trade."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from actions.faq.categories import category_id

LONGEST_ANSWER = 350
LONGEST_TITLE = 60
LONGEST_SOURCE = 200
LONGEST_PHRASING = 80
MOST_PHRASINGS = 300
MOST_BUTTONS = 5
MOST_FACTS = 50

_MOST_REMEMBERED = 2_048  # contents, of some kilobytes each

#: Of an entry: the first until a union's staff have approved it.
UNREVIEWED, REVIEWED = "待复核", "已复核"


#: Control characters but the line end, halves of characters, two other line ends, and what marks byte orders.
_CANNOT_BE_SHOWN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def cannot_be_shown(text: str) -> bool:
    """Whether there is a control character or another that no page, sheet or YAML file takes; line ends are fine."""
    return _CANNOT_BE_SHOWN.search(text) is not None


def _shown(text: str) -> str:
    if cannot_be_shown(text):
        raise ValueError("holds characters that cannot be shown")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be one line")
    return _shown(text)


#: Text in which every character can be shown; line ends are fine.
Shown = Annotated[str, AfterValidator(_shown)]
Line = Annotated[str, AfterValidator(_one_line)]
Id = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_one_line)]


class Strict(BaseModel):
    """Unknown fields are refused, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(Strict):
    text: Annotated[Line, Field(min_length=1, max_length=LONGEST_SOURCE)]
    date: date
    facts: Annotated[list[Id], Field(max_length=MOST_FACTS)] = []


class VariantContent(Strict):
    """An answer as the bot gives it, word for word. Dates are China's; `valid_until` is the last day, or None."""

    answer: Annotated[Shown, Field(min_length=1, max_length=LONGEST_ANSWER)]
    source: Source
    valid_from: date
    valid_until: date | None = None
    buttons: list[Id] = []

    def document(self) -> dict[str, Any]:
        """As the database keeps it and the API shows it: JSON with dates as text."""
        return self.model_dump(mode="json")

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


# What nlu is told of a topic when a draft is checked.
_TAUGHT = ("title", "category", "sensitive", "phrasings")


class TopicContent(VariantContent):
    """The general answer, with what belongs to the whole topic."""

    title: Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE)]
    category: Annotated[Line, Field(min_length=1, max_length=40), AfterValidator(category_id)]
    sensitive: bool
    phrasings: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=LONGEST_PHRASING)]],
        Field(min_length=1, max_length=MOST_PHRASINGS),
    ]

    def wordings(self) -> Iterable[str]:
        """Every text that leads to this topic by itself."""
        return (self.title, *self.phrasings)

    def is_understood_as(self, other: TopicContent) -> bool:
        """Whether nlu learns the same of both: what else they say is for workers to read."""
        return all(getattr(self, name) == getattr(other, name) for name in _TAUGHT)


def read_content(document: dict[str, Any]) -> VariantContent:
    """The content of a stored document, which was checked when it came.

    A revision is never changed, and each publication reads all that are out: what was read once is remembered.
    """
    kind = TopicContent if "title" in document else VariantContent
    return _read(kind, json.dumps(document, ensure_ascii=False))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _read(kind: type[VariantContent], text: str) -> VariantContent:
    return kind.model_validate_json(text)


def bare(text: str) -> str:
    """`text` without width, case, space and punctuation differences: how two wordings are told to be the same."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] in "LN")
