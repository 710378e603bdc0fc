"""The FAQ: one file for each topic, sourced, dated, and asked in many ways."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.data.files import bare, by, document, examples, faults, files, homes, name_of, parts, unmarked

FAQ = files("faq/*/*.yaml")
TOPICS = by("id", "topics.csv")
FEWEST_PHRASINGS = 50


def test_every_topic_has_its_file() -> None:
    assert sorted(path.stem for path in FAQ) == sorted(TOPICS)


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_an_entry_keeps_to_its_schema(path: Path) -> None:
    assert faults("faq", document(path)) == []


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_an_entry_says_what_the_list_of_topics_says(path: Path) -> None:
    entry = document(path)
    topic = TOPICS[path.stem]

    assert entry["topic"] == path.stem
    assert entry["title"] == topic["title"]
    assert entry["category"] == topic["category"] == path.parent.name
    assert entry["sensitive"] == (topic["sensitive"] == "true")


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_an_entry_offers_what_exists_and_what_its_topic_offers(path: Path) -> None:
    buttons = set(document(path)["buttons"])

    assert buttons <= (TOPICS.keys() | by("id", "tasks.csv").keys()) - {path.stem}
    assert set(parts(TOPICS[path.stem]["offers"])) <= buttons


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_an_entry_has_a_source_with_a_past_date(path: Path) -> None:
    entry = document(path)

    assert entry["source"]["text"].strip()
    assert date.fromisoformat(entry["source"]["date"]) <= date.fromisoformat(entry["valid_from"])


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_an_entry_is_asked_in_many_ways_and_not_by_its_title_alone(path: Path) -> None:
    entry = document(path)
    asked = {bare(text) for text in entry["phrasings"]}

    assert len(asked) >= FEWEST_PHRASINGS
    assert bare(entry["title"]) not in asked


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_a_phrasing_belongs_to_one_entry_only(path: Path) -> None:
    asked = {text: homes()[bare(text)] for text in document(path)["phrasings"]}

    assert {text: found for text, found in asked.items() if found != (name_of(path),)} == {}


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_the_title_of_an_entry_leads_to_no_other(path: Path) -> None:
    assert set(homes().get(bare(document(path)["title"]), ())) <= {name_of(path)}


def test_no_title_of_a_topic_is_a_phrasing_of_a_task() -> None:
    titles = {bare(topic["title"]) for topic in TOPICS.values()}
    asked = {bare(unmarked(text)): name_of(path) for path in files("tasks/*.yml") for text in examples(path)}

    assert {title: asked[title] for title in titles & asked.keys()} == {}
