"""`{地区}` and its like in an answer become what the conversation knows of the worker, else plain words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.messages import Entity
from bot.dialogue.reference import Reference, ReferenceDataError
from bot.dialogue.state import State
from tests.bot.dialogue.driver import DATA, Chat, answer, entry, feed_of, region


def said(text: str, *, state: State | None = None, entities: tuple[Entity, ...] = (), **more: Any) -> str:
    """The line a worker reads where an answer says `text`."""
    chat = Chat(feed=feed_of(entry("x", "某事", text)), state=state or State(), **more)
    chat.say("某事呢", answer("x", entities=entities))
    return chat.said.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{地区}的工会", "合肥市包河区的工会"),
        ("｛地区｝的{行当}", "合肥市包河区的外卖骑手"),
        ("{ 行当 ｝都行", "外卖骑手都行"),
        ("打 {工会热线}，{工会热线}", "打 12351，12351"),
        ("{今天}还在办", "11月22日还在办"),
    ],
)
def test_a_variable_becomes_what_the_conversation_knows(text: str, told: str):
    assert said(text, state=State(region="340111", trade="rider")) == told


def test_what_nobody_told_becomes_plain_words():
    assert said("{地区}的{行当}打 {工会热线}") == "您那里的工友打 12351"


@pytest.mark.parametrize(("where", "trade"), [("349999", "pilot"), ("340000", "other")])
def test_a_code_without_a_name_to_say_becomes_plain_words(where: str, trade: str):
    assert said("{地区}的{行当}", state=State(region=where, trade=trade)) == "您那里的工友"


def test_what_the_question_names_counts_before_what_is_remembered():
    named = (region("340700", "铜陵"), Entity("trade", "courier", "快递员"))

    told = said("{地区}的{行当}", state=State(region="340111", trade="rider"), entities=named)

    assert told == "铜陵市的快递员"


def test_the_day_is_that_of_anhui():
    late_in_london = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)

    assert said("{今天}", now=late_in_london) == "1月1日"


@pytest.mark.parametrize("text", ["{手机号}", "{}", "{地区", "地区}", "{{", "%s {0} {x!r} $1 \\1"])
def test_what_is_no_variable_stays_as_it_is_written(text: str):
    assert said(text, state=State(region="340111")) == text


def test_the_answer_for_an_area_names_the_workers_own_county():
    own = {"areas": ["340100"], "trades": [], "answer": "{地区}归合肥管。"}
    chat = Chat(feed=feed_of(entry("x", "某事", "{地区}看当地。", variants=[own])), state=State(region="340111"))

    chat.say("某事呢", answer("x"))

    assert chat.said.startswith("合肥市包河区归合肥管。\n\n这是合肥市的情况。")


def test_the_same_words_for_some_are_said_of_everybody():
    own = {"areas": ["340100"], "trades": [], "answer": "{地区}看当地。"}
    chat = Chat(feed=feed_of(entry("x", "某事", "{地区}看当地。", variants=[own])), state=State(region="340111"))

    chat.say("某事呢", answer("x"))

    assert "这是" not in chat.said


def test_an_answer_told_days_later_has_its_variables_said():
    chat = Chat(feed=feed_of(entry("x", "某事", "{地区}的{行当}。")), state=State(region="340111", trade="courier"))

    chat.news("question.answered", topic="x", asked="某事呢", asked_at="2026-11-20T04:00:00Z")

    assert "合肥市包河区的快递员。" in chat.said


@pytest.mark.parametrize("content", [None, "[", "- 地区", "region: {name: 地区}", "region: 地区"])
def test_a_list_that_cannot_be_used_is_named(tmp_path: Path, content: str | None):
    for path in DATA.iterdir():
        if path.name != "answer_variables.yaml":
            (tmp_path / path.name).symlink_to(path)
    if content is not None:
        (tmp_path / "answer_variables.yaml").write_text(content, encoding="utf-8")

    with pytest.raises(ReferenceDataError, match=r"answer_variables\.yaml"):
        Reference.load(tmp_path)
