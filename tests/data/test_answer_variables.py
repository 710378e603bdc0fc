"""What may stand in braces in an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.faq.content import LONGEST_ANSWER
from actions.faq.variables import lone_brace_in, longest_values, told_length, unknown_in
from actions.reference import Reference
from tests.data.files import DATA, document, faults, files, name_of

VARIABLES = document(DATA / "answer_variables.yaml")
FAQ = files("faq/*/*.yaml")


def test_the_file_keeps_to_its_schema() -> None:
    assert faults("answer_variables", VARIABLES) == []


def test_no_two_have_one_name() -> None:
    names = [one["name"] for one in VARIABLES.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", FAQ, ids=name_of)
def test_an_answer_uses_variables_there_are_and_fits_with_the_longest_value_of_each(path: Path) -> None:
    longest = longest_values(Reference.load(DATA))
    entry = document(path)

    for text in (entry["answer"], *(variant["answer"] for variant in entry.get("variants", []))):
        assert (unknown_in(text, longest), lone_brace_in(text)) == (None, None)
        assert told_length(text.strip(), longest) <= LONGEST_ANSWER


def test_some_shipped_answers_name_the_workers_own_place() -> None:
    assert sum("{地区}" in document(path)["answer"] for path in FAQ) >= 2
