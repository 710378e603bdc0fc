"""The checks Telegram makes on a reply_markup."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.telegram_double.errors import bad_request

MOST_DATA_BYTES = 64
_KINDS = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}


def check_keyboard(markup: Any) -> None:
    """Raises ApiError 400 for a keyboard Telegram would refuse, and the message with it."""
    if markup is None:
        return
    if not isinstance(markup, dict) or len(_KINDS & markup.keys()) != 1:
        raise bad_request("object expected as reply markup")
    for row in markup.get("inline_keyboard", []):
        for button in row:
            _check_inline(button)
    for row in markup.get("keyboard", []):
        for button in row:
            if not str(button.get("text", "")).strip():
                raise bad_request("keyboard button text must be non-empty")


def _check_inline(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = button.keys() - {"text"}
    if len(actions) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= MOST_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        url = str(button["url"])
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https", "tg") or "." not in (parts.hostname or ""):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    else:
        raise bad_request("only callback and url buttons are known here")
