"""The sentences the bot says that are no FAQ answer."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from tests.data.files import document, faults, files, name_of

FILES = files("responses/*.yaml")
SENTENCES = [pytest.param(key, text, id=key) for path in FILES for key, text in document(path).items()]


def variants(text: str | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else text


def placeholders(text: str) -> set[str]:
    """Raises ValueError for a brace that is not closed."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_bot_has_something_to_say() -> None:
    assert SENTENCES


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_keeps_to_its_schema(path: Path) -> None:
    assert faults("responses", document(path)) == []


def test_no_key_stands_in_two_files() -> None:
    keys = Counter(key for path in FILES for key in document(path))

    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize(("key", "text"), SENTENCES)
def test_placeholders_are_plain_names(key: str, text: str | list[str]) -> None:
    for variant in variants(text):
        for _, name, layout, conversion in Formatter().parse(variant):
            assert name is None or re.fullmatch(r"[a-z][a-z0-9_]*", name), f"{{{name}}} in {key}"
            assert not layout, f"{{{name}}} in {key} has a layout"
            assert conversion is None, f"{{{name}}} in {key} has a conversion"


@pytest.mark.parametrize(("key", "text"), SENTENCES)
def test_all_variants_of_a_sentence_need_the_same_values(key: str, text: str | list[str]) -> None:
    first, *others = map(placeholders, variants(text))

    assert [other for other in others if other != first] == []
