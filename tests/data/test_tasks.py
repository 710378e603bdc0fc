"""What workers write when they want something done, and how they steer and greet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.data.files import (
    bare,
    by,
    document,
    entities,
    examples,
    faults,
    files,
    homes,
    name_of,
    rows,
    spellings,
    unmarked,
)

TASKS = by("id", "tasks.csv")
FILES = files("tasks/*.yml")
FEWEST_OF_KIND = {"task": 80, "control": 60, "chat": 60}
FEWEST = {"enroll": 150, "find_station": 150, "out_of_scope": 30}  # the first two carry entities
TABLES_OF_ENTITY = {
    "region": ("regions.csv", "zones.csv"),
    "place": ("places.csv",),
    "platform": ("platforms.csv",),
    "trade": ("trades.csv",),
    "facility": ("facilities.csv",),
    "time": ("times.csv",),
}
PLACEHOLDERS = {"手机号", "身份证号", "车牌", "姓名"}


def known_words(kind: str) -> set[str]:
    return {spelling for table in TABLES_OF_ENTITY[kind] for row in rows(table) for spelling in spellings(row)}


def test_everything_the_bot_does_has_its_file() -> None:
    assert sorted(path.stem for path in FILES) == sorted(TASKS)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_keeps_to_its_schema(path: Path) -> None:
    assert faults("phrasings", document(path)) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_teaches_what_it_is_named_after(path: Path) -> None:
    assert document(path)["nlu"][0]["intent"] == path.stem


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_task_is_asked_for_in_many_ways(path: Path) -> None:
    fewest = FEWEST.get(path.stem, FEWEST_OF_KIND[TASKS[path.stem]["kind"]])

    assert len({bare(unmarked(text)) for text in examples(path)}) >= fewest


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_phrasing_belongs_to_one_task_only(path: Path) -> None:
    asked = {text: homes()[bare(unmarked(text))] for text in examples(path)}

    assert {text: found for text, found in asked.items() if found != (name_of(path),)} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_marked_word_is_in_its_list(path: Path) -> None:
    marked = [(words, kind) for text in examples(path) for words, kind in entities(text)]

    assert {kind for _, kind in marked} <= TABLES_OF_ENTITY.keys()
    assert [(words, kind) for words, kind in marked if words not in known_words(kind)] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_brackets_stand_around_entities_and_placeholders_only(path: Path) -> None:
    left = {text: set(re.findall(r"\[([^\]]*)\]", re.sub(r"\[[^\]]+\]\(\w+\)", "", text))) for text in examples(path)}

    assert {text: found - PLACEHOLDERS for text, found in left.items() if found - PLACEHOLDERS} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_phrasing_begins_with_a_slash(path: Path) -> None:
    assert [text for text in examples(path) if text.startswith("/")] == []


@pytest.mark.parametrize("kind", TABLES_OF_ENTITY)
def test_each_kind_of_entity_is_shown_many_times(kind: str) -> None:
    shown = [words for path in FILES for text in examples(path) for words, found in entities(text) if found == kind]

    assert len(shown) >= 15
