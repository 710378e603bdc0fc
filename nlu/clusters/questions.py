"""What is to be clustered."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from nlu.feed.document import a_list, a_text

MOST_QUESTIONS = 20_000
LONGEST_TEXT = 200  # characters

# Stands where an account or an address was taken out; nobody taught the model that its words are not the worker's.
_UNTAUGHT_MARK = re.compile(r"\[(?:账号|地址)\]")

SHAPE = (
    f'{{"questions": [at most {MOST_QUESTIONS} of {{"id", "text": 1 to {LONGEST_TEXT} characters, "cluster"}}], '
    '"fixed": [clusters]}, each id once'
)


class QuestionsUnreadable(ValueError):
    """The text says what questions must be; it holds nothing of these."""

    def __init__(self) -> None:
        super().__init__(f"not {SHAPE}")


@dataclass(frozen=True)
class Question:
    id: int
    text: str
    cluster: int | None  # where it lies now


@dataclass(frozen=True)
class Questions:
    all: tuple[Question, ...]
    fixed: frozenset[int]  # clusters that stay as they are


def read_questions(body: bytes) -> Questions:
    """Reads the body of `POST /v1/question-clusters`. Raises QuestionsUnreadable."""
    try:
        stated = json.loads(body.decode("utf-8"))
        questions = tuple(_question(each) for each in a_list(stated["questions"]))
        fixed = frozenset(_whole_number(each) for each in a_list(stated["fixed"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise QuestionsUnreadable from error
    if len(questions) > MOST_QUESTIONS or len({each.id for each in questions}) < len(questions):
        raise QuestionsUnreadable
    return Questions(questions, fixed)


def _question(stated: Any) -> Question:
    text, cluster = a_text(stated["text"]), stated["cluster"]
    if not 1 <= len(text) <= LONGEST_TEXT:
        raise ValueError
    read = _UNTAUGHT_MARK.sub("", text)
    return Question(_whole_number(stated["id"]), read, None if cluster is None else _whole_number(cluster))


def _whole_number(stated: Any) -> int:
    if not isinstance(stated, int) or isinstance(stated, bool):
        raise TypeError
    return stated
