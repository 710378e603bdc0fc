"""Cutting long texts as Telegram counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.text_parts import text_parts


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_a_short_text_is_one_message() -> None:
    assert text_parts("入会不收费。\n· 电话 12351") == ["入会不收费。\n· 电话 12351"]


def test_exactly_the_limit_is_still_one_message_and_one_more_is_two() -> None:
    assert len(text_parts("会" * 4096)) == 1
    assert text_parts("会" * 4097) == ["会" * 4096, "会"]


def test_a_sign_outside_the_basic_plane_counts_twice_and_is_never_torn() -> None:
    parts = text_parts("🐝" * 2049)

    assert parts == ["🐝" * 2048, "🐝"]


def test_it_is_cut_at_line_ends() -> None:
    parts = text_parts("第一行\n第二行\n第三行", most_units=8)

    assert parts == ["第一行\n第二行", "第三行"]


def test_blank_text_is_no_message() -> None:
    assert text_parts("\n  \n") == []


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=400), st.integers(2, 40))
def test_nothing_but_line_ends_and_blank_pieces_is_lost_and_no_piece_is_too_long(text: str, most: int) -> None:
    parts = text_parts(text, most)

    assert all(0 < units(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
