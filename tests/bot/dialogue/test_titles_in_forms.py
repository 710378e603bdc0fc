"""A topic's title is a question in every form, whether nlu can be asked or not."""

from __future__ import annotations

import pytest

from tests.bot.dialogue.driver import Chat, feed


@pytest.mark.parametrize("answers", [(), ("外卖骑手",), ("外卖骑手", "美团")], ids=["trade", "platform", "region"])
@pytest.mark.parametrize("topic", ["membership_update_info", "platform_fine", "station_hours"])
def test_it_is_answered_and_the_same_field_asked_again(answers: tuple[str, ...], topic: str):
    chat = Chat(nlu_down=True)
    chat.say("我要入会")
    for answer in answers:
        chat.press(answer)
    asked = chat.state.asked_field
    entry = feed().get(topic)
    assert entry is not None

    chat.say(entry.title)

    assert entry.answer.text in chat.said
    assert chat.state.asked_field == asked
