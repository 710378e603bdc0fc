"""A worker with Telegram on the phone: types, shares, presses, and reads what the bot sent."""

from __future__ import annotations

import time
from typing import Any

from tests.telegram_double.chats import Chats
from tests.telegram_double.sent import SentMessage
from tests.telegram_double.updates import Updates


class TelegramWorker:
    """Each doing returns the id of the update it made. `last_message_id` is the worker's own newest message."""

    def __init__(self, chats: Chats, updates: Updates, user_id: int, first_name: str) -> None:
        self._chats = chats
        self._updates = updates
        self.chat_id = user_id
        self._user = {"id": user_id, "is_bot": False, "first_name": first_name, "language_code": "zh-hans"}
        self.last_message_id = 0

    # Doing

    def start(self) -> int:
        """Press START: what everybody does first."""
        return self.type("/start")

    def type(self, text: str) -> int:
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return self.write(content)

    def share_location(self, lat: float, lon: float) -> int:
        """A pin, WGS-84."""
        return self.write({"location": {"latitude": lat, "longitude": lon, "horizontal_accuracy": 20.0}})

    def share_venue(self, lat: float, lon: float, title: str) -> int:
        place = {"latitude": lat, "longitude": lon}
        return self.write({"location": place, "venue": {"location": place, "title": title, "address": title}})

    def share_contact(self, phone_number: str, *, own: bool = True) -> int:
        """The worker's own card, or one of somebody who is not on Telegram."""
        card: dict[str, Any] = {"phone_number": phone_number, "first_name": "测试"}
        return self.write({"contact": {**card, "user_id": self.chat_id} if own else card})

    def send_photo(self, caption: str | None = None, album: str | None = None, *, name: str = "photo") -> int:
        """In two sizes, the larger one last: the file ids are `<name>-small` and `<name>-file`."""
        sizes = [
            {**_file(name), "file_id": f"{name}-small", "width": 90, "height": 90},
            {**_file(name), "width": 1280, "height": 960},
        ]
        extra = {"caption": caption, "media_group_id": album}
        return self.write({"photo": sizes, **{key: value for key, value in extra.items() if value}})

    def send_voice(self) -> int:
        return self.write({"voice": {**_file("voice"), "duration": 3, "mime_type": "audio/ogg"}})

    def send_sticker(self) -> int:
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self.write({"sticker": {**_file("sticker"), **shape, "emoji": "👍"}})

    def send_document(self, mime_type: str = "application/pdf") -> int:
        return self.write({"document": {**_file("document"), "mime_type": mime_type}})

    def edit(self, text: str) -> int:
        """Change the newest own message."""
        message = self._message(self.last_message_id, {"text": text, "edit_date": int(time.time())})
        return self._updates.add("edited_message", message)

    def press(self, title: str) -> int:
        """Press the newest inline button whose title contains `title`."""
        message, button = self._find(title, "callback_data")
        query = {
            "id": self._chats.new_query(),
            "from": self._user,
            "chat_instance": "1",
            "message": self._message(message.message_id, {"text": message.text}),
            "data": button["callback_data"],
        }
        return self._updates.add("callback_query", query)

    def block(self) -> None:
        self._chats.block(self.chat_id, True)

    def unblock(self) -> None:
        self._chats.block(self.chat_id, False)

    def leave_telegram(self) -> None:
        """Delete the account."""
        self._chats.forget(self.chat_id)

    def write(self, content: dict[str, Any]) -> int:
        """Any message; `content` holds the Bot API fields that make its kind."""
        self.last_message_id = self._chats.written_by_worker(self.chat_id)
        return self._updates.add("message", self._message(self.last_message_id, content))

    # Seeing

    @property
    def messages(self) -> list[SentMessage]:
        """What the bot sent here, in order."""
        return self._chats.sent_to(self.chat_id)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    def link(self, title: str) -> str:
        """Where the newest link button with `title` leads."""
        return str(self._find(title, "url")[1]["url"])

    def still_sees_own(self, message_id: int) -> bool:
        return not self._chats.is_deleted(message_id)

    def hears(self, words: str, *, within_seconds: float = 60.0) -> SentMessage:
        """Wait for a message that contains `words`."""
        found: list[SentMessage] = []

        def heard() -> bool:
            found[:] = [message for message in self.messages if words in message.text]
            return bool(found)

        assert self._chats.wait_until(heard, within_seconds), f"never heard {words!r}; last: {self.texts[-4:]}"
        return found[-1]

    def hears_messages(self, count: int, *, within_seconds: float = 60.0) -> list[SentMessage]:
        """Wait until the bot has sent at least so many messages in all."""
        arrived = self._chats.wait_until(lambda: len(self.messages) >= count, within_seconds)
        assert arrived, f"only {len(self.messages)} of {count}: {self.texts[-4:]}"
        return self.messages

    def _find(self, title: str, kind: str) -> tuple[SentMessage, dict[str, Any]]:
        for message in reversed(self.messages):
            for button in message.inline_buttons:
                if kind in button and title in button["text"]:
                    return message, button
        raise AssertionError(f"no button {title!r}; last: {self.texts[-3:]}")

    def _message(self, message_id: int, content: dict[str, Any]) -> dict[str, Any]:
        chat = {"id": self.chat_id, "first_name": self._user["first_name"], "type": "private"}
        return {"message_id": message_id, "from": self._user, "chat": chat, "date": int(time.time()), **content}


def _file(kind: str) -> dict[str, Any]:
    return {"file_id": f"{kind}-file", "file_unique_id": f"{kind}-unique", "file_size": 1234}
