"""The ready-made sentences operators begin with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.data.files import DATA, document, faults

REPLIES: list[dict[str, Any]] = document(DATA / "quick_replies.yaml")


def test_the_file_keeps_to_its_schema() -> None:
    assert faults("quick_replies", REPLIES) == []


def test_no_two_have_one_title() -> None:
    titles = [reply["title"] for reply in REPLIES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("text", ["您好，{身份证}", "您好，{接线员", ""])
def test_what_is_no_variable_is_refused(text: str) -> None:
    assert faults("quick_replies", [{"title": "问好", "text": text}]) != []
