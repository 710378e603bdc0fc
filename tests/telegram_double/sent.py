"""A message the bot sent, as it stands in the worker's chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SentMessage:
    """`method` is sendMessage, sendVenue or sendPhoto; `given` holds the call's parameters, `markup` its keyboard."""

    message_id: int
    chat_id: int
    method: str
    given: dict[str, Any]
    markup: dict[str, Any]

    @property
    def text(self) -> str:
        """The text; for a venue its name and address line; for a photo its caption."""
        if self.method == "sendVenue":
            return f"{self.given['title']}\n{self.given['address']}"
        if self.method == "sendPhoto":
            return str(self.given.get("caption", ""))
        return str(self.given["text"])

    @property
    def inline_buttons(self) -> list[dict[str, Any]]:
        return [button for row in self.markup.get("inline_keyboard", []) for button in row]

    @property
    def titles(self) -> list[str]:
        """Titles of the inline buttons, links included."""
        return [button["text"] for button in self.inline_buttons]

    @property
    def keyboard(self) -> list[dict[str, Any]]:
        """Buttons of the reply keyboard."""
        return [button for row in self.markup.get("keyboard", []) for button in row]

    @property
    def position(self) -> tuple[float, float]:
        """Where a venue's pin stands: lat, lon in WGS-84."""
        return float(self.given["latitude"]), float(self.given["longitude"])
