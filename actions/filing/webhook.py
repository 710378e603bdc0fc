"""One call to the union's own system."""

from __future__ import annotations

import ssl
from datetime import datetime

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorSSLError,
    ClientError,
    ClientPayloadError,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)

from actions.filing.answers import Outcome, TryAgain, outcome_of
from actions.filing.receiver import Receiver
from actions.filing.signing import signed_headers
from actions.filing.states import Cause

TIMEOUT_SECONDS = 15.0
LARGEST_ANSWER_BYTES = 64 * 1024
_HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # an answer that unfolds to gigabytes is not unfolded
    "User-Agent": "xiaofeng",
}


class Webhook:
    """Sends filings; knows nothing of tables or schedules, and tells nobody what it sent."""

    def __init__(self, receiver: Receiver, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._receiver = receiver
        self._timeout = ClientTimeout(total=timeout_seconds)

    async def send(self, key: str, body: bytes, *, at: datetime) -> Outcome:
        """Never raises for what the receiver or the network does."""
        headers = _HEADERS | signed_headers(key, body, secret=self._receiver.secret, at=at)
        try:
            # A connection of its own: whatever a broken receiver says twice cannot be taken for the next answer.
            async with (
                ClientSession(
                    connector=TCPConnector(force_close=True),
                    cookie_jar=DummyCookieJar(),
                    timeout=self._timeout,
                    auto_decompress=False,
                ) as session,
                session.post(self._receiver.url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                content = await _content(response)
                if content is None:
                    return TryAgain(Cause.UNREADABLE, response.status)
                wait = response.headers.get("Retry-After")
                return outcome_of(response.status, content, retry_after=wait, now=at)
        except (ClientConnectorCertificateError, ClientConnectorSSLError, ssl.SSLError):
            return TryAgain(Cause.CERTIFICATE)
        except TimeoutError:
            return TryAgain(Cause.TIMEOUT)
        except (ClientResponseError, ClientPayloadError):
            return TryAgain(Cause.UNREADABLE)
        except (ClientError, OSError, ValueError):
            return TryAgain(Cause.UNREACHABLE)


async def _content(response: ClientResponse) -> bytes | None:
    """The whole body; None when it is too long."""
    content = bytearray()
    async for piece in response.content.iter_chunked(16 * 1024):
        content += piece
        if len(content) > LARGEST_ANSWER_BYTES:
            return None
    return bytes(content)
