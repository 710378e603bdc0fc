"""What a channel is to the rest of the bot: a door that writes arrivals down, and for push channels a sender.

The door turns the channel's own updates into `Arrival` records and hands them to an `ArrivalBook`; it converses with
nobody. Only when `receive` has returned may it acknowledge the updates (webhook 200, the next getUpdates offset).
The sender turns an `OutgoingReply` into the channel's own messages; `bot/delivery.py` decides what is sent and when.

SendError
  TryLater            surely not taken: the rest is sent again after `seconds`
  Undeliverable       surely not taken and never will be: blocked, chat gone, message refused
  OutcomeUnknown      cut off between call and answer: never repeated
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.dialogue.messages import Inbound, Link, Photo, StationCard


@dataclass(frozen=True)
class Arrival:
    """One new thing at a push channel's door.

    `update_id` is the channel's own id of the update: the same id again changes nothing. `address` is where replies go
    (a chat id); it is stored encrypted and never logged. `inbound.button` stays None: the opaque id that was pressed
    goes into `button_id` and the bot resolves it. `message_ref` is what `delete` needs to remove the worker's message
    when it carried personal data.
    """

    update_id: str
    address: str
    inbound: Inbound
    button_id: str | None = None
    message_ref: str | None = None


class ArrivalBook(Protocol):
    """The inbox as a door sees it, already bound to the door's channel."""

    async def receive(self, arrivals: Sequence[Arrival]) -> None:
        """Commit one row per new arrival and start its turn; known update ids change nothing.

        Raises DatabaseBusy (bot/errors.py) when nothing could be stored: then the updates are not acknowledged.
        """


@dataclass(frozen=True)
class OutgoingButton:
    """A quick reply as a channel sends it; `id` is opaque, at most 32 characters of [A-Za-z0-9_-]."""

    title: str
    id: str


@dataclass(frozen=True)
class OutgoingReply:
    """One bubble with everything resolved: buttons have opaque ids, links have a `url` (never a `page`).

    `asks` names the field the bot waits for after this bubble (`phone`, `place` …), only on the last one of a turn:
    a channel may show a fitting keyboard. A `photo` goes before the text, which may be "" then.
    """

    text: str
    buttons: tuple[OutgoingButton, ...] = ()
    links: tuple[Link, ...] = ()
    stations: tuple[StationCard, ...] = ()
    asks: str | None = None
    photo: Photo | None = None


class SendError(Exception):
    """A reply was not, or perhaps not, delivered. `sent` holds the channel's ids of the parts that surely were."""

    def __init__(self, sent: Sequence[str] = ()) -> None:
        super().__init__(type(self).__name__)
        self.sent = tuple(sent)


class TryLater(SendError):
    """Flood control or no connection: this part was surely not taken; send the rest after `seconds`."""

    def __init__(self, seconds: float, sent: Sequence[str] = ()) -> None:
        super().__init__(sent)
        self.seconds = seconds


class Undeliverable(SendError):
    """The channel refused for good; `reason` is a short slug for metrics: `blocked`, `chat-gone`, `refused`."""

    def __init__(self, reason: str, sent: Sequence[str] = ()) -> None:
        super().__init__(sent)
        self.reason = reason


class OutcomeUnknown(SendError):
    """The call was cut off after it may have been taken."""


class PushChannel(Protocol):
    """A channel that has to be called to deliver (Telegram); the web chat is read by its page instead."""

    name: str  # "telegram": stored with each conversation, passed to the dialogue

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Routes the channel needs on the bot's own server (a webhook); none when it polls."""

    async def run(self) -> None:
        """Receive until cancelled; return at once where a webhook receives. It is started again when it raises."""

    async def send(self, address: str, reply: OutgoingReply, parts_sent: int) -> Sequence[str]:
        """Send one reply, skipping the first `parts_sent` messages it splits into; return the ids of those sent now.

        Raises SendError. Any other exception counts as OutcomeUnknown.
        """

    async def delete(self, address: str, message_ref: str) -> None:
        """Remove a worker's message that carried personal data; a message already gone is fine. Raises SendError."""

    async def typing(self, address: str) -> None:
        """Show for a moment that somebody is typing; whether that worked does not matter."""

    async def photo(self, file: str) -> Photo | None:
        """The picture behind an arrival's `data["file"]`; None when it is gone or none of ours. Raises SendError."""
