"""An applicant at a chat, whichever it is: the page in a browser, or its HTTP contract."""

from __future__ import annotations

import re
from typing import Protocol

from tests.people import Person

NUMBER = re.compile(r"XF\d\d-\d{6}-\d")


class Chat(Protocol):
    """`Worker` and `ChatPage` are both."""

    def say(self, text: str) -> object: ...

    def press(self, title: str) -> object: ...

    def hears(self, words: str) -> object: ...

    def everything(self) -> list[str]:
        """All the bot has said, oldest first."""


def hand_in(chat: Chat, who: Person, *, phone: str = "", plate: str = "") -> str:
    """From the consent to the end of the form; the application's number."""
    chat.press("同意")
    for text in filter(None, (who.name, who.id_number, phone or who.phone, plate)):
        chat.say(text)
    chat.press("确认提交")
    chat.hears("申请已经递到")
    return NUMBER.findall("\n".join(chat.everything()))[-1]
