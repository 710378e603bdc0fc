"""Reading the development set."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.development import read_development
from nlu.errors import DataUnreadable

WHOLE = """\
writer: rider
messages:
  join_cost: ["要掏钱不"]
out_of_scope: ["今天啥天气"]
two_needs: [{text: "要钱不 几天能批", needs: [join_cost, join_review_time]}]
follow_ups: [{after: join_how, text: "那要多久", means: join_review_time}]
"""


def test_each_part_is_read_with_what_it_means(tmp_path: Path) -> None:
    (tmp_path / "rider.yaml").write_text(WHOLE, encoding="utf-8")

    messages = read_development(tmp_path)

    assert [(each.text, each.label, each.writer) for each in messages.single] == [("要掏钱不", "join_cost", "rider")]
    assert [each.is_in_scope for each in messages.out_of_scope] == [False]
    assert [(each.label, each.second) for each in messages.two_needs] == [("join_cost", "join_review_time")]
    assert [(each.after, each.label) for each in messages.follow_ups] == [("join_how", "join_review_time")]
    assert len(messages.all()) == 4


@pytest.mark.parametrize(
    "spoilt",
    [
        WHOLE.replace('["要掏钱不"]', "[12351]"),
        WHOLE.replace("writer: rider\n", ""),
        WHOLE.replace("[join_cost, join_review_time]", "[join_cost]"),
        "- a list",
        "a: [",
    ],
)
def test_a_spoilt_file_is_named(tmp_path: Path, spoilt: str) -> None:
    (tmp_path / "rider.yaml").write_text(spoilt, encoding="utf-8")

    with pytest.raises(DataUnreadable, match=r"rider\.yaml"):
        read_development(tmp_path)


def test_an_empty_folder_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable):
        read_development(tmp_path)
