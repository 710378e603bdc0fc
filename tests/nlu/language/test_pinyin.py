from __future__ import annotations

import pytest

from nlu.language.pinyin import fuzzy_syllable, name_readings, sounds, syllable


@pytest.mark.parametrize(
    ("char", "heard"),
    [
        ("会", "hui"),
        ("中", "zon"),
        ("城", "cen"),
        ("上", "san"),
        ("蚌", "ban"),
        ("a", "a"),
        ("3", "3"),
        ("\ue001", "\ue001"),
    ],
)
def test_syllables_are_heard_without_tone_and_accent(char: str, heard: str) -> None:
    assert fuzzy_syllable(char) == heard


def test_accents_are_kept_where_they_tell_names_apart() -> None:
    assert syllable("上") == "shang"


def test_a_name_sounds_as_locals_say_it_and_as_it_reads() -> None:
    assert {("lu", "an"), ("liu", "an")} <= name_readings("六安")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("退会", ["tui", "hui"]),
        ("tuihui", ["tui", "hui"]),
        ("要wangshang办", ["yao", "wan", "san", "ban"]),
        ("zhuyuan", ["zu", "yuan"]),
        ("要ru会", ["yao", "ru", "hui"]),
        ("app", ["a", "p", "p"]),  # spells no syllables
        ("hello", ["h", "e", "l", "l", "o"]),
    ],
)
def test_letters_are_heard_as_the_syllables_they_spell(text: str, heard: list[str]) -> None:
    assert sounds(text) == heard
