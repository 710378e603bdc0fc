"""The FAQ's files: read whole, or refused in one line that names file and field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.faq.entries import UnreadableEntry, load_entries
from tests.actions.faq.files import entry, write_entry
from tests.actions.house import DATA_DIR


def test_every_shipped_entry_can_be_read() -> None:
    entries = load_entries(DATA_DIR)

    assert [one.topic for one in entries] == sorted(path.stem for path in DATA_DIR.glob("faq/*/*.yaml"))


def test_a_file_becomes_an_entry(tmp_path: Path) -> None:
    write_entry(tmp_path, entry())

    [one] = load_entries(tmp_path)

    assert (one.topic, one.answer, one.source.date) == ("join_cost", "申请入会不收钱。", date(2023, 10, 12))


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"answer": ...}, "answer: field required"),
        ({"answer": "  \n"}, "answer: "),
        ({"answer": "长" * 351}, "answer: "),
        ({"title": 5}, "title: "),
        ({"sensitive": "perhaps"}, "sensitive: "),
        ({"source": "中国工会章程"}, "source: "),
        ({"source": {"text": "章程", "date": "last year", "facts": []}}, "source.date: "),
        ({"valid_from": "soon"}, "valid_from: "),
        ({"phrasings": []}, "phrasings: "),
        ({"phrasings": ["可以吗", ""]}, "phrasings.1: "),
        ({"answr": "typo"}, "answr: "),
        ({"topic": "join_costs"}, "topic: must be join_cost"),
        ({"category": "dues"}, "category: must be join"),
        ({"answer": "打 {手机号}。"}, "answer: {手机号} is no variable; there are {地区}、{行当}、{工会热线}、{今天}"),
        ({"answer": "在{地区干活。"}, "answer: { is no variable"),
        ({"buttons": ["enrol"]}, "buttons: enrol is neither a task nor a topic"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(tmp_path: Path, fields: dict[str, Any], complaint: str) -> None:
    file = write_entry(tmp_path, entry(**fields))

    with pytest.raises(UnreadableEntry) as refused:
        load_entries(tmp_path)

    assert str(refused.value).startswith(f"{file}: {complaint}")
    assert "\n" not in str(refused.value)


def test_broken_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    file = write_entry(tmp_path, "topic: join_cost\nbuttons: [enroll\ntitle: x\n")

    with pytest.raises(UnreadableEntry, match=rf"^{file} is not YAML at line 3$"):
        load_entries(tmp_path)


@pytest.mark.parametrize("content", ["", "- a list", "just a text"])
def test_a_file_that_is_no_entry_at_all_is_named(tmp_path: Path, content: str) -> None:
    file = write_entry(tmp_path, content)

    with pytest.raises(UnreadableEntry, match=f"^{file}: the file: "):
        load_entries(tmp_path)


def test_a_topic_has_one_file_only(tmp_path: Path) -> None:
    write_entry(tmp_path, entry())
    write_entry(tmp_path, entry(category="dues"), path="dues/join_cost.yaml")

    with pytest.raises(UnreadableEntry, match=r"join_cost\.yaml: topic: .* has the same"):
        load_entries(tmp_path)


def test_a_button_may_lead_to_another_topic(tmp_path: Path) -> None:
    write_entry(tmp_path, entry(buttons=["join_how"]))
    write_entry(tmp_path, entry(topic="join_how"), path="join/join_how.yaml")

    assert len(load_entries(tmp_path)) == 2


def test_a_folder_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableEntry, match="has no entries"):
        load_entries(tmp_path)
