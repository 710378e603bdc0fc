"""Invitation codes: one form, no sign like another, and a check sign that finds slips of the pen."""

from __future__ import annotations

from actions.rosters.codes import SIGNS, code_of, is_code
from bot.dialogue.invitation_code import code_in

MADE = [code_of(f"token-{number}") for number in range(2_000)]


def test_codes_have_one_form_and_differ() -> None:
    assert all(is_code(code) for code in MADE)
    assert len(set(MADE)) == len(MADE)


def test_no_sign_looks_like_another() -> None:
    assert set(SIGNS).isdisjoint("0O1IL2Z5S8UV")


def test_a_code_is_never_long_digits_which_would_pass_for_a_number() -> None:
    assert max(sum(sign.isdigit() for sign in code) for code in MADE) <= 6


def test_every_wrong_sign_and_every_two_neighbours_that_changed_places_are_found() -> None:
    code = MADE[0].replace("-", "")
    for place, sign in enumerate(code):
        for other in set(SIGNS) - {sign}:
            assert not is_code(_dashed(code[:place] + other + code[place + 1 :]))
        if place and code[place - 1] != sign:
            assert not is_code(_dashed(code[: place - 1] + sign + code[place - 1] + code[place + 1 :]))


def test_the_bot_knows_the_same_codes() -> None:
    """Rooms share no code: both sides have the rule, and here they meet."""
    assert [code_in(f"我的邀请码是{code.lower()}，帮我报名") for code in MADE[:200]] == MADE[:200]


def _dashed(signs: str) -> str:
    return f"{signs[:5]}-{signs[5:]}"
