"""The Bot API methods a bot like ours calls, with the checks Telegram makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp.web import FileField

from tests.telegram_double.chats import Chats
from tests.telegram_double.errors import bad_request
from tests.telegram_double.keyboards import check_keyboard
from tests.telegram_double.parameters import integer_in, json_in, number_in, text_in
from tests.telegram_double.sent import SentMessage
from tests.telegram_double.updates import Updates

Given = dict[str, Any]
MOST_TEXT_UNITS = 4096
MOST_CAPTION_UNITS = 1024
BOT_USER = {"id": 4242, "is_bot": True, "first_name": "小蜂", "username": "xiaofeng_double_bot"}


@dataclass
class WebhookSetting:
    """Where updates are pushed to; `url` is empty while the bot polls."""

    url: str = ""
    secret: str = ""


class Methods:
    """One public method per Bot API method but getUpdates; each takes the parameters and gives the `result`."""

    def __init__(self, chats: Chats, updates: Updates, webhook: WebhookSetting) -> None:
        self._chats = chats
        self._updates = updates
        self._webhook = webhook
        self.commands: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}  # file id → content
        self._by_name: dict[str, Callable[[Given], Any]] = {
            "getMe": lambda given: {**BOT_USER, "can_join_groups": False, "can_read_all_group_messages": False},
            "sendMessage": self._send_message,
            "sendVenue": self._send_venue,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._send_chat_action,
            "getFile": self._get_file,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback_query,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "setMyCommands": self._set_my_commands,
        }
        self._spelled = {name.lower(): name for name in (*self._by_name, "getUpdates")}

    def name_of(self, spelled: str) -> str | None:
        """The method's proper name; Telegram does not mind upper and lower case."""
        return self._spelled.get(spelled.lower())

    def call(self, name: str, given: Given) -> Any:
        """Raises ApiError."""
        return self._by_name[name](given)

    def _send_message(self, given: Given) -> Given:
        text = text_in(given, "text").strip()
        if not text:
            raise bad_request("message text is empty")
        if len(text.encode("utf-16-le")) // 2 > MOST_TEXT_UNITS:
            raise bad_request("message is too long")
        return _sent(self._keep("sendMessage", given), {"text": text})

    def _send_venue(self, given: Given) -> Given:
        lat, lon = number_in(given, "latitude"), number_in(given, "longitude")
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise bad_request("wrong latitude or longitude specified")
        for name in ("title", "address"):
            if not text_in(given, name).strip():
                raise bad_request(f"{name} must be non-empty")
        place = {"latitude": lat, "longitude": lon}
        venue = {"location": place, "title": text_in(given, "title"), "address": text_in(given, "address")}
        return _sent(self._keep("sendVenue", given), {"location": place, "venue": venue})

    def _send_photo(self, given: Given) -> Given:
        photo = given.get("photo")
        content = photo.file.read() if isinstance(photo, FileField) else b""
        if not content:
            raise bad_request("there is no photo in the request")
        caption = text_in(given, "caption")
        if len(caption.encode("utf-16-le")) // 2 > MOST_CAPTION_UNITS:
            raise bad_request("message caption is too long")
        kept = self._keep("sendPhoto", {**given, "photo": content})
        size = {"file_id": "sent", "file_unique_id": "sent", "width": 1, "height": 1, "file_size": len(content)}
        return _sent(kept, {"photo": [size], **({"caption": caption} if caption else {})})

    def _send_chat_action(self, given: Given) -> bool:
        if text_in(given, "action") not in ("typing", "upload_photo"):
            raise bad_request("wrong parameter action in request")
        self._chats.check_reachable(integer_in(given, "chat_id"))
        return True

    def _get_file(self, given: Given) -> Given:
        file_id = text_in(given, "file_id")
        if file_id not in self.files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"photos/{file_id}.jpg"}

    def _keep(self, method: str, given: Given) -> SentMessage:
        markup = json_in(given, "reply_markup")
        check_keyboard(markup)
        return self._chats.keep(integer_in(given, "chat_id"), method, given, markup or {})

    def _delete_message(self, given: Given) -> bool:
        self._chats.delete(integer_in(given, "chat_id"), integer_in(given, "message_id"))
        return True

    def _answer_callback_query(self, given: Given) -> bool:
        self._chats.answer_query(text_in(given, "callback_query_id"))
        return True

    def _set_webhook(self, given: Given) -> bool:
        url = text_in(given, "url")
        # Telegram itself wants https; a Bot API server of one's own, as this one, also takes http on the loopback.
        if urlsplit(url).scheme != "https" and urlsplit(url).hostname != "127.0.0.1":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self._webhook.secret = text_in(given, "secret_token")
        self._webhook.url = url
        if (allowed := json_in(given, "allowed_updates")) is not None:
            self._updates.allowed = allowed or None
        return True

    def _delete_webhook(self, given: Given) -> bool:
        self._webhook.url = ""
        if text_in(given, "drop_pending_updates") in ("true", "True"):
            self._updates.clear()
        return True

    def _set_my_commands(self, given: Given) -> bool:
        commands = json_in(given, "commands") or []
        for command in commands:
            if not (1 <= len(command["command"]) <= 32 and 1 <= len(command["description"]) <= 256):
                raise bad_request("BOT_COMMAND_INVALID")
        self.commands = commands
        return True


def _sent(message: SentMessage, content: Given) -> Given:
    return {
        "message_id": message.message_id,
        "from": BOT_USER,
        "chat": {"id": message.chat_id, "type": "private"},
        "date": int(time.time()),
        **content,
        **({"reply_markup": message.markup} if "inline_keyboard" in message.markup else {}),
    }
