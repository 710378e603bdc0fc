from __future__ import annotations

import pytest

from nlu.language.cleaning import Cleaner
from nlu.language.initials import Initials


@pytest.mark.parametrize(
    ("typed", "written_out"),
    [
        ("rh要💰不", "入会要不"),
        ("RH 要钱不", "入会要钱不"),
        ("gh的yz几点关", "工会的驿站几点关"),
        ("sfz号安全不", "身份证号安全不"),
        ("app怎么下", "app怎么下"),  # no shortening
        ("rhx", "rhx"),  # only whole runs of letters
    ],
)
def test_shortened_words_are_written_out(cleaner: Cleaner, typed: str, written_out: str) -> None:
    assert cleaner.clean(typed) == written_out


def test_every_shipped_shortening_stands_for_one_word() -> None:
    assert Initials.shipped().written_out("gh rh") == "工会 入会"
