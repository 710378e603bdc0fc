"""What a sender says, and how it takes the answers."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.phrasebook import Phrasebook
from benchmarks.sender import Heard, Message, Sender

BOOK = Phrasebook(phrasings=["进工会花钱不", "会费一个月多少"], places=["合肥南站"])


def _form_steps(sender: Sender, count: int, asks: list[str | None]) -> list[Message]:
    """The next `count` form steps when the bot asks for `asks` in turn after each."""
    steps: list[Message] = []
    heard = Heard(("好的",))
    while len(steps) < count:
        message = sender.next_message()
        if message.kind == "form":
            steps.append(message)
            heard = Heard(("下一步",), asks=asks[len(steps) - 1])
        sender.hear(message, Heard(heard.texts, heard.asks, stations=True))
    return steps


@pytest.mark.parametrize("number", [0, 3, 6407])
def test_of_ten_messages_six_are_questions_two_form_steps_two_searches(number: int) -> None:
    sender = Sender(number, BOOK, guided=False)

    kinds = Counter(sender.next_message().kind for _ in range(10))

    assert kinds == {"faq": 6, "form": 2, "stations": 2}


def test_the_same_number_says_the_same_to_every_system() -> None:
    one, other = Sender(7, BOOK, guided=False), Sender(7, BOOK, guided=False)

    assert [one.next_message() for _ in range(30)] == [other.next_message() for _ in range(30)]


def test_a_guided_sender_answers_the_field_it_is_asked_for() -> None:
    sender = Sender(0, BOOK, guided=True)

    start, consent, region = _form_steps(sender, 3, ["consent", "region", "name"])

    assert (start.field, start.text) == (None, "我要入会")
    assert (consent.field, consent.text) == ("consent", "同意")
    assert (region.field, region.text) == ("region", "龙子湖区")


def test_a_finished_application_ends_the_conversation_and_the_next_is_another_person() -> None:
    sender = Sender(0, BOOK, guided=True)
    before = sender.conversation
    first = _form_steps(sender, 3, ["id_number", "confirm", None])
    after = sender.conversation
    second = _form_steps(sender, 2, ["id_number", None])

    assert after != before
    assert first[2].text == "确认"
    assert first[1].field == second[1].field == "id_number"
    assert first[1].text != second[1].text


def test_no_two_senders_of_any_level_share_an_id_number() -> None:
    numbers = [
        _form_steps(Sender(level * 100 + index, BOOK, guided=True), 2, ["id_number", None])[1].text
        for level in (1, 2, 4, 16, 64)
        for index in range(level)
    ]

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("message", "heard", "useful"),
    [
        (Message("faq", "问"), Heard(("答",)), True),
        (Message("faq", "问"), Heard(()), False),
        (Message("faq", "问"), Heard((" ",)), False),
        (Message("stations", "找"), Heard(("没找到",)), False),
        (Message("stations", "找"), Heard(("有三家",), stations=True), True),
        (Message("form", "王伟", "name"), Heard(("身份证号?",), asks="id_number"), True),
        (Message("form", "王伟", "name"), Heard(("没看懂",), asks="name"), False),
        (Message("form", "我要入会"), Heard(("没听懂",)), False),
        (Message("form", "确认", "confirm"), Heard(("收到",)), True),
    ],
    ids=lambda value: getattr(value, "kind", None) and f"{value.kind}-{value.field}",
)
def test_only_an_answer_that_helps_counts_as_useful(message: Message, heard: Heard, useful: bool) -> None:
    assert Sender(0, BOOK, guided=True).hear(message, heard) is useful
