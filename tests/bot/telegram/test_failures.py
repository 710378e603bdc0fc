"""Every error of the library and its HTTP client has its meaning."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.error import TimedOut as Timeout

from bot.channels.channel import OutcomeUnknown, SendError, TryLater, Undeliverable
from bot.channels.telegram.failures import send_error


def caused_by(cause: Exception, error: TelegramError) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meaning", "detail"),
    [
        (RetryAfter(17), TryLater, 17),
        (RetryAfter(timedelta(seconds=17)), TryLater, 17),
        (InvalidToken(), TryLater, 60),
        (caused_by(httpx.ConnectError("refused"), NetworkError("x")), TryLater, 5),
        (caused_by(httpx.ConnectTimeout("slow"), Timeout()), TryLater, 5),
        (caused_by(httpx.PoolTimeout("busy"), Timeout()), TryLater, 5),
        (caused_by(httpx.ProxyError("403"), NetworkError("x")), TryLater, 5),
        (Forbidden("Forbidden: bot was blocked by the user"), Undeliverable, "blocked"),
        (Forbidden("Forbidden: user is deactivated"), Undeliverable, "chat-gone"),
        (BadRequest("Bad Request: chat not found"), Undeliverable, "chat-gone"),
        (BadRequest("Chat not found"), Undeliverable, "chat-gone"),
        (ChatMigrated(-100), Undeliverable, "chat-gone"),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Undeliverable, "refused"),
        (caused_by(httpx.ReadTimeout("slow"), Timeout()), OutcomeUnknown, None),
        (caused_by(httpx.WriteTimeout("slow"), Timeout()), OutcomeUnknown, None),
        (caused_by(httpx.ReadError("reset"), NetworkError("x")), OutcomeUnknown, None),
        (caused_by(httpx.WriteError("reset"), NetworkError("x")), OutcomeUnknown, None),
        (caused_by(httpx.RemoteProtocolError("cut"), NetworkError("x")), OutcomeUnknown, None),
        (NetworkError("Bad Gateway"), OutcomeUnknown, None),
        (TelegramError("Invalid server response"), OutcomeUnknown, None),
    ],
)
def test_each_error_is_translated(error: TelegramError, meaning: type[SendError], detail: object) -> None:
    failure = send_error(error, ("7",))

    assert type(failure) is meaning
    assert failure.sent == ("7",)
    assert getattr(failure, "seconds", getattr(failure, "reason", None)) == detail


def test_every_transport_error_of_httpx_is_thought_of() -> None:
    """A new httpx release with a new class must be looked at: is it raised before anything was sent?"""

    def below(kind: type[Exception]) -> set[str]:
        return {kind.__name__}.union(*(below(child) for child in kind.__subclasses__()))

    assert below(httpx.TransportError) == {
        "TransportError", "TimeoutException", "ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout",
        "NetworkError", "ConnectError", "ReadError", "WriteError", "CloseError",
        "ProtocolError", "LocalProtocolError", "RemoteProtocolError", "ProxyError", "UnsupportedProtocol",
    }  # fmt: skip
